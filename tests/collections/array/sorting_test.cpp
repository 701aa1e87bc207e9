#include "collections/array/creation.hpp"
#include "collections/array/sorting.hpp"
#include "collections/session/gather.hpp"
#include "tests/support/numbered_array.hpp"

#include <algorithm>

namespace troupe {
namespace {

using testing_support::computed;

/// Arrays of one axis that are hard to divide evenly, in 20 chunks of 2000.
std::vector<Array> hard_arrays() {
  const auto numbers = arange(40000.0, {.chunks = 2000});
  return {random::normal({40000}, {.chunks = 2000, .seed = 3}), // nothing special
          numbers,                                              // sorted already
          -numbers,                                             // the other way round
          remainder(numbers, 2000),                             // chunks that are all alike
          numbers * 0,                                          // one value
          where(numbers < 36000, 1, numbers),                   // nearly one value
          floor(log(numbers + 1))};                             // ever longer runs
}

TEST(Sorting, AnAxisCutIntoManyChunksStaysCutAsItWas) {
  for (const auto& x : hard_arrays()) {
    auto expected = computed(x);
    std::sort(expected.begin(), expected.end());
    const auto sorted = sort(x);
    EXPECT_EQ(sorted.chunks(), x.chunks());
    EXPECT_EQ(computed(sorted), expected);
  }
}

TEST(Sorting, NoTaskIsHandedMuchMoreThanItMakes) {
  SerialExecutor executor;
  for (const auto& x : hard_arrays()) {
    const ExpressionPtr pieces[] = {sort(x).expression()->inputs()[0].source};
    const auto made = gather(executor, pieces).value()[0];
    for (std::size_t chunk = 0; chunk < 20; ++chunk) {
      std::int64_t handed = 0;
      for (std::size_t from = 0; from < 20; ++from)
        handed += std::get<Block>(*made[from * 20 + chunk]).size();
      EXPECT_GE(handed, 2000);
      EXPECT_LE(handed, 2000 * 5 / 4 + 2 * 20);
    }
  }
}

TEST(Sorting, LongLinesOfSeveralAxesAreSortedEachByItself) {
  SerialExecutor executor;
  const auto x = random::uniform({std::int64_t{9} << 20, 2}, {.chunks = {1 << 21, 1}, .seed = 1});
  const auto sorted = sort(x, 0);
  EXPECT_EQ(sorted.chunks(), x.chunks());
  const auto values = compute(executor, sorted);
  const auto elements = values.values<double>();
  std::size_t falls = 0;
  for (std::size_t i = 2; i < elements.size(); ++i)
    falls += elements[i] < elements[i - 2];
  EXPECT_EQ(falls, 0u);
  const auto total = [&](const Array& of) { return compute(executor, of.sum()).scalar(); };
  EXPECT_NEAR(total(sorted), total(x), 1e-4);
}

TEST(Sorting, RefusesWhatIsNotThere) {
  EXPECT_THROW(sort(arange(10.0), 1), TroupeError);
  EXPECT_THROW(argtopk(arange(10.0), 0), TroupeError);
}

} // namespace
} // namespace troupe
