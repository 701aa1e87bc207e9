#include "runtime/chunk/field_value.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <random>

namespace troupe {
namespace {

TEST(FieldValue, ReadsWholeNumbersWithASign) {
  std::int64_t value = 0;
  EXPECT_EQ(parse_int64("17", value), FieldParse::ok);
  EXPECT_EQ(value, 17);
  EXPECT_EQ(parse_int64("-4", value), FieldParse::ok);
  EXPECT_EQ(value, -4);
  EXPECT_EQ(parse_int64("+5", value), FieldParse::ok);
  EXPECT_EQ(value, 5);
  EXPECT_EQ(parse_int64("9223372036854775807", value), FieldParse::ok);
  EXPECT_EQ(value, std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(parse_int64("-9223372036854775808", value), FieldParse::ok);
  EXPECT_EQ(value, std::numeric_limits<std::int64_t>::min());
}

TEST(FieldValue, TellsNoNumberFromOneThatIsTooLarge) {
  std::int64_t value = 0;
  for (const char* text :
       {"", "+", "-", "+-1", "-+1", "1.0", "1e3", "0x10", " 1", "1 ", "nan", "99999999999999999999x"})
    EXPECT_EQ(parse_int64(text, value), FieldParse::malformed) << text;
  EXPECT_EQ(parse_int64("9223372036854775808", value), FieldParse::out_of_range);
  EXPECT_EQ(parse_int64("-9223372036854775809", value), FieldParse::out_of_range);
}

double number(std::string_view text) {
  double value = 12345;
  EXPECT_EQ(parse_float64(text, value), FieldParse::ok) << text;
  return value;
}

TEST(FieldValue, ReadsEveryFormOfANumber) {
  EXPECT_EQ(number("1.5"), 1.5);
  EXPECT_EQ(number(".5"), 0.5);
  EXPECT_EQ(number("5."), 5.0);
  EXPECT_EQ(number("1e5"), 1e5);
  EXPECT_EQ(number("1E-5"), 1e-5);
  EXPECT_EQ(number("+2"), 2.0);
  EXPECT_EQ(number("inf"), std::numeric_limits<double>::infinity());
  EXPECT_EQ(number("-Infinity"), -std::numeric_limits<double>::infinity());
  EXPECT_TRUE(std::isnan(number("nan")));
  EXPECT_TRUE(std::signbit(number("-0")));
  EXPECT_TRUE(std::signbit(number("-0.0")));
  EXPECT_EQ(number("1e400"), std::numeric_limits<double>::infinity());
  EXPECT_EQ(number("-1e400"), -std::numeric_limits<double>::infinity());
  EXPECT_EQ(number("1e-400"), 0.0);
  EXPECT_EQ(number("4.9e-324"), 5e-324);
}

TEST(FieldValue, RefusesWhatIsNoNumber) {
  double value = 0;
  for (const char* text :
       {"", ".", "+", "-", "--1", "+-1", "-+1", "1.2.3", "1e", "e5", "0x10", "1 ", " 1", "1,5", "abc"})
    EXPECT_EQ(parse_float64(text, value), FieldParse::malformed) << text;
}

TEST(FieldValue, RoundsAsStrtodDoes) {
  std::mt19937_64 random(3);
  for (int i = 0; i < 30'000; ++i) {
    char text[64];
    if (i % 2)
      std::snprintf(text, sizeof text, "%.*g", static_cast<int>(random() % 20 + 1), std::bit_cast<double>(random()));
    else
      std::snprintf(text, sizeof text, "%s%llu.%0*llu", random() % 2 ? "-" : "",
                    static_cast<unsigned long long>(random() >> (random() % 50 + 10)),
                    static_cast<int>(random() % 9 + 1), static_cast<unsigned long long>(random() % 1'000'000));
    const double expected = std::strtod(text, nullptr);
    if (std::isnan(expected))
      continue;
    EXPECT_EQ(std::bit_cast<std::uint64_t>(number(text)), std::bit_cast<std::uint64_t>(expected)) << text;
  }
}

TEST(FieldValue, ReadsThreeSpellingsOfATruthValue) {
  bool value = false;
  for (const char* text : {"True", "true", "TRUE"}) {
    EXPECT_EQ(parse_bool(text, value), FieldParse::ok);
    EXPECT_TRUE(value);
  }
  for (const char* text : {"False", "false", "FALSE"}) {
    EXPECT_EQ(parse_bool(text, value), FieldParse::ok);
    EXPECT_FALSE(value);
  }
  for (const char* text : {"", "1", "0", "yes", "tRUE", "True "})
    EXPECT_EQ(parse_bool(text, value), FieldParse::malformed) << text;
}

TEST(FieldValue, TrimsSpacesAndTabsOnly) {
  EXPECT_EQ(trim_spaces(" \t a b\t "), "a b");
  EXPECT_EQ(trim_spaces(" \t "), "");
  EXPECT_EQ(trim_spaces("\n"), "\n");
}

TEST(FieldValue, MarkersAreFoundWholeOnly) {
  const NaMarkers markers(default_na_values());
  for (const auto& marker : default_na_values())
    EXPECT_TRUE(markers.contains(marker)) << marker;
  for (const char* text : {"N", "NAN", "NA ", " NA", "nulls", "0", "#"})
    EXPECT_FALSE(markers.contains(text)) << text;
  EXPECT_FALSE(markers.has_number());
}

TEST(FieldValue, MarkersThatReadAsNumbersSaySo) {
  const std::vector<std::string> numeric{"-999", std::string(40, 'x')};
  const NaMarkers markers(numeric);
  EXPECT_TRUE(markers.has_number());
  EXPECT_TRUE(markers.contains("-999"));
  EXPECT_TRUE(markers.contains(std::string(40, 'x')));
  EXPECT_FALSE(markers.contains(std::string(41, 'x')));
  EXPECT_FALSE(markers.contains(""));
  EXPECT_FALSE(NaMarkers(std::vector<std::string>{}).contains(""));
}

} // namespace
} // namespace troupe
