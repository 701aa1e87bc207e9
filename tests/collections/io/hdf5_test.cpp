#include "collections/io/hdf5.hpp"

#include "collections/array/creation.hpp"
#include "tests/support/numbered_array.hpp"
#include "tests/support/python.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/support/thrown.hpp"

#include <filesystem>

namespace troupe {
namespace {

using test::TempDir;
using testing_support::computed;
using testing_support::numbered_array;

class Hdf5 : public testing::Test {
protected:
  Error error_of(const std::string& path, const std::string& dataset) {
    const auto made = try_from_hdf5(path, dataset);
    return made ? Error{Errc::internal, "it could be read"} : made.error();
  }
  Error error_when_computed(const Array& array) {
    return test::thrown_by([&] { compute(executor, array); });
  }
  std::int64_t written(const Array& array) { return static_cast<std::int64_t>(compute(executor, array).scalar()); }

  TempDir folder;
  SerialExecutor executor;
};

TEST_F(Hdf5, IsReadBackByChunksOfAnyCut) {
  const Shape shape{6, 4, 5};
  EXPECT_EQ(written(to_hdf5(numbered_array(shape, {2, 3, 2}), folder / "x.h5", "/group/inner/x")), 6 * 4 * 5 * 8);
  for (const Shape& chunks : {Shape{6, 4, 5}, Shape{1, 1, 1}, Shape{2, 4, 5}, Shape{5, 3, 2}})
    testing_support::expect_elements(from_hdf5(folder / "x.h5", "/group/inner/x", chunks), shape, [](const Shape& at) {
      return static_cast<double>((at[0] * 4 + at[1]) * 5 + at[2]);
    });
}

TEST_F(Hdf5, KeepsEveryTypeAndShapeInOneFile) {
  for (int number = 0; number < static_cast<int>(DType::string); ++number)
    for (const Shape& shape : {Shape{}, Shape{0}, Shape{3, 0}, Shape{5, 3}}) {
      const auto x = full(shape, 1, {.chunks = 2, .dtype = static_cast<DType>(number)});
      const auto name =
          std::string(to_string(x.dtype())) + "/" + std::to_string(shape.size()) + "-" + std::to_string(x.size());
      written(to_hdf5(x, folder / "all.h5", name));
      const auto back = from_hdf5(folder / "all.h5", name, 2);
      EXPECT_EQ(back.dtype(), x.dtype()) << name;
      EXPECT_EQ(back.shape(), shape) << name;
      EXPECT_EQ(compute(executor, (back == x).all()).scalar(), 1) << name;
    }
}

TEST_F(Hdf5, OverwritesADatasetOfTheSameFormAndNoOther) {
  written(to_hdf5(zeros({4, 3}), folder / "x.h5", "x"));
  written(to_hdf5(ones({4, 3}), folder / "x.h5", "x"));
  EXPECT_EQ(computed(from_hdf5(folder / "x.h5", "x").sum()), std::vector<double>{12});
  EXPECT_EQ(error_when_computed(to_hdf5(ones({3, 4}), folder / "x.h5", "x")).code, Errc::already_exists);
}

TEST_F(Hdf5, IsAnotherReadOfAFileWrittenAnew) {
  const auto key_after = [&](double value) {
    compute(executor, to_hdf5(full({4}, value), folder / "x.h5", "x"));
    return from_hdf5(folder / "x.h5", "x").expression()->key();
  };
  const auto one = key_after(1), two = key_after(2);
  EXPECT_NE(one, two);
  EXPECT_EQ(from_hdf5(folder / "x.h5", "x").expression()->key(), two);
}

TEST_F(Hdf5, NamesWhatIsThere) {
  written(to_hdf5(zeros({2}), folder / "x.h5", "/run/speed"));
  const auto error = error_of(folder / "x.h5", "/run/sped");
  EXPECT_EQ(error.code, Errc::not_found);
  EXPECT_NE(error.message.find("'/run/speed'"), std::string::npos) << error.message;
  EXPECT_EQ(error_of(folder / "none.h5", "x").code, Errc::not_found);
}

TEST_F(Hdf5, RefusesWhatIsNoHdf5File) {
  EXPECT_EQ(error_of(folder.write("x.h5", "hour,delay\n1,2\n"), "x").code, Errc::corrupt);
  EXPECT_EQ(error_of(folder.write("empty.h5", ""), "x").code, Errc::corrupt);
}

TEST_F(Hdf5, RefusesAFileCutShort) {
  written(to_hdf5(numbered_array(Shape{1000}, {100}), folder / "x.h5", "x"));
  const auto x = from_hdf5(folder / "x.h5", "x", 100);
  std::filesystem::resize_file(folder / "x.h5", 5000);
  EXPECT_EQ(error_when_computed(x).code, Errc::io_error);
  EXPECT_EQ(error_of(folder / "x.h5", "x").code, Errc::corrupt);
}

TEST_F(Hdf5, ReadsWhatH5pyWritesAndTheOtherWayRound) {
  if (!test::python_has("h5py, numpy"))
    GTEST_SKIP() << "python3-h5py is not installed";
  ASSERT_EQ(test::python("import sys, h5py, numpy as np\n"
                         "a = np.arange(60).reshape(3, 4, 5) % 7\n"
                         "with h5py.File(sys.argv[1], 'w') as f:\n"
                         "    for code in '? i1 i2 i4 i8 u1 u2 u4 u8 f2 f4 f8 c8 c16'.split():\n"
                         "        for order in '<>':\n"
                         "            x = a.astype(order + code)\n"
                         "            name = code.replace('?', 'b') + {'<': 'l', '>': 'g'}[order]\n"
                         "            f.create_dataset('plain/' + name, data=x)\n"
                         "            f.create_dataset('cut/' + name, data=x, chunks=(2, 3, 4), compression='gzip')\n"
                         "    f['text'] = ['a', 'b']\n",
                         {folder / "theirs.h5"}),
            "");
  for (const std::string kind : {"plain", "cut"})
    for (const std::string code : {"b", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8", "c8", "c16"})
      for (const std::string order : {"l", "g"}) {
        const auto x = from_hdf5(folder / "theirs.h5", kind + "/" + code + order, {2, 3, 4});
        const auto values = computed(real(x).astype(DType::float64));
        ASSERT_EQ(values.size(), 60u);
        for (std::size_t i = 0; i < 60; ++i)
          ASSERT_EQ(values[i], code == "b" ? (i % 7 != 0 ? 1 : 0) : static_cast<double>(i % 7))
              << kind << " " << code << order << " at " << i;
      }
  EXPECT_EQ(error_of(folder / "theirs.h5", "text").code, Errc::invalid_dtype);
  written(to_hdf5(numbered_array(Shape{13, 11}, {5, 4}) / 4, folder / "ours.h5", "g/x"));
  written(to_hdf5(ones({3}, {.dtype = DType::bool_}), folder / "ours.h5", "b"));
  written(to_hdf5(ones({3}) * std::complex<double>(1, 2), folder / "ours.h5", "c"));
  EXPECT_EQ(test::python("import sys, h5py, numpy as np\n"
                         "f = h5py.File(sys.argv[1])\n"
                         "print(f['g/x'].dtype, np.array_equal(f['g/x'][:], np.arange(143).reshape(13, 11) / 4), "
                         "f['b'][:].tolist(), f['c'][0])",
                         {folder / "ours.h5"}),
            "float64 True [True, True, True] (1+2j)\n");
}

} // namespace
} // namespace troupe
