#include "runtime/kernels/arguments.hpp"

#include "tests/support/kernel_call.hpp"

#include <gtest/gtest.h>

namespace troupe {
namespace {

using namespace test;

TEST(Arguments, CountTheInputsAndMissNone) {
  const std::vector<ChunkPtr> one{chunk_of({1}, {1})};
  const std::vector<ChunkPtr> hole{chunk_of({1}, {1}), nullptr};
  EXPECT_TRUE(require_inputs(one, 1).ok());
  EXPECT_TRUE(require_inputs({}, 0).ok());
  EXPECT_EQ(require_inputs(one, 2).error().message, "the kernel takes 2 chunks; it was given 1");
  EXPECT_EQ(require_inputs(hole, 2).error().code, Errc::invalid_argument);
  EXPECT_EQ(require_some_inputs({}).error().message, "the kernel takes at least one chunk; it was given none");
}

TEST(Arguments, BelieveNoShapeThatItsBytesDoNotFill) {
  auto block = block_of({2, 3}, {1, 2, 3, 4, 5, 6});
  EXPECT_TRUE(check_block(block).ok());
  block.shape = {2, 4};
  EXPECT_EQ(check_block(block).error().code, Errc::invalid_shape);
  block.shape = {-2, -3};
  EXPECT_EQ(check_block(block).error().code, Errc::invalid_shape);
  block.shape = {6};
  block.dtype = DType::string;
  EXPECT_EQ(check_block(block).error().code, Errc::invalid_dtype);
  block.dtype = DType::float32;
  EXPECT_EQ(check_block(block).error().code, Errc::invalid_shape);
}

TEST(Arguments, CountElementsWithoutOverflowing) {
  EXPECT_EQ(checked_element_count({}).value(), 1);
  EXPECT_EQ(checked_element_count({3, 0, 5}).value(), 0);
  EXPECT_EQ(checked_element_count({std::int64_t{1} << 58}).value(), std::int64_t{1} << 58);
  EXPECT_EQ(checked_element_count({std::int64_t{1} << 59}).error().code, Errc::invalid_shape);
  EXPECT_EQ(checked_element_count({std::int64_t{1} << 32, std::int64_t{1} << 32}).error().code, Errc::invalid_shape);
  // A product that wraps around to nothing, and a zero that would hide it.
  EXPECT_EQ(checked_element_count({std::int64_t{1} << 62, 4, 0}).error().code, Errc::invalid_shape);
}

TEST(Arguments, SayWhatCameInsteadOfABlock) {
  EXPECT_EQ(float64_block(table_of({column_of<double>("a", {1})})).error().code, Errc::invalid_argument);
  const auto whole = make_chunk(Block{DType::int64, {1}, process_pool().allocate_for<std::int64_t>(1)});
  EXPECT_EQ(float64_block(whole).error().message, "the kernel takes a float64 block; it was given a block int64 (1,)");
}

TEST(Arguments, LetNobodyOverwriteWhatAnotherHolds) {
  auto chunk = chunk_of({2}, {1, 2});
  EXPECT_TRUE(may_overwrite(chunk, std::get<Block>(*chunk)));
  {
    const auto other = chunk;
    EXPECT_FALSE(may_overwrite(chunk, std::get<Block>(*chunk)));
  }
  const auto view = std::get<Block>(*chunk).data;
  EXPECT_FALSE(may_overwrite(chunk, std::get<Block>(*chunk)));
}

} // namespace
} // namespace troupe
