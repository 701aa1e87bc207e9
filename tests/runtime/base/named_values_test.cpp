// Values by their names.
#include "runtime/base/named_values.hpp"

#include <gtest/gtest.h>

namespace troupe {
namespace {

enum class Colour { red, green };
constexpr std::array colours{NamedValue{"red", Colour::red}, NamedValue{"green", Colour::green}};

TEST(NamedValues, AreFoundByTheirWholeName) {
  static_assert(value_of(colours, "green") == Colour::green);
  EXPECT_EQ(value_of(colours, "red"), Colour::red);
  EXPECT_FALSE(value_of(colours, "gree"));
  EXPECT_FALSE(value_of(colours, ""));
}

TEST(NamedValues, AreListedInOrder) { EXPECT_EQ(names_of(colours), (std::vector<std::string_view>{"red", "green"})); }

} // namespace
} // namespace troupe
