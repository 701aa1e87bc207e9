#include "actors/trust/secret_file.hpp"

#include "tests/support/temp_dir.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <thread>
#include <vector>

#include <sys/stat.h>

namespace troupe {
namespace {

namespace fs = std::filesystem;
using test::TempDir;

TEST(SecretFile, IsMadeAtFirstNeedAndReadAfterwards) {
  const TempDir folder;
  const auto path = (folder.path() / "deep" / "secret").string();
  const auto made = load_secret(path);
  ASSERT_TRUE(made.ok()) << made.error().message;
  EXPECT_EQ(made->size(), 32u);
  EXPECT_EQ(load_secret(path).value(), *made);
}

TEST(SecretFile, CanBeReadByItsUserAlone) {
  const TempDir folder;
  const auto path = folder.path() / "own" / "secret";
  ASSERT_TRUE(load_secret(path.string()).ok());
  EXPECT_EQ(fs::status(path).permissions() & fs::perms::mask, fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(fs::status(path.parent_path()).permissions() & fs::perms::mask, fs::perms::owner_all);
}

TEST(SecretFile, IsRefusedWhereOthersMayReadIt) {
  const TempDir folder;
  const auto path = (folder.path() / "secret").string();
  ASSERT_TRUE(load_secret(path).ok());
  ::chmod(path.c_str(), 0644);
  const auto refused = load_secret(path);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, Errc::invalid_argument);
  EXPECT_NE(refused.error().message.find(path), std::string::npos);
}

TEST(SecretFile, IsRefusedWhenItIsTooShortToBeOne) {
  const TempDir folder;
  const auto path = (folder.path() / "secret").string();
  std::ofstream(path) << "123456";
  ::chmod(path.c_str(), 0600);
  EXPECT_EQ(load_secret(path).error().code, Errc::invalid_argument);
}

TEST(SecretFile, SaysWhyAFolderCannotBeMade) {
  const TempDir folder;
  std::ofstream(folder.path() / "file") << "x";
  const auto refused = load_secret((folder.path() / "file" / "below" / "secret").string());
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, Errc::io_error);
}

TEST(SecretFile, ManyWhoStartAtOnceGetTheSameSecret) {
  const TempDir folder;
  const auto path = (folder.path() / "secret").string();
  std::vector<Secret> got(8);
  {
    std::vector<std::jthread> starters;
    for (auto& one : got)
      starters.emplace_back([&one, &path] { one = load_secret(path).value(); });
  }
  for (const auto& one : got)
    EXPECT_EQ(one, got.front());
  EXPECT_EQ(std::distance(fs::directory_iterator(folder.path()), {}), 1) << "nothing is left beside it";
}

} // namespace
} // namespace troupe
