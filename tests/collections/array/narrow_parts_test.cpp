#include "collections/array/narrow_parts.hpp"

#include "collections/array/elementwise.hpp"
#include "collections/array/overlap.hpp"
#include "collections/array/shaping.hpp"
#include "tests/support/numbered_array.hpp"

#include <gtest/gtest.h>

namespace troupe {
namespace {

using testing_support::computed;
using testing_support::numbered_array;
using Extents = std::vector<std::int64_t>;
using Runs = std::vector<AxisRun>;

std::optional<AxisInParts> parts_of(const Extents& extents, const Runs& runs, const Extents& wanted) {
  return narrow_parts(extents, plan_axis(extents, {}, runs, wanted));
}

TEST(NarrowParts, HalosAndWholeChunksAreParts) {
  // Two chunks of eight, each with one element of the other: 0-8 and 7-15.
  const auto made = parts_of({8, 8}, {{0, 1, 9}, {7, 1, 9}}, {9, 9});
  ASSERT_TRUE(made);
  EXPECT_EQ(made->parts, (Runs{{0, 1, 8}, {7, 1, 1}, {8, 1, 1}, {8, 1, 8}})); // by chunk, first element and length
  EXPECT_EQ(made->part_extents, (Extents{8, 1, 1, 8}));
  EXPECT_EQ(made->runs, (Runs{{0, 1, 8}, {9, 1, 1}, {8, 1, 1}, {10, 1, 8}}));
}

TEST(NarrowParts, ARimThatSeveralRunsTakeIsOnePart) {
  const auto made = parts_of({8, 8}, {{9, -1, 2}, {1, -1, 2}, {0, 1, 8}, {0, 0, 1, true}, {8, 1, 8}}, {13, 8});
  ASSERT_TRUE(made);
  EXPECT_EQ(made->parts, (Runs{{0, 1, 8}, {8, 1, 2}, {8, 1, 8}}));
  EXPECT_EQ(made->runs, (Runs{{9, -1, 2}, {1, -1, 2}, {0, 1, 8}, {0, 0, 1, true}, {10, 1, 8}}));
}

TEST(NarrowParts, ThereAreNoneWhereMoreThanAQuarterIsTakenOrNothingElse) {
  EXPECT_FALSE(parts_of({8, 8}, {{0, 1, 16}}, {8, 8}));
  EXPECT_FALSE(parts_of({8, 8}, {{0, 1, 11}, {8, 1, 8}}, {11, 8})); // three of eight
  EXPECT_FALSE(
      parts_of({8, 8}, {{0, 1, 2}, {8, 1, 2}}, {2, 2})); // each from one chunk alone: the task goes where that is
  EXPECT_FALSE(parts_of({8, 8}, {{0, 0, 4, true}}, {4}));
}

bool is_cut_first(const Array& array) {
  const auto& source = array.expression()->inputs().at(0).source;
  return source->kernel() == "array.gather" && source->params().has("shares");
}

/// The same of large chunks, whose halos are cut first, and of small ones, which go whole.
template <class Make>
void expect_the_same(Make make) {
  const auto numbers = numbered_array({1300, 900}, {400, 450}) % 101;
  const auto large = make(numbers), small = make(numbers.astype(DType::int8));
  EXPECT_TRUE(is_cut_first(large));
  EXPECT_FALSE(is_cut_first(small));
  EXPECT_EQ(large.chunks(), small.chunks());
  EXPECT_EQ(computed((large != small).astype(DType::float64).sum()), std::vector<double>{0});
}

TEST(NarrowParts, ARollOfLargeChunksIsTheSame) {
  expect_the_same([](const Array& x) { return roll(x, 3, 0); });
  expect_the_same([](const Array& x) { return roll(roll(x, 3, 0), -100, 1); });
}

TEST(NarrowParts, AnOverlapOfLargeChunksIsTheSameWhateverLiesBeyond) {
  for (const auto boundary :
       {Boundary::none(), Boundary::reflect(), Boundary::periodic(), Boundary::nearest(), Boundary::constant(7)})
    for (const std::int64_t depth : {1, 3, 90})
      expect_the_same([&](const Array& x) { return overlap(x, {.depth = {depth, 1}, .boundary = {boundary}}); });
}

} // namespace
} // namespace troupe
