// Whatever a path looks like, it leads to files in the folders, or nowhere.
#include "runtime/formats/data_folders.hpp"

#include "runtime/formats/hdf5_file.hpp"
#include "runtime/formats/hdf5_write.hpp"
#include "tests/support/temp_dir.hpp"

#include <gmock/gmock.h>
#include <hdf5.h>

#include <array>
#include <filesystem>
#include <fstream>

#include <fcntl.h>
#include <unistd.h>

namespace troupe::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class DataFoldersTest : public testing::Test {
protected:
  DataFoldersTest() : root_(fs::canonical(temporary_.path())) {
    temporary_.write("outside/secret", "s");
    temporary_.write("data/in/file", "f");
    temporary_.write("database/file", "not data");
  }

  std::string at(const std::string& name) const { return (root_ / name).string(); }
  DataFolders data() const { return DataFolders::make({at("data")}).value(); }
  static Errc refusal(const Result<FileDescriptor>& opened) { return opened ? Errc::internal : opened.error().code; }
  Errc read(const std::string& path) const { return refusal(data().open(path, O_RDONLY, "read")); }
  Errc make(const std::string& path) const { return refusal(data().open(path, O_WRONLY | O_CREAT, "write")); }
  static constexpr auto opened = Errc::internal;
  static bool make_dataset(const DataFolders& folders, const std::string& path, const std::string& name) {
    const Hdf5Target target{path, name, name + ".part-0123456789abcdef", DType::int64, {2}, {}};
    const auto token = create_hdf5(folders, target);
    return token && finish_hdf5(folders, target, *token);
  }

  TempDir temporary_;
  fs::path root_;
};

TEST_F(DataFoldersTest, LeadToWhatIsInside) {
  EXPECT_EQ(read(at("data/in/file")), opened);
  EXPECT_EQ(read(at("data/./in/../in//file")), opened);
  EXPECT_EQ(make(at("data/new")), opened);
  EXPECT_TRUE(fs::exists(at("data/new")));
  EXPECT_EQ(read(at("data/none")), Errc::not_found);
  EXPECT_EQ(make(at("data/none/new")), Errc::not_found);
}

TEST_F(DataFoldersTest, RefuseAbsolutePathsToOthers) {
  for (const auto& path : {at("outside/secret"), at("database/file"), at("outside/none"), at(""),
                           std::string("/etc/passwd"), std::string("/")}) {
    EXPECT_EQ(read(path), Errc::invalid_argument) << path;
    EXPECT_EQ(make(path), Errc::invalid_argument) << path;
  }
  EXPECT_FALSE(fs::exists(at("outside/none")));
}

TEST_F(DataFoldersTest, RefuseTheWayUp) {
  for (const auto* path : {"data/../outside/secret", "data/in/../../outside/secret", "data/none/../../outside/secret",
                           "data/..", "data/in/../../database/file", "data/none/none/../../../outside/new"}) {
    EXPECT_EQ(read(at(path)), Errc::invalid_argument) << path;
    EXPECT_EQ(make(at(path)), Errc::invalid_argument) << path;
  }
  EXPECT_FALSE(fs::exists(at("outside/new")));
}

TEST_F(DataFoldersTest, RefuseLinksThatLeadOut) {
  fs::create_symlink(at("outside"), at("data/out"));
  fs::create_symlink("../outside/secret", at("data/relative"));
  fs::create_symlink(at("outside/new"), at("data/dangling"));
  EXPECT_EQ(read(at("data/out/secret")), Errc::invalid_argument);
  EXPECT_EQ(make(at("data/out/new")), Errc::invalid_argument);
  EXPECT_EQ(make(at("data/out/none/../../data/in/file")), opened);
  EXPECT_EQ(read(at("data/relative")), Errc::invalid_argument);
  EXPECT_NE(make(at("data/dangling")), opened); // O_CREAT would follow it
  EXPECT_FALSE(fs::exists(at("outside/new")));
  EXPECT_FALSE(data().make_folder(at("data/out/made")));
  EXPECT_FALSE(data().make_folder(at("data/dangling/made")));
  EXPECT_FALSE(data().rename(at("data/in/file"), at("data/out/file")));
  EXPECT_FALSE(data().rename(at("data/out/secret"), at("data/in/secret")));
  EXPECT_FALSE(data().exists(at("data/out/secret")));
  EXPECT_TRUE(fs::exists(at("outside/secret")));
}

TEST_F(DataFoldersTest, FollowLinksThatStay) {
  fs::create_symlink(at("data/in"), at("data/absolute"));
  fs::create_symlink("in/file", at("data/latest"));
  fs::create_symlink(at("data"), at("another-name"));
  EXPECT_EQ(read(at("data/absolute/file")), opened);
  EXPECT_EQ(read(at("data/latest")), opened);
  EXPECT_EQ(read(at("another-name/in/file")), opened);
  const auto named_by_link = DataFolders::make({at("another-name")}).value();
  EXPECT_TRUE(named_by_link.open(at("data/in/file"), O_RDONLY, "read").ok());
}

/// A link that is put into the place of a folder once the path has been judged: the walk must not follow it. Not a race
/// here, but the same state: the folder that was opened is another one's now.
TEST_F(DataFoldersTest, StayWithTheFolderThatWasOpened) {
  const auto folders = data();
  fs::rename(at("data"), at("moved"));
  fs::create_symlink(at("outside"), at("data"));
  EXPECT_FALSE(folders.open(at("data/secret"), O_RDONLY, "read").ok());
  EXPECT_FALSE(folders.open(at("moved/in/file"), O_RDONLY, "read").ok()); // it goes by the name that was given
}

TEST_F(DataFoldersTest, MakeFoldersAndRenameWithin) {
  EXPECT_TRUE(data().make_folder(at("data/a/b/c")));
  EXPECT_TRUE(data().make_folder(at("data/a/b/c")));
  EXPECT_TRUE(fs::is_directory(at("data/a/b/c")));
  EXPECT_TRUE(data().rename(at("data/in/file"), at("data/a/b/c/file")));
  EXPECT_TRUE(*data().exists(at("data/a/b/c/file")));
  EXPECT_FALSE(*data().exists(at("data/in/file")));
  EXPECT_FALSE(*data().exists(at("data/nowhere/file")));
}

TEST_F(DataFoldersTest, NameWhatIsAllowedAndTheFlag) {
  const auto error = data().open("/etc/passwd", O_RDONLY, "read").error();
  EXPECT_THAT(error.message, HasSubstr("'/etc/passwd' is outside"));
  EXPECT_THAT(error.message, HasSubstr("'" + at("data") + "'"));
  EXPECT_THAT(error.message, HasSubstr("--data-folder"));
  EXPECT_THAT(DataFolders().open(at("data/in/file"), O_RDONLY, "read").error().message, HasSubstr("(none)"));
}

TEST_F(DataFoldersTest, AreAsManyAsAreNamed) {
  const auto two = DataFolders::make({at("data"), at("outside")}).value();
  EXPECT_TRUE(two.open(at("data/in/file"), O_RDONLY, "read").ok());
  EXPECT_TRUE(two.open(at("outside/secret"), O_RDONLY, "read").ok());
  EXPECT_FALSE(two.open(at("database/file"), O_RDONLY, "read").ok());
  EXPECT_TRUE(DataFolders::everything().open(at("database/file"), O_RDONLY, "read").ok());
  EXPECT_TRUE(DataFolders::everything().is_everything());
  EXPECT_FALSE(two.is_everything());
  EXPECT_EQ(DataFolders::make({at("none")}).error().code, Errc::not_found);
  EXPECT_FALSE(DataFolders::make({at("data/in/file")}).ok());
}

/// A job that may write any bytes into a folder may write an HDF5 file that refers to others.
TEST_F(DataFoldersTest, HoldForFilesThatReferToOthers) {
  const auto inside = at("data/x.h5"), elsewhere = at("outside/y.h5"), raw = at("outside/raw");
  ASSERT_TRUE(make_dataset(DataFolders::everything(), elsewhere, "y"));
  std::ofstream(raw) << "0123456789abcdef";
  const hsize_t extent = 2;
  const auto file = H5Fcreate(inside.c_str(), H5F_ACC_EXCL, H5P_DEFAULT, H5P_DEFAULT);
  const auto space = H5Screate_simple(1, &extent, nullptr);
  const auto plist = H5Pcreate(H5P_DATASET_CREATE), mapped = H5Pcreate(H5P_DATASET_CREATE);
  H5Pset_external(plist, raw.c_str(), 0, 16);
  H5Pset_virtual(mapped, space, elsewhere.c_str(), "y", space);
  H5Dclose(H5Dcreate2(file, "raw", H5T_NATIVE_INT64, space, H5P_DEFAULT, plist, H5P_DEFAULT));
  H5Dclose(H5Dcreate2(file, "virtual", H5T_NATIVE_INT64, space, H5P_DEFAULT, mapped, H5P_DEFAULT));
  H5Dclose(H5Dcreate2(file, "own", H5T_NATIVE_INT64, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
  H5Lcreate_external(elsewhere.c_str(), "/", file, "link", H5P_DEFAULT, H5P_DEFAULT);
  H5Pclose(plist), H5Pclose(mapped), H5Sclose(space), H5Fclose(file);
  std::array<std::int64_t, 2> values{};
  const auto read = [&](const DataFolders& folders, const std::string& name) {
    return read_hdf5(folders, inside, name, DType::int64, {{2}, {0}, {2}}, reinterpret_cast<std::byte*>(values.data()))
        .ok();
  };
  for (const auto* name : {"raw", "virtual", "link/y"}) {
    EXPECT_TRUE(read(DataFolders::everything(), name)) << name;
    EXPECT_FALSE(read(data(), name)) << name;
  }
  EXPECT_TRUE(read(data(), "own"));
  EXPECT_FALSE(make_dataset(data(), inside, "link/z"));
  EXPECT_FALSE(make_dataset(data(), elsewhere, "z"));
  EXPECT_TRUE(make_dataset(data(), inside, "z"));
  EXPECT_TRUE(make_dataset(data(), at("data/new.h5"), "z"));
}

} // namespace
} // namespace troupe::test
