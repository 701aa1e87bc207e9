// Parts of a block that stay in its memory, and their way back into a block.
#include "runtime/chunk/axis_plan.hpp"
#include "runtime/kernels/array/block_runs.hpp"
#include "runtime/kernels/builtin/builtin_kernels.hpp"
#include "tests/support/kernel_call.hpp"

#include <gtest/gtest.h>

#include <numeric>

namespace troupe {
namespace {

Block numbered(Shape shape) {
  Block block{DType::float64, shape,
              process_pool().allocate_for<double>(static_cast<std::size_t>(element_count(shape)))};
  auto values = block.values<double>();
  std::iota(values.begin(), values.end(), 0.0);
  return block;
}

/// array.gather's parameters: each axis of `extents` cut into `wanted`.
Params cut(const std::vector<std::vector<std::int64_t>>& extents,
           const std::vector<std::vector<std::int64_t>>& wanted) {
  Params::List axes;
  Params::Ints order;
  for (std::size_t axis = 0; axis < extents.size(); ++axis) {
    const auto length = std::accumulate(extents[axis].begin(), extents[axis].end(), std::int64_t{0});
    axes.push_back(to_params(plan_axis(extents[axis], {}, {{0, 1, length, false}}, wanted[axis])));
    order.push_back(static_cast<std::int64_t>(axis));
  }
  return Params{}.set("axes", std::move(axes)).set("order", std::move(order)).set("dtype", "float64");
}

TEST(BlockRuns, AreTheStretchesOfAPartInTheBlocksMemory) {
  const auto block = numbered({3, 2, 4096});
  const BlockRange part[] = {{1, 2}, {0, 2}, {1024, 2048}};
  const auto runs = block_runs(block, part);
  ASSERT_TRUE(runs);
  const auto& list = std::get<ChunkList>(*runs);
  ASSERT_EQ(list.chunks.size(), 4u);
  EXPECT_EQ(nbytes(*runs), 4u * 2048 * 8);
  for (std::size_t i = 0; i < 4; ++i) {
    const auto& run = std::get<Block>(*list.chunks[i]);
    EXPECT_EQ(run.shape, (Shape{1, 1, 2048}));
    EXPECT_EQ(run.data.data(), block.data.data() + (2 + i) * 4096 * 8 + 1024 * 8);
  }
  EXPECT_FALSE(block.data.unique()); // nobody writes into it while they are there
}

TEST(BlockRuns, RunOnOverAxesThatAreTakenWhole) {
  const auto block = numbered({8, 4, 512});
  const BlockRange part[] = {{2, 3}, {0, 4}, {0, 512}};
  const auto runs = block_runs(block, part);
  ASSERT_TRUE(runs);
  ASSERT_EQ(std::get<ChunkList>(*runs).chunks.size(), 1u);
  EXPECT_EQ(std::get<Block>(*std::get<ChunkList>(*runs).chunks[0]).shape, (Shape{3, 4, 512}));
}

TEST(BlockRuns, AreNotWorthItWhereTheyAreShortOrMany) {
  const BlockRange narrow[] = {{0, 16}, {0, 8}};
  EXPECT_FALSE(block_runs(numbered({16, 64}), narrow));
  const BlockRange many[] = {{0, 3000}, {0, 512}};
  EXPECT_FALSE(block_runs(numbered({3000, 1024}), many));
}

TEST(BlockRuns, CutAndPutTogetherElsewhereGiveTheSameElements) {
  const std::vector<std::vector<std::int64_t>> rows{{2, 3}, {4}, {2000}}, columns{{5}, {1, 3}, {1200, 800}},
      pieces{{2, 3}, {1, 3}, {1200, 800}};
  const std::vector<Block> blocks{numbered({2, 4, 2000}), numbered({3, 4, 2000})};
  const auto cutting = Params(cut(rows, pieces)).set("shares", "stretches");
  std::vector<ChunkPtr> cuts;
  for (std::uint32_t i = 0; i < 8; ++i) {
    cuts.push_back(test::call_kernel("array.gather", cutting, {make_chunk(blocks[i / 4])}, i).value());
    EXPECT_TRUE(std::holds_alternative<ChunkList>(*cuts.back()));
  }
  const auto joining = cut(pieces, columns);
  for (std::uint32_t to = 0; to < 4; ++to) {
    const auto made = test::call_kernel("array.gather", joining, {cuts[to], cuts[4 + to]}, to).value();
    const auto expected =
        test::call_kernel("array.gather", cut(rows, columns), {make_chunk(blocks[0]), make_chunk(blocks[1])}, to)
            .value();
    EXPECT_EQ(std::get<Block>(*made).shape, std::get<Block>(*expected).shape);
    EXPECT_TRUE(test::same_bits(test::doubles_in(made), test::doubles_in(expected))) << to;
  }
}

TEST(BlockRuns, AreCopiedWhereMemoryIsShort) {
  const auto params = Params(cut({{4}, {2048}}, {{4}, {1024, 1024}})).set("shares", "stretches");
  std::vector<ChunkPtr> inputs{make_chunk(numbered({4, 2048}))};
  const KernelContext context{.params = params, .index = 1, .pool = process_pool(), .roomy = false};
  const auto made = process_kernels().get("array.gather").value()->run(context, inputs).value();
  EXPECT_EQ(as_block(*made).value()->shape, (Shape{4, 1024}));
}

TEST(BlockRuns, ThatAreNotThoseOfThePieceAreRefused) {
  const auto block = numbered({4, 2048});
  const BlockRange part[] = {{0, 4}, {0, 1024}};
  const auto runs = block_runs(block, part);
  const auto refused = [&](const Params& params, const ChunkPtr& input) {
    const auto made = test::call_kernel("array.gather", params, {input});
    return !made && made.error().code == Errc::invalid_argument;
  };
  EXPECT_FALSE(refused(cut({{4}, {1024}}, {{4}, {1024}}), runs));
  EXPECT_TRUE(refused(cut({{5}, {1024}}, {{5}, {1024}}), runs));
  EXPECT_TRUE(refused(cut({{4}, {1024}}, {{2, 2}, {1024}}), runs));
  EXPECT_TRUE(refused(cut({{4}, {1024}}, {{4}, {1000, 24}}), runs));
  EXPECT_TRUE(refused(cut({{4}, {1024}}, {{4}, {1024}}), make_chunk(ChunkList{})));
  auto uneven = std::get<ChunkList>(*runs);
  uneven.chunks[1] = make_chunk(numbered({1, 7}));
  EXPECT_TRUE(refused(cut({{4}, {1024}}, {{4}, {1024}}), make_chunk(std::move(uneven))));
}

} // namespace
} // namespace troupe
