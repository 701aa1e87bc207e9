#include "runtime/chunk/chunk_grid.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace troupe {
namespace {

TEST(ChunkGrid, ClipsEdgeChunksInsteadOfPadding) {
  const auto grid = ChunkGrid::make({5, 4}, {2, 3}).value();
  EXPECT_EQ(grid.counts(), (Shape{3, 2}));
  EXPECT_EQ(grid.size(), 6u);
  EXPECT_EQ(grid.chunk_shape(0), (Shape{2, 3}));
  EXPECT_EQ(grid.chunk_shape(1), (Shape{2, 1}));
  EXPECT_EQ(grid.chunk_shape(4), (Shape{1, 3}));
  EXPECT_EQ(grid.chunk_shape(5), (Shape{1, 1}));
  EXPECT_EQ(grid.origin(5), (Shape{4, 3}));
}

TEST(ChunkGrid, TilesTheArrayExactly) {
  for (std::int64_t rows = 0; rows <= 7; ++rows)
    for (std::int64_t columns = 0; columns <= 5; ++columns)
      for (std::int64_t by_rows = 1; by_rows <= 8; ++by_rows)
        for (std::int64_t by_columns : {1, 2, 3, 7}) {
          const auto grid = ChunkGrid::make({rows, columns}, {by_rows, by_columns}).value();
          std::vector<int> covered(static_cast<std::size_t>(rows * columns));
          for (std::uint32_t chunk = 0; chunk < grid.size(); ++chunk) {
            const auto origin = grid.origin(chunk);
            const auto shape = grid.chunk_shape(chunk);
            for (auto row = origin[0]; row < origin[0] + shape[0]; ++row)
              for (auto column = origin[1]; column < origin[1] + shape[1]; ++column)
                ++covered.at(static_cast<std::size_t>(row * columns + column));
          }
          for (const auto times : covered)
            ASSERT_EQ(times, 1) << rows << "x" << columns << " by " << by_rows << "x" << by_columns;
        }
}

TEST(ChunkGrid, NumbersChunksInCOrderAndBack) {
  const auto grid = ChunkGrid::make({4, 6, 3}, {2, 2, 2}).value();
  std::uint32_t number = 0;
  for (std::int64_t i = 0; i < 2; ++i)
    for (std::int64_t j = 0; j < 3; ++j)
      for (std::int64_t k = 0; k < 2; ++k, ++number) {
        EXPECT_EQ(grid.place(number), (Shape{i, j, k}));
        EXPECT_EQ(grid.index({i, j, k}), number);
      }
  EXPECT_EQ(grid.size(), number);
}

TEST(ChunkGrid, AnEmptyAxisIsOneEmptyChunk) {
  const auto grid = ChunkGrid::make({0, 3}, {2, -1}).value();
  EXPECT_EQ(grid.size(), 1u);
  EXPECT_EQ(grid.chunk_shape(0), (Shape{0, 3}));
  EXPECT_EQ(ChunkGrid::make({0}, {-1}).value().extents(0), (std::vector<std::int64_t>{0}));
}

TEST(ChunkGrid, NoAxesAreOneChunkOfOneElement) {
  EXPECT_EQ(ChunkGrid::make({}, {}).value(), ChunkGrid());
  EXPECT_EQ(ChunkGrid().size(), 1u);
  EXPECT_EQ(ChunkGrid().origin(0), Shape{});
}

TEST(ChunkGrid, UnevenCutsKeepTheirExtents) {
  const auto grid = ChunkGrid::from_extents({{3, 0, 2}, {4}}).value();
  EXPECT_EQ(grid.shape(), (Shape{5, 4}));
  EXPECT_EQ(grid.origin(1), (Shape{3, 0}));
  EXPECT_EQ(grid.chunk_shape(1), (Shape{0, 4}));
  EXPECT_EQ(grid.origin(2), (Shape{3, 0}));
  EXPECT_EQ(grid, ChunkGrid::from_extents({{3, 0, 2}, {4}}).value());
  EXPECT_EQ(ChunkGrid::from_extents({{2, 2, 1}, {3, 1}}).value(), ChunkGrid::make({5, 4}, {2, 3}).value());
}

TEST(ChunkGrid, RefusesAnEmptyCutAndNamesTheAxis) {
  const auto expect_refused = [](Result<ChunkGrid> grid, const std::string& part) {
    ASSERT_FALSE(grid);
    EXPECT_EQ(grid.error().code, Errc::invalid_shape);
    EXPECT_NE(grid.error().message.find(part), std::string::npos) << grid.error().message;
  };
  expect_refused(ChunkGrid::make({4, 4}, {2, 0}), "axis 1");
  expect_refused(ChunkGrid::make({4, 4}, {-2, 1}), "axis 0");
  expect_refused(ChunkGrid::make({4, -1}, {2, 2}), "axis 1");
  expect_refused(ChunkGrid::make({4, 4}, {2}), "1 axes");
  expect_refused(ChunkGrid::from_extents({{1}, {}}), "axis 1");
  expect_refused(ChunkGrid::from_extents({{1, -1}}), "axis 0");
  constexpr auto most = std::numeric_limits<std::int64_t>::max();
  expect_refused(ChunkGrid::from_extents({{1}, {most, 1}}), "axis 1");
  expect_refused(ChunkGrid::make({most}, {1}), "axis 0");
  expect_refused(ChunkGrid::make({1 << 17, 1 << 17}, {1, 1}), "4,294,967,295");
}

TEST(ChunkGrid, TheLongestAxisFitsInOneChunk) {
  constexpr auto most = std::numeric_limits<std::int64_t>::max();
  const auto grid = ChunkGrid::make({most}, {most / 2}).value();
  EXPECT_EQ(grid.extents(0), (std::vector<std::int64_t>{most / 2, most / 2, 1}));
}

} // namespace
} // namespace troupe
