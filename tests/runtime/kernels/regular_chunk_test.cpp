#include "runtime/kernels/regular_chunk.hpp"

#include "runtime/chunk/chunk_grid.hpp"

#include <gtest/gtest.h>

#include <map>

namespace troupe {
namespace {

TEST(RegularChunk, CutsAsChunkGridDoes) {
  for (const auto& [shape, chunks] :
       {std::pair{Shape{5, 4}, Shape{2, 3}}, std::pair{Shape{7}, Shape{7}}, std::pair{Shape{7, 3, 2}, Shape{3, -1, 1}},
        std::pair{Shape{}, Shape{}}, std::pair{Shape{0, 3}, Shape{2, 2}}, std::pair{Shape{3}, Shape{100}}}) {
    const auto grid = ChunkGrid::make(shape, chunks).value();
    for (std::uint32_t index = 0; index < grid.size(); ++index) {
      const auto chunk = regular_chunk(shape, chunks, index).value();
      EXPECT_EQ(chunk.whole, shape);
      EXPECT_EQ(chunk.origin, grid.origin(index));
      EXPECT_EQ(chunk.extents, grid.chunk_shape(index));
    }
    EXPECT_EQ(regular_chunk(shape, chunks, grid.size()).error().code, Errc::invalid_argument);
  }
}

TEST(RegularChunk, NamesWhatDoesNotFit) {
  EXPECT_EQ(regular_chunk({4, 4}, {2}, 0).error().message, "chunks (2,) have 1 axes; the shape (4, 4) has 2");
  EXPECT_EQ(regular_chunk({4, 4}, {2, 0}, 0).error().message,
            "axis 1 of the chunks (2, 0) must be at least 1, or -1 for the whole axis");
  EXPECT_EQ(regular_chunk({4, 4}, {2, -2}, 0).error().code, Errc::invalid_shape);
  EXPECT_EQ(regular_chunk({-1}, {2}, 0).error().code, Errc::invalid_shape);
}

TEST(RegularChunk, RunsCoverEveryElementOfTheChunkAtItsPlaceInTheWhole) {
  const Shape shape{3, 4, 5};
  for (const auto& chunks :
       {Shape{3, 4, 5}, Shape{2, 4, 5}, Shape{2, 3, 5}, Shape{2, 3, 2}, Shape{1, 1, 1}, Shape{3, 4, 2}}) {
    std::map<std::uint64_t, int> seen;
    for (std::uint32_t index = 0; index < ChunkGrid::make(shape, chunks).value().size(); ++index) {
      const auto chunk = regular_chunk(shape, chunks, index).value();
      std::int64_t next = 0;
      for_each_run(chunk, [&](std::uint64_t first, std::int64_t count, std::int64_t at) {
        EXPECT_EQ(at, next);
        next += count;
        for (std::int64_t k = 0; k < count; ++k) {
          ++seen[first + static_cast<std::uint64_t>(k)];
          // Element `at + k` of the chunk, by its own coordinates.
          const auto local = at + k;
          const auto z = local % chunk.extents[2], y = local / chunk.extents[2] % chunk.extents[1],
                     x = local / chunk.extents[2] / chunk.extents[1];
          EXPECT_EQ(
              first + static_cast<std::uint64_t>(k),
              static_cast<std::uint64_t>(((chunk.origin[0] + x) * 4 + chunk.origin[1] + y) * 5 + chunk.origin[2] + z));
        }
      });
      EXPECT_EQ(next, element_count(chunk.extents));
    }
    EXPECT_EQ(seen.size(), 60u);
    for (const auto& [element, times] : seen)
      EXPECT_EQ(times, 1) << element;
  }
}

TEST(RegularChunk, RunsAreAsLongAsTheCutLets) {
  int runs = 0;
  for_each_run(regular_chunk({6, 5}, {3, 5}, 1).value(), [&](std::uint64_t first, std::int64_t count, std::int64_t) {
    ++runs;
    EXPECT_EQ(first, 15u);
    EXPECT_EQ(count, 15);
  });
  EXPECT_EQ(runs, 1);
}

TEST(RegularChunk, KnowsItsRows) {
  const auto rows = regular_chunk({10, 4}, {5, 2}, 3).value().rows(1, 2);
  EXPECT_EQ(rows.origin, (Shape{6, 2}));
  EXPECT_EQ(rows.extents, (Shape{2, 2}));
}

} // namespace
} // namespace troupe
