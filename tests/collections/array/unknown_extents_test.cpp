#include "collections/array/choosing.hpp"
#include "collections/array/joining.hpp"
#include "collections/array/reductions.hpp"
#include "collections/array/sorting.hpp"
#include "collections/session/persist.hpp"
#include "tests/support/numbered_array.hpp"
#include "tests/support/thrown.hpp"

namespace troupe {
namespace {

using indexing::none;
constexpr auto every = indexing::all;
using test::message;
using testing_support::computed;
using testing_support::numbered_array;

TEST(UnknownExtents, ShowAsQuestionMarks) {
  const auto x = numbered_array({6, 4}, {2, 4});
  EXPECT_EQ(to_string(x(x(every, 0) > 5)), "Array(shape (?, 4), chunks (?, 4), float64, 3 chunks)");
  EXPECT_EQ(to_string(x(x > 5)), "Array(shape (?,), chunks (?,), float64, 3 chunks)");
  EXPECT_FALSE(x(x > 5).known_shape());
  EXPECT_TRUE(x(x > 5).sum().known_shape());
}

TEST(UnknownExtents, WhatNeedsThemSaysHowTheyBecomeKnown) {
  const auto x = numbered_array({6, 4}, {2, 4});
  const auto kept = x(x > 5);
  for (const auto& call :
       std::vector<std::function<void()>>{[&] { kept.shape(); }, [&] { kept.chunks(); }, [&] { array_split(kept, 2); },
                                          [&] { pad(kept, 1); }, [&] { rechunk(kept, 2); }})
    EXPECT_EQ(message(call), "how many elements Array(shape (?,), chunks (?,), float64, 3 chunks) has is not known "
                             "before it is computed, and this needs "
                             "it; compute_chunk_sizes(executor, x) returns the array with its chunks' sizes known");
}

TEST(UnknownExtents, LieOnEachOtherOnlyWhereOneMaskChoseThem) {
  const auto x = numbered_array({12}, {5}), y = x * 10;
  const auto mask = x > 3;
  EXPECT_EQ(computed((x(mask) + y(mask)) / 11), (std::vector<double>{4, 5, 6, 7, 8, 9, 10, 11}));
  EXPECT_NE(message([&] { x(mask) + y(x > 4); }).find("same mask"), std::string::npos);
  EXPECT_NE(message([&] { x(mask) + x; }).find("compute_chunk_sizes"), std::string::npos);
  EXPECT_EQ(computed(x(mask)(x(mask) > 9)), (std::vector<double>{10, 11}));
  EXPECT_NE(message([&] { x(mask)(x > 9); }).find("same mask"), std::string::npos);
}

TEST(UnknownExtents, BecomeKnownByComputingThem) {
  SerialExecutor executor;
  const auto x = numbered_array({7, 2}, {3, 1});
  const auto kept = compute_chunk_sizes(executor, x(x(every, 1) > 3));
  EXPECT_EQ(kept.chunks(), (std::vector<std::vector<std::int64_t>>{{1, 3, 1}, {1, 1}}));
  EXPECT_EQ(computed(kept(slice(none, none, -2), 0)), (std::vector<double>{12, 8, 4}));
  const auto held = persist(executor, x(x > 11));
  EXPECT_EQ(held.shape(), Shape{2});
}

TEST(UnknownExtents, AnExtremeOfNothingFailsWhenItIsComputed) {
  const auto x = numbered_array({12}, {5});
  EXPECT_EQ(computed(x(x > 10).min()), std::vector<double>{11});
  EXPECT_NE(message([&] { computed(x(x > 11).min()); }).find("min of no elements has no value"), std::string::npos);
  EXPECT_EQ(computed(x(x > 11).sum()), std::vector<double>{0});
}

TEST(UnknownExtents, PositionsOutOfBoundsFailTheJob) {
  const auto x = numbered_array({12}, {5});
  EXPECT_EQ(computed(x((x * 2)(x < 3).astype(DType::int64))), (std::vector<double>{0, 2, 4}));
  EXPECT_NE(message([&] {
              computed(x((x + 1).astype(DType::int64)));
            }).find("index 12 is out of bounds for axis 0 of 12 elements"),
            std::string::npos);
  EXPECT_NE(message([&] { x(x); }).find("positions are whole numbers"), std::string::npos);
}

TEST(UnknownExtents, AMaskOfSeveralAxesKeepsCOrder) {
  const auto x = numbered_array({4, 6}, {3, 2});
  EXPECT_EQ(computed(x(x > 19)), (std::vector<double>{20, 21, 22, 23}));
  EXPECT_EQ(message([&] { x(x(every, slice(3)) > 3); }), "a mask of shape (4, 3) does not fit Array(shape (4, 6), "
                                                         "chunks (3, 2), float64, 6 chunks, 192 B) from axis 0 on");
}

} // namespace
} // namespace troupe
