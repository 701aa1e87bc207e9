// What is no regular file is refused by its path, and nothing waits for it.
#include "runtime/formats/data_folders.hpp"
#include "runtime/formats/hdf5_file.hpp"
#include "runtime/formats/open_file.hpp"
#include "tests/support/temp_dir.hpp"

#include <gmock/gmock.h>

#include <cstring>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace troupe::test {
namespace {

using testing::HasSubstr;

class RegularFiles : public testing::Test {
protected:
  void SetUp() override {
    ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
    std::filesystem::create_directory(folder / "folder");
    std::filesystem::create_symlink(folder / "pipe", folder / "link");
    const int made = ::socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, (folder / "socket").c_str(), sizeof address.sun_path - 1);
    ASSERT_EQ(::bind(made, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    ::close(made);
  }
  TempDir folder;
};

TEST_F(RegularFiles, AreTheOnlyOnesThatAreOpened) {
  const auto& folders = DataFolders::everything();
  const std::vector<std::pair<std::string, std::string>> others{
      {folder / "pipe", "a pipe"},     {folder / "link", "a pipe"}, {folder / "folder", "a folder"},
      {folder / "socket", "a socket"}, {"/dev/zero", "a device"},   {"/dev/null", "a device"}};
  for (const auto& [path, kind] : others)
    for (const auto& error : {OpenFile::to_read(folders, path).error(), OpenFile::to_write(folders, path).error(),
                              OpenFile::to_make(folders, path).error(), inspect_hdf5(folders, path, "x").error()}) {
      EXPECT_EQ(error.code, Errc::io_error);
      EXPECT_THAT(error.message, HasSubstr(kind)) << path;
    }
}

} // namespace
} // namespace troupe::test
