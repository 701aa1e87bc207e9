#include "collections/array/creation.hpp"
#include "collections/io/npy.hpp"
#include "runtime/formats/npy_header.hpp"
#include "tests/support/numbered_array.hpp"
#include "tests/support/python.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/support/thrown.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>

namespace troupe {
namespace {

using test::TempDir;
using testing::HasSubstr;
using testing_support::computed;
using testing_support::numbered_array;

class NpyStack : public testing::Test {
protected:
  void write(const Array& array, const std::string& name, int axis = 0) {
    compute(executor, to_npy_stack(array, folder / name, axis));
  }
  Error refusal(const std::string& name, int axis = 0) {
    const auto made = try_from_npy_stack(folder / name, axis);
    return made ? Error{Errc::internal, "it could be read"} : made.error();
  }
  std::vector<std::string> names(const std::string& name) const {
    std::vector<std::string> found;
    for (const auto& entry : std::filesystem::directory_iterator(name.empty() ? folder.path().string() : folder / name))
      found.push_back(entry.path().filename().string());
    std::sort(found.begin(), found.end());
    return found;
  }

  TempDir folder;
  SerialExecutor executor;
};

TEST_F(NpyStack, ShorterOneLeavesNothingOfALongerOne) {
  write(arange(10, {.chunks = 2}), "s");
  write(arange(4, {.chunks = 2}) + 100, "s");
  EXPECT_EQ(computed(from_npy_stack(folder / "s").astype(DType::float64)), (std::vector<double>{100, 101, 102, 103}));
  EXPECT_EQ(names("s"), (std::vector<std::string>{"0.npy", "1.npy", "info"}));
  EXPECT_EQ(names(""), std::vector<std::string>{"s"});
}

TEST_F(NpyStack, AHoleIsAnErrorThatNamesTheFile) {
  write(arange(10, {.chunks = 2}), "s");
  std::filesystem::remove(folder / "s/2.npy");
  EXPECT_EQ(refusal("s").code, Errc::not_found);
  EXPECT_THAT(refusal("s").message, HasSubstr("'2.npy'"));
  std::filesystem::remove(folder / "s/info"); // without it, too
  EXPECT_THAT(refusal("s").message, HasSubstr("'2.npy'"));
}

TEST_F(NpyStack, AMissingLastFileIsNoticed) {
  write(arange(10, {.chunks = 2}), "s");
  std::filesystem::remove(folder / "s/4.npy");
  EXPECT_THAT(refusal("s").message, HasSubstr("'4.npy'"));
}

TEST_F(NpyStack, FilesOfAnotherRunAreNotTakenForItsOwn) {
  write(arange(10, {.chunks = 2}), "s");
  folder.write("s/7.npy", format_npy_header(DType::int64, {2}) + std::string(16, '\1')); // beyond what `info` says
  EXPECT_EQ(from_npy_stack(folder / "s").shape(), Shape{10});
  folder.write("s/3.npy", format_npy_header(DType::int64, {3}) + std::string(24, '\1'));
  EXPECT_EQ(refusal("s").code, Errc::invalid_shape);
  folder.write("s/3.npy", format_npy_header(DType::float64, {2}) + std::string(16, '\1'));
  EXPECT_EQ(refusal("s").code, Errc::invalid_shape);
}

TEST_F(NpyStack, IsReadAlongTheAxisItWasCutAlong) {
  write(numbered_array(Shape{4, 4}, {2, 2}), "s", 1);
  EXPECT_EQ(refusal("s", 0).code, Errc::invalid_argument);
  EXPECT_EQ(computed(from_npy_stack(folder / "s", 1))[5], 5);
}

TEST_F(NpyStack, OtherFilesInItsFolderStay) {
  folder.write("s/readme", "kept");
  folder.write("s/0.npy.part", "left");
  write(arange(4, {.chunks = 2}), "s");
  write(arange(6, {.chunks = 2}), "s");
  EXPECT_EQ(names("s"), (std::vector<std::string>{"0.npy", "1.npy", "2.npy", "info", "readme"}));
  folder.write("t/inner/file", "x");
  EXPECT_EQ(test::thrown_by([&] { write(arange(4), "t"); }).code, Errc::already_exists);
  EXPECT_EQ(names("t"), std::vector<std::string>{"inner"});
}

TEST_F(NpyStack, MayReplaceTheStackThatItIsMadeFrom) {
  write(arange(10, {.chunks = 3}), "s");
  write(from_npy_stack(folder / "s") * 2, "s");
  EXPECT_EQ(computed(from_npy_stack(folder / "s").astype(DType::float64)),
            (std::vector<double>{0, 2, 4, 6, 8, 10, 12, 14, 16, 18}));
}

TEST_F(NpyStack, UnfinishedOnesAreRemovedByWhoeverComesNext) {
  folder.write("s.part-0123456789abcdef/0.npy", "cut");
  folder.write("s.part-notes", "a user's own");
  folder.write("x.npy.part-0123456789abcdef", "cut");
  write(arange(4, {.chunks = 2}), "s");
  compute(executor, to_npy(arange(4), folder / "x.npy"));
  EXPECT_EQ(names(""), (std::vector<std::string>{"s", "s.part-notes", "x.npy"}));
}

/// What dask.array.to_npy_stack pickles, by Python's own pickle and NumPy.
TEST_F(NpyStack, InfoIsWhatDaskReadsAndWrites) {
  write(numbered_array(Shape{5, 3}, {2, 3}), "s");
  EXPECT_EQ(
      test::python(
          "import pickle, sys; d = pickle.load(open(sys.argv[1], 'rb')); print(d['chunks'], d['dtype'], d['axis'])",
          {folder / "s/info"}),
      "((2, 2, 1), (3,)) float64 0\n");
  for (const auto* protocol : {"2", "3", "4", "5"}) {
    EXPECT_EQ(test::python("import os, pickle, sys, numpy as np\n"
                           "os.makedirs(sys.argv[1], exist_ok=True)\n"
                           "for i in range(4): np.save(f'{sys.argv[1]}/{i}.npy', np.full((300, 2), i, dtype='>i4'))\n"
                           "with open(sys.argv[1] + '/info', 'wb') as f:\n"
                           "    pickle.dump({'chunks': ((300, 300, 300), (2,)), 'dtype': np.dtype('>i4'), 'axis': 0}, "
                           "f, protocol=int(sys.argv[2]))\n",
                           {folder / "dask", protocol}),
              "");
    const auto read = try_from_npy_stack(folder / "dask");
    ASSERT_TRUE(read.ok()) << protocol << ": " << to_string(read.error());
    EXPECT_EQ(read->shape(), (Shape{900, 2})) << protocol; // 3.npy is of an earlier run
    EXPECT_EQ(computed(read->astype(DType::float64).sum()), std::vector<double>{300 * 2 * (0 + 1 + 2)});
  }
}

} // namespace
} // namespace troupe
