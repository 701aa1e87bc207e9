// What h5py makes is listed and told, and what is written here h5py reads.
#include "collections/array/creation.hpp"
#include "collections/io/hdf5.hpp"
#include "tests/support/numbered_array.hpp"
#include "tests/support/python.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/support/thrown.hpp"

#include <gmock/gmock.h>

#include <filesystem>

namespace troupe {
namespace {

using test::TempDir;
using testing_support::computed;
using testing_support::numbered_array;

class Hdf5Contents : public testing::Test {
protected:
  std::string python(const std::string& script) {
    return test::python("import sys, h5py, numpy as np\n" + script, {folder / "x.h5"});
  }
  void write(const Array& array, const std::string& name, const Hdf5Options& options = {}) {
    compute(executor, to_hdf5(array, folder / "x.h5", name, options));
  }

  TempDir folder;
  SerialExecutor executor;
};

TEST_F(Hdf5Contents, AreListedByName) {
  ASSERT_EQ(
      python("f = h5py.File(sys.argv[1], 'w')\n"
             "f['g/x'] = np.zeros((3, 4), 'i2')\n"
             "f.create_dataset('packed', shape=(10, 10), dtype='f8', chunks=(5, 2), compression='gzip', shuffle=True)\n"
             "f['text'] = ['a']\n"
             "f['link'] = h5py.SoftLink('/nowhere')\n"),
      "");
  const auto found = hdf5_contents(folder / "x.h5");
  std::vector<std::string> names;
  for (const auto& entry : found)
    names.push_back(entry.name);
  ASSERT_EQ(names, (std::vector<std::string>{"/g", "/g/x", "/link", "/packed", "/text"}));
  EXPECT_EQ(found[0].kind, Hdf5Entry::Kind::group);
  EXPECT_EQ(found[1].dtype, DType::int16);
  EXPECT_EQ(found[1].shape, (Shape{3, 4}));
  EXPECT_EQ(found[2].kind, Hdf5Entry::Kind::link);
  EXPECT_EQ(found[3].chunks, (Shape{5, 2}));
  EXPECT_EQ(found[3].filters, (std::vector<std::string>{"shuffle", "gzip"}));
  EXPECT_EQ(found[4].kind, Hdf5Entry::Kind::dataset);
  EXPECT_FALSE(found[4].dtype);
}

TEST_F(Hdf5Contents, AttributesAreReadAsH5pyWritesThem) {
  ASSERT_EQ(
      python(
          "f = h5py.File(sys.argv[1], 'w')\n"
          "f.attrs['title'] = 'a run'\n"
          "f['x'] = np.zeros(3)\n"
          "a = f['x'].attrs\n"
          "a['count'] = np.int32(-7); a['big'] = np.uint64(2**63 - 1); a['scale'] = np.float32(0.5); a['yes'] = True\n"
          "a['names'] = ['one', 'two']; a['fixed'] = np.bytes_(b'abc'); a['grid'] = np.arange(6).reshape(2, 3)\n"),
      "");
  EXPECT_EQ(hdf5_attributes(folder / "x.h5"), (Hdf5Attributes{{"title", std::string("a run")}}));
  EXPECT_EQ(hdf5_attributes(folder / "x.h5", "x"),
            (Hdf5Attributes{{"count", std::int64_t{-7}},
                            {"big", std::int64_t{9223372036854775807}},
                            {"scale", 0.5},
                            {"yes", std::int64_t{1}},
                            {"names", std::vector<std::string>{"one", "two"}},
                            {"fixed", std::string("abc")},
                            {"grid", std::vector<std::int64_t>{0, 1, 2, 3, 4, 5}}}));
  ASSERT_EQ(python("h5py.File(sys.argv[1], 'a')['x'].attrs['big'] = np.uint64(2**63)\n"), "");
  EXPECT_EQ(test::thrown_by([&] { hdf5_attributes(folder / "x.h5", "x"); }).code, Errc::invalid_dtype);
  EXPECT_EQ(test::thrown_by([&] { hdf5_attributes(folder / "x.h5", "y"); }).code, Errc::not_found);
}

TEST_F(Hdf5Contents, AttributesAreWrittenAndOutliveANewDataset) {
  write(zeros({4}), "x");
  set_hdf5_attributes(folder / "x.h5", "x",
                      {{"unit", std::string("m/s")}, {"range", std::vector<double>{0.5, 2}}, {"n", std::int64_t{3}}});
  set_hdf5_attributes(folder / "x.h5", "x", {{"n", std::int64_t{4}}});
  write(ones({4}), "x");
  EXPECT_EQ(python("a = h5py.File(sys.argv[1])['x']\nprint(a[:].tolist(), a.attrs['unit'], a.attrs['range'].tolist(), "
                   "a.attrs['n'])"),
            "[1.0, 1.0, 1.0, 1.0] m/s [0.5, 2.0] 4\n");
}

TEST_F(Hdf5Contents, IsWrittenInChunksAndCompressed) {
  const Shape shape{70, 50};
  write(numbered_array(shape, {13, 50}), "x",
        {.chunks = {10, 20}, .compression = "gzip", .compression_opts = 6, .shuffle = true});
  write(numbered_array(shape, {30, 30}) + 1, "x",
        {.chunks = {10, 20}, .compression = "gzip", .compression_opts = 6, .shuffle = true});
  EXPECT_EQ(python("d = h5py.File(sys.argv[1])['x']\n"
                   "print(d.chunks, d.compression, d.compression_opts, d.shuffle, np.array_equal(d[:], "
                   "np.arange(3500.0).reshape(70, 50) + 1), d.file.keys())"),
            "(10, 20) gzip 6 True True <KeysViewHDF5 ['x']>\n");
  testing_support::expect_elements(from_hdf5(folder / "x.h5", "x"), shape,
                                   [](const Shape& at) { return static_cast<double>(at[0] * 50 + at[1] + 1); });
  write(zeros({1000, 1000}), "z", {.compression = "gzip"});
  EXPECT_LT(std::filesystem::file_size(folder / "x.h5"), 200'000u);
}

TEST_F(Hdf5Contents, ReadsByWholeChunksOfTheFile) {
  ASSERT_EQ(
      python("h5py.File(sys.argv[1], 'w').create_dataset('x', shape=(5000, 5000), dtype='f8', chunks=(300, 700))\n"),
      "");
  const auto& cut = from_hdf5(folder / "x.h5", "x").chunks();
  EXPECT_EQ(cut[0].front() % 300, 0);
  EXPECT_TRUE(cut[1].front() % 700 == 0 || cut[1].front() == 5000);
  EXPECT_LE(cut[0].front() * cut[1].front() * 8, Chunks::auto_bytes);
}

TEST_F(Hdf5Contents, RefusesFormsThatThereAreNot) {
  EXPECT_EQ(test::thrown_by([&] { write(zeros({4}), "x", {.compression = "lzf"}); }).code, Errc::invalid_argument);
  EXPECT_EQ(test::thrown_by([&] { write(zeros({4}), "x", {.compression = "gzip", .compression_opts = 10}); }).code,
            Errc::invalid_argument);
  EXPECT_EQ(test::thrown_by([&] { write(zeros({4}), "x", {.chunks = {5}}); }).code, Errc::invalid_shape);
  EXPECT_EQ(test::thrown_by([&] { write(zeros({}), "x", {.compression = "gzip"}); }).code, Errc::invalid_shape);
}

} // namespace
} // namespace troupe
