#include "runtime/chunk/shape.hpp"

#include <gtest/gtest.h>

namespace troupe {
namespace {

TEST(Shape, PrintsAsNumPyDoes) {
  EXPECT_EQ(to_string(Shape{}), "()");
  EXPECT_EQ(to_string(Shape{5}), "(5,)");
  EXPECT_EQ(to_string(Shape{3, 4}), "(3, 4)");
}

TEST(Shape, CountsItsElements) {
  EXPECT_EQ(element_count({}), 1);
  EXPECT_EQ(element_count({7}), 7);
  EXPECT_EQ(element_count({3, 0, 5}), 0);
  EXPECT_EQ(element_count({1 << 20, 1 << 20, 3}), std::int64_t{3} << 40);
}

} // namespace
} // namespace troupe
