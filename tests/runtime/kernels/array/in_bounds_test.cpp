#include "tests/support/kernel_call.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace troupe {
namespace {

using test::call_kernel;

template <class T>
ChunkPtr numbers(DType dtype, const std::vector<T>& values) {
  Block block{dtype, {static_cast<std::int64_t>(values.size())}, process_pool().allocate_for<T>(values.size())};
  std::copy(values.begin(), values.end(), block.values<T>().begin());
  return make_chunk(std::move(block));
}

Result<ChunkPtr> in_bounds(std::vector<ChunkPtr> inputs, std::int64_t length) {
  return call_kernel("array.in_bounds", Params{}.set("length", length).set("of", std::string("a few")),
                     std::move(inputs));
}

TEST(InBounds, HandsOnWhatIsInBounds) {
  const auto made = in_bounds({numbers<std::int8_t>(DType::int8, {0, 2, 1})}, 3).value();
  const auto* block = as_block(*made).value();
  EXPECT_EQ(block->dtype, DType::int8);
  EXPECT_EQ(block->values<std::int8_t>()[1], 2);
}

TEST(InBounds, NeverSharesMemoryWithABlockThatOthersHold) {
  const auto input = numbers<std::int64_t>(DType::int64, {0, 1});
  EXPECT_NE(as_block(*in_bounds({input}, 3).value()).value()->data.data(), as_block(*input).value()->data.data());
}

TEST(InBounds, NamesTheFirstThatIsNotInAnyType) {
  const auto low = std::numeric_limits<std::int64_t>::min();
  EXPECT_EQ(in_bounds({numbers<std::int64_t>(DType::int64, {0, low, 7})}, 3).error().message,
            "index -9223372036854775808 is out of bounds for a few");
  EXPECT_EQ(in_bounds({numbers<std::uint64_t>(DType::uint64, {2, ~std::uint64_t{0}})}, 3).error().message,
            "index 18446744073709551615 is out of bounds for a few");
  EXPECT_EQ(in_bounds({numbers<std::uint8_t>(DType::uint8, {3})}, 3).error().message,
            "index 3 is out of bounds for a few");
  EXPECT_FALSE(in_bounds({numbers<std::int64_t>(DType::int64, {0})}, 0).ok());
}

TEST(InBounds, RefusesWhatIsNotWhole) {
  EXPECT_FALSE(in_bounds({test::chunk_of({1}, {0})}, 3).ok());
  EXPECT_FALSE(in_bounds({}, 3).ok());
  EXPECT_FALSE(call_kernel("array.in_bounds", {}, {numbers<std::int64_t>(DType::int64, {0})}).ok());
}

} // namespace
} // namespace troupe
