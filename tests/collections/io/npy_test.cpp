#include "collections/io/npy.hpp"

#include "collections/array/creation.hpp"
#include "runtime/formats/npy_header.hpp"
#include "tests/support/numbered_array.hpp"
#include "tests/support/python.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/support/thrown.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>

namespace troupe {
namespace {

using test::TempDir;
using testing_support::computed;
using testing_support::numbered_array;

std::string contents(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

template <class T>
std::string bytes_of(const std::vector<T>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
}

class Npy : public testing::Test {
protected:
  Error error_of(const std::string& path) {
    const auto made = try_from_npy(path);
    return made ? Error{Errc::internal, "it could be read"} : made.error();
  }
  Error error_when_computed(const Array& array) {
    return test::thrown_by([&] { compute(executor, array); });
  }
  std::int64_t written(const Array& array) { return static_cast<std::int64_t>(compute(executor, array).scalar()); }
  std::vector<std::string> files() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder.path()))
      names.push_back(entry.path().filename().string());
    return names;
  }

  TempDir folder;
  SerialExecutor executor;
};

TEST_F(Npy, IsWrittenAsNumPyWouldByChunksOfAnyCut) {
  const Shape shape{7, 5, 6};
  std::vector<double> numbers(7 * 5 * 6);
  for (std::size_t i = 0; i < numbers.size(); ++i)
    numbers[i] = static_cast<double>(i);
  const auto expected = format_npy_header(DType::float64, shape) + bytes_of(numbers);
  for (const Shape& chunks :
       {Shape{7, 5, 6}, Shape{1, 1, 1}, Shape{2, 5, 6}, Shape{3, 2, 6}, Shape{7, 5, 4}, Shape{4, 3, 5}}) {
    EXPECT_EQ(written(to_npy(numbered_array(shape, chunks), folder / "x.npy")), 7 * 5 * 6 * 8);
    EXPECT_EQ(contents(folder / "x.npy"), expected) << to_string(chunks);
    EXPECT_EQ(files(), std::vector<std::string>{"x.npy"}) << "nothing is left beside it";
  }
}

TEST_F(Npy, WritesNothingBeforeItIsComputed) {
  const auto pending = to_npy(numbered_array(Shape{4}, {2}), folder / "x.npy");
  EXPECT_TRUE(files().empty());
  written(pending);
  EXPECT_EQ(files().size(), 1u);
}

TEST_F(Npy, MayReplaceTheFileThatItIsMadeFrom) {
  written(to_npy(numbered_array(Shape{100}, {7}), folder / "x.npy"));
  written(to_npy(from_npy(folder / "x.npy", 9) + 1, folder / "x.npy"));
  const auto values = computed(from_npy(folder / "x.npy"));
  for (std::size_t i = 0; i < 100; ++i)
    EXPECT_EQ(values[i], static_cast<double>(i) + 1);
}

TEST_F(Npy, IsReadBackByChunksOfAnyCut) {
  const Shape shape{6, 4, 5};
  written(to_npy(numbered_array(shape, {2, 3, 2}), folder / "x.npy"));
  for (const Shape& chunks : {Shape{6, 4, 5}, Shape{1, 1, 1}, Shape{2, 4, 5}, Shape{5, 3, 2}, Shape{6, 1, 5}}) {
    const auto x = from_npy(folder / "x.npy", chunks);
    EXPECT_EQ(x.grid().chunk_shape(0), chunks);
    testing_support::expect_elements(
        x, shape, [&](const Shape& at) { return static_cast<double>((at[0] * 4 + at[1]) * 5 + at[2]); });
  }
}

TEST_F(Npy, IsAnotherReadOfAFileOrStackWrittenAnew) {
  const auto key_after = [&](double value) {
    written(to_npy(full({4}, value), folder / "x.npy"));
    written(to_npy_stack(full({4}, value, {.chunks = 2}), folder.path()));
    return std::pair(from_npy(folder / "x.npy").expression()->key(), from_npy_stack(folder.path()).expression()->key());
  };
  const auto one = key_after(1), two = key_after(2);
  EXPECT_NE(one.first, two.first);
  EXPECT_NE(one.second, two.second);
  EXPECT_EQ(from_npy(folder / "x.npy").expression()->key(), two.first);
}

TEST_F(Npy, KeepsEveryTypeAndShape) {
  for (int number = 0; number < static_cast<int>(DType::string); ++number)
    for (const Shape& shape : {Shape{}, Shape{0}, Shape{3, 0}, Shape{5, 3}}) {
      const auto x = full(shape, 1, {.chunks = 2, .dtype = static_cast<DType>(number)});
      written(to_npy(x, folder / "x.npy"));
      const auto back = from_npy(folder / "x.npy", 2);
      EXPECT_EQ(back.dtype(), x.dtype());
      EXPECT_EQ(back.shape(), shape);
      EXPECT_EQ(compute(executor, back == x).size(), x.size());
      EXPECT_EQ(compute(executor, (back == x).all()).scalar(), 1);
    }
}

TEST_F(Npy, ReadsFortranOrderAndTurnedBytes) {
  const std::string text = "{'descr': '>i2', 'fortran_order': True, 'shape': (2, 3), }\n";
  std::string file = "\x93NUMPY\x01";
  file += {'\0', static_cast<char>(text.size()), '\0'};
  file += text;
  for (char number : {0, 3, 1, 4, 2, 5}) // columns first
    file += {'\1', number};
  const auto x = from_npy(folder.write("x.npy", file), {1, 2});
  EXPECT_EQ(x.shape(), (Shape{2, 3}));
  EXPECT_EQ(computed(x.astype(DType::float64)), (std::vector<double>{256, 257, 258, 259, 260, 261}));
}

TEST_F(Npy, TakesAnyByteButZeroForTrue) {
  const auto x = from_npy(folder.write("x.npy", format_npy_header(DType::bool_, {4}) + std::string("\0\1\2\xff", 4)));
  EXPECT_EQ(computed(x.astype(DType::float64)), (std::vector<double>{0, 1, 1, 1}));
}

TEST_F(Npy, RefusesEveryCutOfAFile) {
  const auto whole = format_npy_header(DType::float32, {3}) + std::string(12, '\1');
  for (std::size_t length = 0; length < whole.size(); ++length) {
    const auto error = error_of(folder.write("cut.npy", whole.substr(0, length)));
    EXPECT_TRUE(error.code == Errc::parse_error || error.code == Errc::io_error) << to_string(error);
    EXPECT_NE(error.message.find("cut.npy"), std::string::npos) << error.message;
  }
}

TEST_F(Npy, SaysWhereAFileEndsThatWasCutAfterItWasPlanned) {
  written(to_npy(numbered_array(Shape{1000}, {100}), folder / "x.npy"));
  const auto x = from_npy(folder / "x.npy", 100);
  std::filesystem::resize_file(folder / "x.npy", 4000);
  const auto error = error_when_computed(x);
  EXPECT_EQ(error.code, Errc::io_error);
  EXPECT_NE(error.message.find("ends after 4000 bytes"), std::string::npos) << error.message;
}

TEST_F(Npy, NamesTheFileThatIsNotThere) {
  folder.write("prices.npy", "");
  const auto error = error_of(folder / "price.npy");
  EXPECT_EQ(error.code, Errc::not_found);
  EXPECT_NE(error.message.find("prices.npy"), std::string::npos) << error.message;
  EXPECT_EQ(error_of(folder / "*.npy").code, Errc::parse_error);
}

TEST_F(Npy, FailsWhereTheFolderIsNotThere) {
  const auto error = error_when_computed(to_npy(ones({3}), folder / "missing/x.npy"));
  EXPECT_EQ(error.code, Errc::not_found);
}

TEST_F(Npy, StacksAreAFileForEachChunkAlongTheAxis) {
  const Shape shape{5, 7};
  const auto x = numbered_array(shape, {2, 3});
  for (const int axis : {0, 1}) {
    const auto name = folder / ("stack" + std::to_string(axis));
    EXPECT_EQ(written(to_npy_stack(x, name, axis)), 5 * 7 * 8);
    const auto back = from_npy_stack(name, axis);
    EXPECT_EQ(back.numblocks(), axis == 0 ? (Shape{3, 1}) : (Shape{1, 3}));
    testing_support::expect_elements(back, shape,
                                     [](const Shape& at) { return static_cast<double>(at[0] * 7 + at[1]); });
    EXPECT_EQ(from_npy(name + "/2.npy").shape(), axis == 0 ? (Shape{1, 7}) : (Shape{5, 1}));
  }
}

TEST_F(Npy, StacksMustFitEachOther) {
  folder.write("s/0.npy", format_npy_header(DType::int8, {2, 3}) + std::string(6, 'a'));
  folder.write("s/1.npy", format_npy_header(DType::int8, {2, 4}) + std::string(8, 'a'));
  EXPECT_EQ(from_npy_stack(folder / "s", 1).shape(), (Shape{2, 7}));
  const auto refused = try_from_npy_stack(folder / "s", 0);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, Errc::invalid_shape);
  EXPECT_NE(refused.error().message.find("1.npy"), std::string::npos);
}

TEST_F(Npy, NumPyReadsWhatIsWrittenAndTheOtherWayRound) {
  if (!test::python_has("numpy"))
    GTEST_SKIP() << "python3-numpy is not installed";
  written(to_npy(numbered_array(Shape{13, 11}, {5, 4}) / 4, folder / "ours.npy"));
  EXPECT_EQ(test::python("import sys, numpy as np; x = np.load(sys.argv[1]); print(x.dtype, x.shape, np.array_equal(x, "
                         "np.arange(143).reshape(13, 11) / 4))",
                         {folder / "ours.npy"}),
            "float64 (13, 11) True\n");
  EXPECT_EQ(test::python(
                "import sys, numpy as np\n"
                "a = np.arange(60).reshape(3, 4, 5)\n"
                "for code in '? i1 i2 i4 i8 u1 u2 u4 u8 f4 f8 c8 c16'.split():\n"
                "    for order, name in (('<', 'little'), ('>', 'big')):\n"
                "        x = (a % 7).astype(order + code)\n"
                "        np.save(f'{sys.argv[1]}/{code.replace(\"?\", \"b\")}-{name}.npy', x)\n"
                "        np.save(f'{sys.argv[1]}/{code.replace(\"?\", \"b\")}-{name}-f.npy', np.asfortranarray(x))\n",
                {folder.path().string()}),
            "");
  int read = 0;
  for (const auto& name : files()) {
    if (name == "ours.npy")
      continue;
    const auto x = from_npy(folder / name, {2, 3, 4});
    const auto values = computed(real(x).astype(DType::float64));
    ASSERT_EQ(values.size(), 60u);
    for (std::size_t i = 0; i < 60; ++i)
      ASSERT_EQ(values[i], name[0] == 'b' ? (i % 7 != 0 ? 1 : 0) : static_cast<double>(i % 7)) << name << " at " << i;
    ++read;
  }
  EXPECT_EQ(read, 13 * 4);
}

} // namespace
} // namespace troupe
