#include "runtime/kernels/builtin/builtin_kernels.hpp"

#include <gtest/gtest.h>

namespace troupe {
namespace {

ChunkPtr block_of(const Shape& shape) {
  Block block{DType::float64, shape,
              process_pool().allocate_for<double>(static_cast<std::size_t>(element_count(shape)))};
  std::int64_t next = 0;
  for (auto& value : block.values<double>())
    value = static_cast<double>(next++);
  return make_chunk(std::move(block));
}

Result<ChunkPtr> squeeze(std::vector<ChunkPtr> inputs, Params::Ints axes) {
  const auto params = Params{}.set("axes", std::move(axes));
  return process_kernels().get("array.squeeze").value()->run(KernelContext{params, 0, process_pool(), nullptr}, inputs);
}

TEST(Squeeze, DropsTheAxesNamedAndNoOthers) {
  const auto made = squeeze({block_of({1, 3, 1, 1})}, {0, 2}).value();
  const auto* block = as_block(*made).value();
  EXPECT_EQ(block->shape, (Shape{3, 1}));
  EXPECT_EQ(block->values<double>()[2], 2.0);
}

TEST(Squeeze, TakesOverMemoryThatNobodyElseHolds) {
  auto input = block_of({1, 3});
  const auto* data = as_block(*input).value()->data.data();
  std::vector<ChunkPtr> inputs{std::move(input)};
  const auto params = Params{}.set("axes", Params::Ints{0});
  const auto made =
      process_kernels().get("array.squeeze").value()->run(KernelContext{params, 0, process_pool(), nullptr}, inputs);
  EXPECT_EQ(as_block(*made.value()).value()->data.data(), data);
}

TEST(Squeeze, NeverSharesMemoryWithABlockThatOthersHold) {
  auto input = block_of({1, 3});
  const auto made = squeeze({input}, {0}).value();
  EXPECT_NE(as_block(*made).value()->data.data(), as_block(*input).value()->data.data());
  EXPECT_EQ(as_block(*made).value()->values<double>()[2], 2.0);
}

TEST(Squeeze, RefusesAnAxisThatIsNotOfExtentOne) {
  const auto refused = squeeze({block_of({2, 3})}, {1});
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().message, "array.squeeze: axis 1 of a block of shape (2, 3) is not one of extent 1");
}

} // namespace
} // namespace troupe
