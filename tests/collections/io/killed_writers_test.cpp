// Writers that are killed, really: what is there afterwards is what was there before or what was to come, whole.
#include "collections/array/creation.hpp"
#include "collections/io/hdf5.hpp"
#include "collections/io/npy.hpp"
#include "runtime/formats/hdf5_write.hpp"
#include "tests/support/numbered_array.hpp"
#include "tests/support/temp_dir.hpp"

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <functional>
#include <limits>
#include <thread>

namespace troupe {
namespace {

using test::TempDir;
using testing_support::computed;

class KilledWriters : public testing::Test {
protected:
  /// Does `work` over and over in a process of its own, which is killed after a while.
  static void kill_in_the_middle_of(const std::function<void(int)>& work, int milliseconds) {
    const auto child = ::fork();
    if (child == 0) {
      ::prctl(PR_SET_PDEATHSIG, SIGKILL); // also when the test itself is killed
      for (int round = 0;; ++round)
        work(round);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
  }
  /// @returns The one value that all elements have, or NaN.
  static double the_value(const Array& array) {
    const auto values = computed(array);
    return !values.empty() && std::all_of(values.begin(), values.end(), [&](double v) { return v == values[0]; })
               ? values[0]
               : std::numeric_limits<double>::quiet_NaN();
  }
  std::size_t entries() const {
    return static_cast<std::size_t>(
        std::distance(std::filesystem::directory_iterator(folder.path()), std::filesystem::directory_iterator()));
  }

  TempDir folder;
  SerialExecutor executor;
};

TEST_F(KilledWriters, OfANpyFileLeaveTheOldOneOrTheNewOne) {
  const auto path = folder / "x.npy";
  compute(executor, to_npy(full({40'000}, -1.0, {.chunks = 1000}), path));
  for (int after = 1; after < 40; after += 3) {
    kill_in_the_middle_of(
        [&](int round) {
          compute(executor, to_npy(full({40'000 + 1000 * (round % 3)}, double(round), {.chunks = 1000}), path));
        },
        after);
    const auto x = from_npy(path);
    EXPECT_EQ(x.shape()[0], 40'000 + 1000 * (std::max(0, static_cast<int>(the_value(x))) % 3));
  }
  compute(executor, to_npy(full({3}, 5.0), path));
  EXPECT_EQ(the_value(from_npy(path)), 5);
  EXPECT_EQ(entries(), 1u);
}

TEST_F(KilledWriters, OfAStackLeaveTheOldOneOrTheNewOne) {
  const auto path = folder / "stack";
  compute(executor, to_npy_stack(full({4000}, -3.0, {.chunks = 400}), path));
  for (int after = 1; after < 40; after += 3) {
    kill_in_the_middle_of(
        [&](int round) {
          compute(executor, to_npy_stack(full({4000 + 400 * (round % 3)}, double(round), {.chunks = 400}), path));
        },
        after);
    const auto x = from_npy_stack(path);
    EXPECT_EQ(x.shape()[0], 4000 + 400 * (std::max(0, static_cast<int>(the_value(x))) % 3));
  }
  compute(executor, to_npy_stack(full({3}, 5.0), path));
  EXPECT_EQ(the_value(from_npy_stack(path)), 5);
  EXPECT_EQ(entries(), 1u);
}

TEST_F(KilledWriters, OfADatasetLeaveTheOldOneUntilAllIsWritten) {
  const auto path = folder / "x.h5";
  const auto& folders = DataFolders::everything();
  compute(executor, to_hdf5(full({100}, 1.0), path, "g/x"));
  const std::vector<double> half(50, 2.0);
  const Hdf5Target killed{path, "g/x", "g/x.part-0000000000000001", DType::float64, {100}, {}};
  const auto child = ::fork();
  if (child == 0) {
    const auto token = create_hdf5(folders, killed);
    const auto written =
        token
        && write_hdf5(folders, killed, *token, {{100}, {0}, {50}}, reinterpret_cast<const std::byte*>(half.data()));
    ::raise(written ? SIGKILL : SIGTERM);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  ASSERT_EQ(WTERMSIG(status), SIGKILL);
  EXPECT_EQ(the_value(from_hdf5(path, "g/x")), 1);
  compute(executor, to_hdf5(full({100}, 3.0), path, "g/x"));
  EXPECT_EQ(the_value(from_hdf5(path, "g/x")), 3);
  EXPECT_FALSE(try_from_hdf5(path, "g/x.part-0000000000000001").ok());
}

/// The tasks of a writer over whom another has begun fail; they write to nothing of its.
TEST_F(KilledWriters, TheLastOneThatBeganWins) {
  const auto path = folder / "x.h5";
  const auto& folders = DataFolders::everything();
  const std::vector<double> values(10, 2.0);
  const auto* bytes = reinterpret_cast<const std::byte*>(values.data());
  const Region all{{10}, {0}, {10}};
  const Hdf5Target first{path, "x", "x.part-0000000000000001", DType::float64, {10}, {}},
      second{path, "x", "x.part-0000000000000002", DType::float64, {10}, {}};
  const auto slow = create_hdf5(folders, first).value();
  const auto fast = create_hdf5(folders, second).value();
  EXPECT_TRUE(write_hdf5(folders, second, fast, all, bytes).ok());
  EXPECT_EQ(write_hdf5(folders, first, slow, all, bytes).error().code, Errc::io_error);
  EXPECT_FALSE(finish_hdf5(folders, first, slow).ok());
  EXPECT_TRUE(finish_hdf5(folders, second, fast).ok());
  EXPECT_TRUE(finish_hdf5(folders, second, fast).ok()) << "a task may be done again";
  EXPECT_TRUE(write_hdf5(folders, second, fast, all, bytes).ok());
  EXPECT_EQ(the_value(from_hdf5(path, "x")), 2);
}

} // namespace
} // namespace troupe
