#include "collections/array/joining.hpp"
#include "collections/array/overlap.hpp"
#include "tests/support/numbered_array.hpp"

namespace troupe {
namespace {

using testing_support::computed;
using testing_support::expect_elements;
using testing_support::numbered_array;

std::vector<double> numbers(std::initializer_list<double> values) { return values; }

TEST(Joining, ConcatenatesAlongEveryAxisWhateverTheCuts) {
  const auto a = numbered_array({2, 3}, {1, 2}), b = numbered_array({{2, 2}, {1, 1, 1}});
  expect_elements(concatenate({a, b}), {6, 3},
                  [](const Shape& at) { return static_cast<double>((at[0] < 2 ? at[0] : at[0] - 2) * 3 + at[1]); });
  const auto c = numbered_array({2, 4}, {2, 3});
  expect_elements(concatenate({a, c, a}, 1), {2, 10}, [](const Shape& at) {
    const auto [i, j] = std::pair(at[0], at[1]);
    return static_cast<double>(j < 3 ? i * 3 + j : j < 7 ? i * 4 + j - 3 : i * 3 + j - 7);
  });
  EXPECT_THROW(concatenate({a, c}, 0), TroupeError);
}

TEST(Joining, StacksAlongANewAxis) {
  const auto a = numbered_array({2, 3}, {1, 2});
  expect_elements(stack({a, a.T().reshape({2, 3})}, -1), {2, 3, 2}, [](const Shape& at) {
    const auto number = at[0] * 3 + at[1];
    return static_cast<double>(at[2] == 0 ? number : number % 2 * 3 + number / 2);
  });
  EXPECT_EQ(vstack({numbered_array({3}, {2}), numbered_array({3}, {2})}).shape(), (Shape{2, 3}));
  EXPECT_EQ(hstack({numbered_array({3}, {2}), numbered_array({2}, {2})}).shape(), (Shape{5}));
  EXPECT_EQ(dstack({a, a}).shape(), (Shape{2, 3, 2}));
  EXPECT_EQ(column_stack({numbered_array({3}, {2}), numbered_array({3}, {2})}).shape(), (Shape{3, 2}));
}

TEST(Joining, BlocksLieInRows) {
  const auto a = numbered_array({2, 2}, {1, 2}), b = numbered_array({2, 1}, {2, 1}), c = numbered_array({1, 3}, {1, 2});
  EXPECT_EQ(computed(block({{a, b}, {c}})), numbers({0, 1, 0, 2, 3, 1, 0, 1, 2}));
}

TEST(Joining, TilesAndRepeats) {
  const auto a = numbered_array({2, 2}, {1, 2});
  EXPECT_EQ(computed(tile(a, {2})), numbers({0, 1, 0, 1, 2, 3, 2, 3}));
  EXPECT_EQ(tile(a, {2, 1, 3}).shape(), (Shape{2, 2, 6}));
  EXPECT_EQ(computed(repeat(a, 2)), numbers({0, 0, 1, 1, 2, 2, 3, 3}));
  EXPECT_EQ(computed(repeat(a, 2, 0)), numbers({0, 1, 0, 1, 2, 3, 2, 3}));
  EXPECT_EQ(repeat(a, 0, 1).shape(), (Shape{2, 0}));
}

TEST(Joining, PadsInEveryMode) {
  const auto a = numbered_array({4}, {3});
  EXPECT_EQ(computed(pad(a, 2)), numbers({0, 0, 0, 1, 2, 3, 0, 0}));
  EXPECT_EQ(computed(pad(a, {{1, 2}}, PadMode::constant, -1.5)), numbers({-1.5, 0, 1, 2, 3, -1.5, -1.5}));
  EXPECT_EQ(computed(pad(a, 2, PadMode::edge)), numbers({0, 0, 0, 1, 2, 3, 3, 3}));
  EXPECT_EQ(computed(pad(a, 2, PadMode::reflect)), numbers({2, 1, 0, 1, 2, 3, 2, 1}));
  EXPECT_EQ(computed(pad(a, 2, PadMode::symmetric)), numbers({1, 0, 0, 1, 2, 3, 3, 2}));
  EXPECT_EQ(computed(pad(a, {{5, 1}}, PadMode::wrap)), numbers({3, 0, 1, 2, 3, 0, 1, 2, 3, 0}));
  EXPECT_EQ(computed(pad(a, {{8, 0}}, PadMode::reflect)), numbers({2, 1, 0, 1, 2, 3, 2, 1, 0, 1, 2, 3}));
}

TEST(Joining, SplitsEquallyNearlyEquallyAndByPlaces) {
  const auto a = numbered_array({7}, {3});
  EXPECT_THROW(split(a, 2), TroupeError);
  EXPECT_EQ(computed(array_split(a, 3)[0]), numbers({0, 1, 2}));
  EXPECT_EQ(computed(array_split(a, 3)[2]), numbers({5, 6}));
  const auto parts = split(a, std::vector<std::int64_t>{2, 5});
  EXPECT_EQ(computed(parts[1]), numbers({2, 3, 4}));
  EXPECT_EQ(computed(parts[2]), numbers({5, 6}));
  EXPECT_EQ(computed(delete_at(a, {0, -1, 3}, 0)), numbers({1, 2, 4, 5}));
}

TEST(Overlap, GivesEveryBlockItsNeighboursRim) {
  const auto a = numbered_array({6}, {2});
  EXPECT_EQ(computed(overlap(a, {.depth = {1}})), numbers({0, 1, 2, 1, 2, 3, 4, 3, 4, 5}));
  EXPECT_EQ(computed(overlap(a, {.depth = {1}, .boundary = {Boundary::periodic()}})),
            numbers({5, 0, 1, 2, 1, 2, 3, 4, 3, 4, 5, 0}));
  EXPECT_EQ(computed(overlap(a, {.depth = {2}, .boundary = {Boundary::reflect()}})),
            numbers({1, 0, 0, 1, 2, 3, 0, 1, 2, 3, 4, 5, 2, 3, 4, 5, 5, 4}));
  EXPECT_EQ(computed(overlap(a, {.depth = {1}, .boundary = {Boundary::nearest()}})),
            numbers({0, 0, 1, 2, 1, 2, 3, 4, 3, 4, 5, 5}));
  EXPECT_EQ(computed(overlap(a, {.depth = {1}, .boundary = {Boundary::constant(9)}})),
            numbers({9, 0, 1, 2, 1, 2, 3, 4, 3, 4, 5, 9}));
}

TEST(Overlap, TrimmingUndoesItForAnyBoundaryAndDepth) {
  const Shape shape{7, 5};
  for (const auto& boundary :
       {Boundary::none(), Boundary::reflect(), Boundary::periodic(), Boundary::nearest(), Boundary::constant(3)})
    for (std::int64_t depth : {0, 1, 3, 4})
      for (const auto& x : {numbered_array(shape, {2, 1}), numbered_array(shape, {7, 5})}) {
        const OverlapOptions options{.depth = {depth}, .boundary = {boundary}};
        expect_elements(trim_overlap(overlap(x, options), x, options), shape,
                        [](const Shape& at) { return static_cast<double>(at[0] * 5 + at[1]); });
      }
}

TEST(Overlap, WindowsSlideAcrossChunks) {
  for (const auto& x : {numbered_array({6, 5}, {2, 2}), numbered_array({6, 5}, {6, 1})}) {
    expect_elements(sliding_window_view(x, 3, 0), {4, 5, 3},
                    [](const Shape& at) { return static_cast<double>((at[0] + at[2]) * 5 + at[1]); });
    expect_elements(sliding_window_view(x, {2, 4}, {1, 0}), {3, 4, 2, 4},
                    [](const Shape& at) { return static_cast<double>((at[0] + at[3]) * 5 + at[1] + at[2]); });
  }
}

} // namespace
} // namespace troupe
