#include "tests/support/numbered_array.hpp"

#include <random>
#include <tuple>
#include <vector>

namespace troupe {
namespace {

using testing_support::expect_elements;
using testing_support::numbered_array;

/// The number of the element at that place of an array of that shape.
double number(const Shape& shape, const Shape& at) {
  std::int64_t number = 0;
  for (std::size_t axis = 0; axis < shape.size(); ++axis)
    number = number * shape[axis] + at[axis];
  return static_cast<double>(number);
}

std::vector<std::int64_t> random_cut(std::mt19937_64& random, std::int64_t length) {
  std::vector<std::int64_t> extents;
  while (length > 0) {
    extents.push_back(static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(length + 1)));
    length -= extents.back();
  }
  return extents.empty() ? std::vector<std::int64_t>{0} : extents;
}

std::vector<std::vector<std::int64_t>> random_cut(std::mt19937_64& random, const Shape& shape) {
  std::vector<std::vector<std::int64_t>> cut;
  for (auto extent : shape)
    cut.push_back(random_cut(random, extent));
  return cut;
}

TEST(Shaping, TransposesAnyAxes) {
  const Shape shape{3, 4, 5};
  for (const auto& x :
       {numbered_array(shape, {2, 3, 2}), numbered_array(shape, {1, 1, 1}), numbered_array(shape, {3, 4, 5})}) {
    expect_elements(x.T(), {5, 4, 3}, [&](const Shape& at) { return number(shape, {at[2], at[1], at[0]}); });
    expect_elements(transpose(x, {1, 2, 0}), {4, 5, 3}, [&](const Shape& at) {
      return number(shape, {at[2], at[0], at[1]});
    });
    expect_elements(moveaxis(x, 0, -1), {4, 5, 3}, [&](const Shape& at) {
      return number(shape, {at[2], at[0], at[1]});
    });
    expect_elements(rollaxis(x, 2), {5, 3, 4}, [&](const Shape& at) { return number(shape, {at[1], at[2], at[0]}); });
    expect_elements(swapaxes(x, 0, 1), {4, 3, 5}, [&](const Shape& at) {
      return number(shape, {at[1], at[0], at[2]});
    });
  }
}

TEST(Shaping, TransposesTablesLargerThanATileAndNotAWholeNumberOfTiles) {
  const Shape shape{101, 67};
  expect_elements(numbered_array(shape, {101, 67}).T(), {67, 101}, [&](const Shape& at) {
    return number(shape, {at[1], at[0]});
  });
}

TEST(Shaping, RechunksFromAnyCutToAnyOther) {
  std::mt19937_64 random(7);
  for (int round = 0; round < 60; ++round) {
    const Shape shape{static_cast<std::int64_t>(random() % 12), static_cast<std::int64_t>(random() % 9)};
    const auto to = random_cut(random, shape);
    const auto x = rechunk(numbered_array(random_cut(random, shape)), to);
    ASSERT_EQ(x.chunks(), to);
    expect_elements(x, shape, [&](const Shape& at) { return number(shape, at); });
  }
}

TEST(Shaping, RechunksWhatIsCutWithoutBeingCopied) {
  for (const auto& [shape, from, to] :
       std::vector<std::tuple<Shape, Shape, Shape>>{{{24, 4096}, {8, 4096}, {24, 1024}},
                                                    {{24, 1024}, {24, 512}, {4, 1024}},
                                                    {{6, 5, 3000}, {2, 5, 3000}, {6, 3, 1500}}}) {
    const auto x = rechunk(numbered_array(shape, from), to);
    expect_elements(x, shape, [&, whole = shape](const Shape& at) { return number(whole, at); });
  }
}

TEST(Shaping, RechunksOnlyTheAxesNamed) {
  const auto x = numbered_array({6, 8}, {2, 3});
  EXPECT_EQ(rechunk_axes(x, {{0, -1}}).numblocks(), (Shape{1, 3}));
  EXPECT_EQ(x.rechunk(4).chunks(), (std::vector<std::vector<std::int64_t>>{{4, 2}, {4, 4}}));
}

TEST(Shaping, ReshapesWhateverTheCut) {
  std::mt19937_64 random(11);
  const std::vector<std::pair<Shape, Shape>> cases{
      {{12}, {3, 4}},           {{3, 4}, {12}},    {{3, 4}, {4, 3}}, {{2, 3, 4}, {6, 4}}, {{2, 3, 4}, {2, 12}},
      {{6, 4}, {2, 3, 2, 2}},   {{1, 6}, {6}},     {{6}, {1, 6, 1}}, {{1, 1}, {}},        {{}, {1}},
      {{4, 6}, {1, 24}},        {{2, 1, 6}, {12}}, {{0, 3}, {0}},    {{5, 0}, {0, 7}},    {{10, 6}, {4, 15}},
      {{3, 1, 4}, {1, 3, 4, 1}}};
  for (const auto& [from, to] : cases)
    for (int round = 0; round < 6; ++round) {
      const auto x = reshape(numbered_array(random_cut(random, from)), to);
      expect_elements(x, to, [&, shape = to](const Shape& at) { return number(shape, at); });
    }
}

TEST(Shaping, ReshapeFillsInTheOpenExtentAndRefusesWhatDoesNotFit) {
  const auto x = numbered_array({6, 4}, {2, 4});
  EXPECT_EQ(x.reshape({-1, 8}).shape(), (Shape{3, 8}));
  EXPECT_EQ(x.ravel().shape(), (Shape{24}));
  EXPECT_THROW(x.reshape({5, -1}), TroupeError);
  EXPECT_THROW(x.reshape({-1, -1}), TroupeError);
  EXPECT_THROW(x.reshape({23}), TroupeError);
}

TEST(Shaping, MergesAxesWithoutMovingAnythingWhereTheCutAllowsIt) {
  const auto x = numbered_array({6, 4}, {2, -1});
  EXPECT_EQ(x.ravel().chunks(), (std::vector<std::vector<std::int64_t>>{{8, 8, 8}}));
  EXPECT_EQ(x.ravel().expression()->inputs()[0].source, x.expression());
}

TEST(Shaping, DropsAndAddsAxesOfExtentOne) {
  const auto x = numbered_array({1, 5, 1}, {1, 2, 1});
  expect_elements(squeeze(x), {5}, [](const Shape& at) { return static_cast<double>(at[0]); });
  expect_elements(squeeze(x, -1), {1, 5}, [](const Shape& at) { return static_cast<double>(at[1]); });
  EXPECT_THROW(squeeze(x, 1), TroupeError);
  expect_elements(expand_dims(squeeze(x), {0, 2}), {1, 5, 1},
                  [](const Shape& at) { return static_cast<double>(at[1]); });
  EXPECT_EQ(atleast_3d(squeeze(x)).shape(), (Shape{1, 5, 1}));
}

TEST(Shaping, BroadcastsByNumPysRules) {
  const auto x = numbered_array({3, 1}, {2, 1});
  expect_elements(broadcast_to(x, {2, 3, 4}, 2), {2, 3, 4}, [](const Shape& at) { return static_cast<double>(at[1]); });
  EXPECT_THROW(broadcast_to(x, {4, 4}), TroupeError);
  const auto both = broadcast_arrays({x, numbered_array({4}, {3})});
  expect_elements(both[1], {3, 4}, [](const Shape& at) { return static_cast<double>(at[1]); });
}

TEST(Shaping, FlipsAndRollsAcrossChunks) {
  const Shape shape{5, 7};
  for (const auto& x : {numbered_array(shape, {2, 3}), numbered_array(shape, {5, 7})}) {
    expect_elements(flip(x), shape, [&](const Shape& at) { return number(shape, {4 - at[0], 6 - at[1]}); });
    expect_elements(fliplr(x), shape, [&](const Shape& at) { return number(shape, {at[0], 6 - at[1]}); });
    expect_elements(roll(x, 2, 1), shape, [&](const Shape& at) { return number(shape, {at[0], (at[1] + 5) % 7}); });
    expect_elements(roll(x, {-1, 9}, {0, 1}), shape, [&](const Shape& at) {
      return number(shape, {(at[0] + 1) % 5, (at[1] + 5) % 7});
    });
    expect_elements(roll(x, 3), shape,
                    [&](const Shape& at) { return static_cast<double>((at[0] * 7 + at[1] + 32) % 35); });
    expect_elements(rot90(x), {7, 5}, [&](const Shape& at) { return number(shape, {at[1], 6 - at[0]}); });
    expect_elements(rot90(x, -1), {7, 5}, [&](const Shape& at) { return number(shape, {4 - at[1], at[0]}); });
  }
}

} // namespace
} // namespace troupe
