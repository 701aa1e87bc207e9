#include "runtime/chunk/function_call.hpp"

#include <gtest/gtest.h>

namespace troupe {
namespace {

/// Every chunk of the grid by its number, as place_in() finds it.
void expect_places(const ChunkGrid& grid) {
  const auto array = array_params(DType::int32, grid);
  EXPECT_EQ(chunk_counts(array).value(), grid.counts());
  for (std::uint32_t index = 0; index < grid.size(); ++index) {
    const auto location = chunk_location(grid.counts(), index).value();
    EXPECT_EQ(location, grid.place(index));
    const auto place = place_in(array, location).value();
    EXPECT_EQ(place.dtype, DType::int32);
    EXPECT_EQ(place.shape, grid.shape());
    EXPECT_EQ(place.chunk_shape, grid.chunk_shape(index));
    const auto origin = grid.origin(index);
    for (std::size_t axis = 0; axis < grid.rank(); ++axis)
      EXPECT_EQ(place.array_location[axis], std::pair(origin[axis], origin[axis] + place.chunk_shape[axis]));
  }
}

TEST(FunctionCallArray, FindsEveryChunkOfRegularAndOfUnevenCuts) {
  expect_places(ChunkGrid::make({10, 7}, {3, 7}).value());
  expect_places(ChunkGrid::make({}, {}).value());
  expect_places(ChunkGrid::make({0, 2}, {1, 1}).value());
  expect_places(ChunkGrid::from_extents({{1, 3, 2}, {5, 5, 0}}).value());
  expect_places(ChunkGrid::from_extents({{2, 2, 3}}).value());
}

TEST(FunctionCallArray, KnowsWhatIsNotKnownOnlyByItsBounds) {
  const auto array = array_params(DType::float64, ChunkGrid::make({10, 2}, {5, 2}).value(), {true, false});
  const auto place = place_in(array, Shape{1, 0}).value();
  EXPECT_EQ(place.shape, (Shape{-1, 2}));
  EXPECT_EQ(place.chunk_shape, (Shape{-1, 2}));
  EXPECT_EQ(largest_chunk(array, Shape{1, 0}).value(), (Shape{5, 2}));
}

TEST(FunctionCallArray, RefusesWhatNobodyWrites) {
  const auto array = array_params(DType::float64, ChunkGrid::make({10}, {5}).value());
  EXPECT_FALSE(place_in(array, Shape{2}).ok());
  EXPECT_FALSE(place_in(array, Shape{-1}).ok());
  EXPECT_FALSE(place_in(array, Shape{0, 0}).ok());
  EXPECT_FALSE(place_in(Params{}.set("dtype", "float64"), Shape{}).ok());
  const auto with_axis = [](Params axis) {
    return Params{}.set("dtype", "float64").set("axes", Params::Value(Params::List{std::move(axis)}));
  };
  EXPECT_FALSE(chunk_counts(with_axis(Params{}.set("length", 4).set("step", 0))).ok());
  EXPECT_FALSE(chunk_counts(with_axis(Params{}.set("length", -4).set("step", 1))).ok());
  EXPECT_FALSE(chunk_counts(with_axis(Params{}.set("starts", Params::Ints{0}))).ok());
  EXPECT_FALSE(place_in(with_axis(Params{}.set("starts", Params::Ints{5, 2})), Shape{0}).ok());
  EXPECT_FALSE(chunk_location({2, 2}, 4).ok());
  EXPECT_FALSE(chunk_location({0}, 0).ok());
}

} // namespace
} // namespace troupe
