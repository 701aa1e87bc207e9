#include "runtime/store/spill_folder.hpp"

#include "tests/support/temp_dir.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <functional>
#include <optional>
#include <random>
#include <thread>

#include <csignal>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace troupe {
namespace {

namespace fs = std::filesystem;

Buffer random_bytes(std::size_t size, std::uint64_t seed) {
  auto buffer = process_pool().allocate(size);
  std::mt19937_64 random(seed);
  for (auto& byte : buffer.as<unsigned char>())
    byte = static_cast<unsigned char>(random());
  return buffer;
}

std::string text_of(const Buffer& buffer) { return {reinterpret_cast<const char*>(buffer.data()), buffer.size()}; }

/// The files of this process that have no name in `folder` any more, by the paths under which they can still be opened.
std::vector<std::string> nameless_files(const fs::path& folder) {
  std::vector<std::string> found;
  for (const auto& entry : fs::directory_iterator("/proc/self/fd")) {
    std::error_code error;
    const auto target = fs::read_symlink(entry.path(), error);
    if (!error && target.string().starts_with(folder.string() + "/"))
      found.push_back(entry.path().string());
  }
  return found;
}

int open_only_file(const fs::path& folder) {
  const auto files = nameless_files(folder);
  EXPECT_EQ(files.size(), 1u);
  const int descriptor = files.empty() ? -1 : ::open(files.front().c_str(), O_RDWR | O_CLOEXEC);
  EXPECT_GE(descriptor, 0);
  return descriptor;
}

TEST(SpillFolder, WhatIsReadIsWhatWasWritten) {
  const test::TempDir dir;
  auto folder = SpillFolder::make(dir / "spill").value();
  for (const std::size_t size : {0, 1, 63, 4096, 3'000'001}) {
    const std::vector<Buffer> pieces{random_bytes(size, size), Buffer(), random_bytes(17, 1)};
    const auto file = folder.write(pieces).value();
    EXPECT_EQ(file.size(), size + 17);
    EXPECT_EQ(folder.bytes_in_use(), size + 17);
    BufferPool pool;
    const auto back = file.read(pool).value();
    EXPECT_TRUE(text_of(back) == text_of(pieces[0]) + text_of(pieces[2]));
    EXPECT_TRUE(text_of(file.read(pool).value()) == text_of(back)); // and again
  }
  EXPECT_EQ(folder.bytes_in_use(), 0u);
  EXPECT_EQ(folder.write({}).value().read(process_pool()).value().size(), 0u);
}

TEST(SpillFolder, NothingIsEverSeenInTheFolder) {
  const test::TempDir dir;
  auto folder = SpillFolder::make(dir / "a/b/spill").value();
  EXPECT_TRUE(fs::is_empty(dir / "a/b/spill"));
  const std::vector<Buffer> pieces{random_bytes(100, 1)};
  std::optional<SpillFile> file = folder.write(pieces).value();
  EXPECT_TRUE(fs::is_empty(dir / "a/b/spill"));
  EXPECT_EQ(nameless_files(folder.path()).size(), 1u);
  file.reset();
  EXPECT_TRUE(nameless_files(folder.path()).empty()); // its descriptor is closed too
}

TEST(SpillFolder, AFlippedBitAnywhereIsFound) {
  const test::TempDir dir;
  auto folder = SpillFolder::make(dir.path().string()).value();
  const std::vector<Buffer> pieces{random_bytes(200, 1)};
  const auto file = folder.write(pieces).value();
  const int other = open_only_file(dir.path());
  for (off_t at = 0; at < 200; at += 13) {
    unsigned char byte = 0;
    ASSERT_EQ(::pread(other, &byte, 1, at), 1);
    byte ^= 0x10;
    ASSERT_EQ(::pwrite(other, &byte, 1, at), 1);
    const auto result = file.read(process_pool());
    ASSERT_FALSE(result) << at;
    EXPECT_EQ(result.error().code, Errc::corrupt);
    byte ^= 0x10;
    ASSERT_EQ(::pwrite(other, &byte, 1, at), 1);
  }
  EXPECT_TRUE(file.read(process_pool()));
  ::close(other);
}

TEST(SpillFolder, AFileCutShortIsFound) {
  const test::TempDir dir;
  auto folder = SpillFolder::make(dir.path().string()).value();
  const std::vector<Buffer> pieces{random_bytes(200, 1)};
  const auto file = folder.write(pieces).value();
  const int other = open_only_file(dir.path());
  for (const off_t size : {199, 64, 1, 0}) {
    ASSERT_EQ(::ftruncate(other, size), 0);
    const auto result = file.read(process_pool());
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, Errc::corrupt);
    EXPECT_NE(result.error().message.find("after " + std::to_string(size) + " of 200 bytes"), std::string::npos)
        << result.error().message;
  }
  ASSERT_EQ(::ftruncate(other, 200), 0); // as long as before, but zeros
  EXPECT_EQ(file.read(process_pool()).error().code, Errc::corrupt);
  ::close(other);
}

TEST(SpillFolder, APartIsReadAndCheckedBlockByBlock) {
  const test::TempDir dir;
  auto folder = SpillFolder::make(dir.path().string()).value();
  constexpr auto block = SpillFile::block_bytes;
  const std::vector<Buffer> pieces{random_bytes(100, 1), random_bytes(3 * block, 2), random_bytes(7, 3)};
  const auto file = folder.write(pieces).value();
  const auto whole = text_of(pieces[0]) + text_of(pieces[1]) + text_of(pieces[2]);
  for (const auto& [offset, length] : std::vector<std::pair<std::uint64_t, std::uint64_t>>{{0, block},
                                                                                           {block, block},
                                                                                           {block - 1, 2},
                                                                                           {5, 0},
                                                                                           {3 * block, 107},
                                                                                           {whole.size(), 0},
                                                                                           {17, 2 * block + 5}})
    EXPECT_TRUE(text_of(file.read(offset, length, process_pool()).value()) == whole.substr(offset, length)) << offset;
  const int other = open_only_file(dir.path());
  unsigned char byte = 0;
  ASSERT_EQ(::pread(other, &byte, 1, block + 9), 1);
  byte ^= 1;
  ASSERT_EQ(::pwrite(other, &byte, 1, block + 9), 1);
  EXPECT_TRUE(file.read(0, block, process_pool()));
  EXPECT_EQ(file.read(2 * block - 1, 1, process_pool()).error().code, Errc::corrupt); // another byte of the block
  EXPECT_TRUE(file.read(2 * block, block, process_pool()));
  EXPECT_EQ(file.read(process_pool()).error().code, Errc::corrupt);
  ::close(other);
}

/// Bytes of which three of four are zero.
Buffer smooth_bytes(std::size_t size) {
  auto buffer = random_bytes(size, 7);
  for (std::size_t i = 0; i < size; ++i)
    if (i % 64 >= 16)
      buffer.data()[i] = std::byte{0};
  return buffer;
}

TEST(SpillFolder, WhatCanBeMadeSmallerTakesLessAndComesBackTheSame) {
  const test::TempDir dir;
  auto folder = SpillFolder::make(dir.path().string()).value();
  constexpr auto block = SpillFile::block_bytes;
  // The third block cannot be made smaller: it is stored as it is.
  const std::vector<Buffer> pieces{smooth_bytes(100), smooth_bytes(2 * block - 100), random_bytes(block, 2),
                                   smooth_bytes(block + 7)};
  std::optional<SpillFile> file = folder.write(pieces).value();
  std::string whole;
  for (const auto& piece : pieces)
    whole += text_of(piece);
  EXPECT_EQ(file->size(), whole.size());
  EXPECT_LT(file->stored(), whole.size() * 3 / 4);
  EXPECT_GT(file->stored(), block);
  EXPECT_EQ(folder.bytes_in_use(), file->stored());
  EXPECT_TRUE(text_of(file->read(process_pool()).value()) == whole);
  for (const auto& [offset, length] : std::vector<std::pair<std::uint64_t, std::uint64_t>>{
           {5, block}, {2 * block - 3, 7}, {3 * block, 9}, {4 * block, 7}})
    EXPECT_TRUE(text_of(file->read(offset, length, process_pool()).value()) == whole.substr(offset, length)) << offset;
  const int other = open_only_file(dir.path());
  unsigned char byte = 0;
  ASSERT_EQ(::pread(other, &byte, 1, 1000), 1);
  byte ^= 1;
  ASSERT_EQ(::pwrite(other, &byte, 1, 1000), 1);
  EXPECT_EQ(file->read(process_pool()).error().code, Errc::corrupt);
  ASSERT_EQ(::ftruncate(other, 100), 0);
  EXPECT_EQ(file->read(process_pool()).error().code, Errc::corrupt);
  ::close(other);
  file.reset();
  EXPECT_EQ(folder.bytes_in_use(), 0u);
}

TEST(SpillFolder, CompressesNothingThatChanceMadeNorWhereThatIsOff) {
  const test::TempDir dir;
  auto folder = SpillFolder::make(dir.path().string()).value();
  const std::vector<Buffer> random{random_bytes(3 << 20, 1)}, smooth{smooth_bytes(3 << 20)};
  EXPECT_EQ(folder.write(random).value().stored(), random[0].size());
  auto off = SpillFolder::make(dir.path().string(), 0, Compression::off).value();
  EXPECT_EQ(off.write(smooth).value().stored(), smooth[0].size());
}

TEST(SpillFolder, TheQuotaHoldsAndIsGivenBack) {
  const test::TempDir dir;
  auto folder = SpillFolder::make(dir.path().string(), 1000).value();
  const std::vector<Buffer> six_hundred{random_bytes(600, 1)}, four_hundred{random_bytes(400, 2)},
      one{random_bytes(1, 3)};
  std::optional<SpillFile> first = folder.write(six_hundred).value();
  const auto refused = folder.write(six_hundred);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::out_of_memory);
  EXPECT_EQ(folder.bytes_in_use(), 600u);
  std::optional<SpillFile> second = folder.write(four_hundred).value(); // to the brim
  EXPECT_FALSE(folder.write(one));
  first.reset();
  EXPECT_TRUE(folder.write(six_hundred));
  second.reset();
  EXPECT_EQ(folder.bytes_in_use(), 0u);
  EXPECT_TRUE(nameless_files(dir.path()).empty());
}

TEST(SpillFolder, AMovedFileIsCountedOnce) {
  const test::TempDir dir;
  auto folder = SpillFolder::make(dir.path().string()).value();
  const std::vector<Buffer> a{random_bytes(100, 1)}, b{random_bytes(50, 2)};
  auto first = folder.write(a).value();
  auto second = folder.write(b).value();
  second = std::move(first);
  EXPECT_EQ(folder.bytes_in_use(), 100u);
  auto& itself = second;
  second = std::move(itself);
  EXPECT_EQ(text_of(second.read(process_pool()).value()), text_of(a[0]));
  const SpillFile third(std::move(second));
  EXPECT_EQ(folder.bytes_in_use(), 100u);
  EXPECT_EQ(nameless_files(dir.path()).size(), 1u);
}

TEST(SpillFolder, AFileOutlivesItsFolderObject) {
  const test::TempDir dir;
  std::optional<SpillFile> file;
  const std::vector<Buffer> pieces{random_bytes(100, 1)};
  {
    auto folder = SpillFolder::make(dir.path().string()).value();
    file = folder.write(pieces).value();
  }
  EXPECT_EQ(text_of(file->read(process_pool()).value()), text_of(pieces[0]));
}

TEST(SpillFolder, RefusesAFolderThatCannotBeMade) {
  const test::TempDir dir;
  dir.write("file", "");
  const auto result = SpillFolder::make(dir / "file/spill");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, Errc::io_error);
  EXPECT_NE(result.error().message.find("file/spill"), std::string::npos);
}

TEST(SpillFolder, SaysWhenTheFolderIsGone) {
  const test::TempDir dir;
  auto folder = SpillFolder::make(dir / "spill").value();
  fs::remove(dir / "spill");
  const std::vector<Buffer> pieces{random_bytes(10, 1)};
  EXPECT_EQ(folder.write(pieces).error().code, Errc::io_error);
  EXPECT_EQ(folder.bytes_in_use(), 0u);
}

/// Runs in a child of its own, in which no file may grow beyond `limit` bytes. @returns Its exit status.
int under_file_size_limit(rlim_t limit, const std::function<int()>& run) {
  const auto child = ::fork();
  if (child == 0) {
    std::signal(SIGXFSZ, SIG_IGN); // so that write() fails, as on a full disk
    const rlimit most{limit, limit};
    ::_exit(::setrlimit(RLIMIT_FSIZE, &most) == 0 ? run() : 100);
  }
  int status = 0;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(SpillFolder, ADiskThatTakesNoMoreIsAnErrorAndNothingIsLeft) {
  const test::TempDir dir;
  auto folder = SpillFolder::make(dir.path().string()).value();
  const std::vector<Buffer> small{random_bytes(4096, 1)}, large{random_bytes(60'000, 2), random_bytes(60'000, 3)};
  const auto status = under_file_size_limit(64 << 10, [&] {
    const auto fits = folder.write(small);
    if (!fits || folder.bytes_in_use() != 4096)
      return 1;
    const auto full = folder.write(large); // the second piece passes the limit
    if (full || full.error().code != Errc::io_error)
      return 2;
    if (folder.bytes_in_use() != 4096 || nameless_files(dir.path()).size() != 1)
      return 3; // something is left of it
    return text_of(fits->read(process_pool()).value()) == text_of(small[0]) ? 0 : 4;
  });
  EXPECT_EQ(status, 0);
  EXPECT_TRUE(fs::is_empty(dir.path()));
}

TEST(SpillFolder, ManyThreadsSpillIntoOneFolder) {
  const test::TempDir dir;
  auto folder = SpillFolder::make(dir.path().string()).value();
  std::vector<std::thread> threads;
  std::atomic<int> wrong = 0;
  for (std::uint64_t seed = 0; seed < 4; ++seed)
    threads.emplace_back([&, seed] {
      for (std::uint64_t i = 0; i < 50; ++i) {
        const std::vector<Buffer> pieces{random_bytes(1 + (seed * 131 + i * 997) % 20'000, seed * 1000 + i)};
        const auto file = folder.write(pieces);
        const auto back = file ? file->read(process_pool()) : Result<Buffer>(file.failure());
        wrong += !back || text_of(*back) != text_of(pieces[0]) ? 1 : 0;
      }
    });
  for (auto& thread : threads)
    thread.join();
  EXPECT_EQ(wrong, 0);
  EXPECT_EQ(folder.bytes_in_use(), 0u);
}

} // namespace
} // namespace troupe
