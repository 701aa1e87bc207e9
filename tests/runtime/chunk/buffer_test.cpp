#include "runtime/chunk/buffer.hpp"

#include <gtest/gtest.h>

#include <array>
#include <utility>

namespace troupe {
namespace {

Buffer made() {
  auto memory = std::make_shared<std::array<std::byte, 64>>();
  auto* data = memory->data();
  return {std::move(memory), data, 64};
}

TEST(Buffer, CopiesShareTheBytes) {
  auto one = made();
  EXPECT_TRUE(one.unique());
  auto other = one;
  EXPECT_FALSE(one.unique());
  other.as<double>()[7] = 2.5;
  EXPECT_EQ(one.as<double>()[7], 2.5);
  other = Buffer();
  EXPECT_TRUE(one.unique());
}

TEST(Buffer, ASliceKeepsTheWholeAlive) {
  Buffer slice;
  {
    auto whole = made();
    whole.as<std::int32_t>()[3] = 42;
    slice = whole.slice(8, 16);
  }
  EXPECT_EQ(slice.size(), 16u);
  EXPECT_EQ(slice.as<std::int32_t>()[1], 42);
  EXPECT_TRUE(slice.unique());
}

TEST(Buffer, ViewsWholeValuesOnly) {
  auto buffer = made().slice(0, 15);
  EXPECT_EQ(buffer.as<std::int64_t>().size(), 1u);
  EXPECT_EQ(std::as_const(buffer).as<std::int16_t>().size(), 7u);
}

TEST(Buffer, NothingIsEmptyAndNobodysOwn) {
  const Buffer nothing;
  EXPECT_TRUE(nothing.empty());
  EXPECT_FALSE(nothing.unique());
  EXPECT_EQ(nothing.as<double>().size(), 0u);
}

} // namespace
} // namespace troupe
