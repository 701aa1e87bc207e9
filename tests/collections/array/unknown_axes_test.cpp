// Arrays of unknown extents where only known axes, or what the same mask chose, is needed. x is 5 x 4, cut 2 x 3; rows
// 1, 2 and 4 are kept, so that chunks keep one, one and one of their rows; `none` keeps none.
#include "collections/array/choosing.hpp"
#include "collections/array/creation.hpp"
#include "collections/array/cumulative.hpp"
#include "collections/array/joining.hpp"
#include "collections/array/products.hpp"
#include "collections/array/reductions.hpp"
#include "collections/session/persist.hpp"
#include "tests/support/numbered_array.hpp"
#include "tests/support/thrown.hpp"

namespace troupe {
namespace {

using indexing::newaxis;
using test::message;
using testing_support::computed;
using testing_support::numbered_array;
using Doubles = std::vector<double>;

struct UnknownAxes : testing::Test {
  Array x = numbered_array({5, 4}, {2, 3});
  Array y = arange(5.0, {.chunks = 2});
  Array rows = (y == 1) | (y == 2) | (y == 4);
  Array kept = x[rows];
  Array of_none = x[y > 10];
  Doubles all_kept{4, 5, 6, 7, 8, 9, 10, 11, 16, 17, 18, 19};
  SerialExecutor serial;
};

TEST_F(UnknownAxes, AreIndexedAlongTheOthers) {
  EXPECT_EQ(computed(kept), all_kept);
  EXPECT_EQ(computed(kept[{all, 1}]), (Doubles{5, 9, 17}));
  EXPECT_EQ(computed(kept(all, slice(1, 4, 2))), (Doubles{5, 7, 9, 11, 17, 19}));
  EXPECT_EQ(computed(kept(all, slice(indexing::none, indexing::none, -1))),
            (Doubles{7, 6, 5, 4, 11, 10, 9, 8, 19, 18, 17, 16}));
  EXPECT_EQ(computed(kept(all, std::vector<std::int64_t>{3, 0})), (Doubles{7, 4, 11, 8, 19, 16}));
  EXPECT_EQ(computed(kept(all, newaxis, 0)), (Doubles{4, 8, 16}));
  EXPECT_EQ(computed(kept(all, arange(4) > 2)), (Doubles{7, 11, 19})) << "a mask along the other axis";
  EXPECT_EQ(computed(kept[kept(all, 0) > 4]), (Doubles{8, 9, 10, 11, 16, 17, 18, 19})) << "a second mask";
  EXPECT_EQ(computed(of_none(all, slice(2))), Doubles{});
  EXPECT_EQ(computed(kept[0]), (Doubles{4, 5, 6, 7})) << "an index along it";
}

TEST_F(UnknownAxes, AreTurnedAndStretchedAndCutAlongTheOthers) {
  EXPECT_EQ(computed(kept.T()), (Doubles{4, 8, 16, 5, 9, 17, 6, 10, 18, 7, 11, 19}));
  EXPECT_EQ(computed(swapaxes(kept, 0, 1).swapaxes(0, 1)), all_kept);
  EXPECT_EQ(computed(squeeze(expand_dims(kept, 0), 0)), all_kept);
  EXPECT_EQ(computed(flip(kept, 1)[{all, 0}]), (Doubles{7, 11, 19}));
  EXPECT_EQ(computed(roll(kept, 1, 1)[{all, 0}]), (Doubles{7, 11, 19}));
  EXPECT_EQ(computed(rechunk_axes(kept, {{1, -1}})), all_kept);
  EXPECT_EQ(computed(y[rows].flatten()), (Doubles{1, 2, 4}));
  EXPECT_EQ(computed(kept.flatten()), all_kept) << "the axis that comes first alone is of unknown extents";
  EXPECT_EQ(computed(kept[kept > 9]), (Doubles{10, 11, 16, 17, 18, 19}));
  EXPECT_EQ(computed(kept.T().flatten()), (Doubles{4, 8, 16, 5, 9, 17, 6, 10, 18, 7, 11, 19}));
  EXPECT_EQ(computed(kept.astype(DType::float32).astype(DType::float64)), all_kept);
  EXPECT_EQ(computed(flip(kept, 0)[{all, 0}]), (Doubles{16, 8, 4}));
  EXPECT_NE(message([&] { kept.rechunk(1); }).find("compute_chunk_sizes"), std::string::npos);
}

TEST_F(UnknownAxes, LieOnKnownAxesAndOnWhatTheSameMaskChose) {
  EXPECT_EQ(computed(kept - arange(4.0)), (Doubles{4, 4, 4, 4, 8, 8, 8, 8, 16, 16, 16, 16})) << "cut otherwise";
  EXPECT_EQ(computed(kept - x.min(0)), (Doubles{4, 4, 4, 4, 8, 8, 8, 8, 16, 16, 16, 16}));
  EXPECT_EQ(computed(kept - kept.mean(0, true)).front(), 4 - (4 + 8 + 16) / 3.0);
  EXPECT_EQ(computed(kept * y[rows](all, newaxis)), (Doubles{4, 5, 6, 7, 16, 18, 20, 22, 64, 68, 72, 76}));
  EXPECT_EQ(computed((of_none + 1).sum(0)), (Doubles{0, 0, 0, 0}));
  EXPECT_NE(message([&] { kept + of_none; }).find("same mask"), std::string::npos);
  EXPECT_NE(message([&] { kept + x(slice(3)); }).find("compute_chunk_sizes"), std::string::npos);
}

TEST_F(UnknownAxes, AreReducedAndRunUpAlongAny) {
  EXPECT_EQ(computed(kept.sum(0)), (Doubles{28, 31, 34, 37}));
  EXPECT_EQ(computed(kept.mean(1)), (Doubles{5.5, 9.5, 17.5}));
  EXPECT_EQ(computed(kept.max()), Doubles{19});
  for (auto variance : computed(kept.var(0)))
    EXPECT_DOUBLE_EQ(variance, 224.0 / 9);
  EXPECT_EQ(computed(kept.cumsum(0)), (Doubles{4, 5, 6, 7, 12, 14, 16, 18, 28, 31, 34, 37}));
  EXPECT_EQ(computed(kept.cumsum(1)), (Doubles{4, 9, 15, 22, 8, 17, 27, 38, 16, 33, 51, 70}));
  EXPECT_EQ(computed(y[rows].cumsum()), (Doubles{1, 3, 7}));
}

TEST_F(UnknownAxes, AreJoinedAlongThemAndAlongOthers) {
  EXPECT_EQ(computed(concatenate({kept, of_none, x(slice(1))})),
            (Doubles{4, 5, 6, 7, 8, 9, 10, 11, 16, 17, 18, 19, 0, 1, 2, 3}));
  EXPECT_EQ(computed(concatenate({x(slice(1)), kept, x(slice(4, 5))}).sum(1)), (Doubles{6, 22, 38, 70, 70}));
  EXPECT_EQ(computed(concatenate({kept, -kept}, 1).sum(1)), (Doubles{0, 0, 0}));
  EXPECT_EQ(computed(vstack({kept, kept}).sum()), Doubles{260});
  EXPECT_EQ(computed(stack({y[rows], 10 * y[rows]}, 1)), (Doubles{1, 10, 2, 20, 4, 40}));
  const auto twice = concatenate({y[rows], y[rows]});
  EXPECT_EQ(computed(twice + concatenate({y[rows], y[rows]})), (Doubles{2, 4, 8, 2, 4, 8}))
      << "put together alike, they lie on each other";
  EXPECT_NE(message([&] { twice + concatenate({y[y > 1], y[rows]}); }).find("same mask"), std::string::npos);
  EXPECT_NE(message([&] { concatenate({kept, x}, 1); }).find("cannot be joined"), std::string::npos);
  EXPECT_EQ(compute_chunk_sizes(serial, concatenate({kept, x})).shape(), (Shape{8, 4}));
}

TEST_F(UnknownAxes, AreMultipliedAlongTheOthersAndAlongWhatTheSameMaskChose) {
  EXPECT_EQ(computed(matmul(kept, arange(4.0))), (Doubles{38, 62, 110}));
  EXPECT_EQ(computed(dot(kept, numbered_array({4, 2}, {3, 1}))), (Doubles{76, 98, 124, 162, 220, 290}));
  EXPECT_EQ(computed(matmul(kept.T(), y[rows])), (Doubles{84, 91, 98, 105}));
  EXPECT_EQ(computed(matmul(kept.T(), kept).trace()), Doubles{4 * 4 + 5 * 5 + 6 * 6 + 7 * 7 + 8 * 8 + 9 * 9 + 10 * 10
                                                              + 11 * 11 + 16 * 16 + 17 * 17 + 18 * 18 + 19 * 19});
  EXPECT_EQ(computed(matmul(of_none, arange(4.0))), Doubles{});
  EXPECT_EQ(computed(matmul(of_none.T(), of_none)), Doubles(16, 0));
  EXPECT_NE(message([&] { matmul(kept.T(), y); }).find("same mask"), std::string::npos);
}

TEST_F(UnknownAxes, AreAssignedWhereTheirMaskKeptThem) {
  auto a = x;
  a[rows] = kept * 10;
  EXPECT_EQ(computed(a.sum(1)), (Doubles{6, 220, 380, 54, 700}));
  a[rows] -= kept * 10;
  EXPECT_EQ(computed(a.sum(1)), (Doubles{6, 0, 0, 54, 0}));
  a[rows] = arange(4.0); // the same row for all
  EXPECT_EQ(computed(a.sum(1)), (Doubles{6, 6, 6, 54, 6}));
  a[rows] = numbered_array({3, 4}, {2, 4}); // as many rows as are kept
  EXPECT_EQ(computed(a), (Doubles{0, 1, 2, 3, 0, 1, 2, 3, 4, 5, 6, 7, 12, 13, 14, 15, 8, 9, 10, 11}));
  a[rows] = numbered_array({3, 1}, {2, 1});
  EXPECT_EQ(computed(a.sum(1)), (Doubles{6, 0, 4, 54, 8}));
  a[{all, arange(4) > 2}] = y(all, newaxis);
  EXPECT_EQ(computed(a[{all, 3}]), (Doubles{0, 1, 2, 3, 4}));
  auto b = x;
  b[b > 17] = b[b > 17] * 2; // of all axes
  EXPECT_EQ(computed(b).back(), 38);
  b[y > 10] = of_none;
  EXPECT_EQ(computed(b).back(), 38);
  EXPECT_NE(message([&] { b[rows] = of_none; }).find("same mask"), std::string::npos);
  EXPECT_NE(message([&] {
              b[rows] = numbered_array({2, 4}, {2, 4});
              computed(b);
            }).find("cannot assign 2 values to the 3 elements"),
            std::string::npos);
}

TEST_F(UnknownAxes, AreAssignedToByAMaskOfTheirOwn) {
  auto a = kept;
  a[a > 16] = -1;
  EXPECT_EQ(computed(a.min(1)), (Doubles{4, 8, -1}));
  a = kept;
  a[a(all, 0) > 4] = 0;
  EXPECT_EQ(computed(a.sum(1)), (Doubles{22, 0, 0}));
}

TEST_F(UnknownAxes, BecomeKnownOneByOne) {
  const auto known = compute_chunk_sizes(serial, kept(all, slice(1, 3)));
  EXPECT_EQ(known.chunks(), (std::vector<std::vector<std::int64_t>>{{1, 1, 1}, {2}}));
  EXPECT_EQ(persist(serial, kept.T()).shape(), (Shape{4, 3}));
  EXPECT_EQ(compute_chunk_sizes(serial, of_none).shape(), (Shape{0, 4}));
  const auto whole = numbered_array({3}, {3});
  EXPECT_EQ(computed(concatenate({whole[whole > 0], whole[whole > 5]})), (Doubles{1, 2})) << "one chunk";
}

} // namespace
} // namespace troupe
