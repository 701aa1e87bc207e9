#include "runtime/base/number_text.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <random>

namespace troupe {
namespace {

TEST(NumberText, DoublesAreTheShortestTextThatReadsBack) {
  EXPECT_EQ(format_double(0.1), "0.1");
  EXPECT_EQ(format_double(1e300), "1e+300");
  EXPECT_EQ(format_double(3), "3.0");
  EXPECT_EQ(format_double(-0.0), "-0.0");
  EXPECT_EQ(format_double(5e-324), "5e-324");
  EXPECT_EQ(format_double(std::nan("")), "nan");
  EXPECT_EQ(format_double(-std::numeric_limits<double>::infinity()), "-inf");
}

TEST(NumberText, DoublesOfAnyBitsReadBack) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 20'000; ++i) {
    const auto value = std::bit_cast<double>(random());
    const auto text = format_double(value);
    if (std::isnan(value))
      EXPECT_TRUE(text == "nan" || text == "-nan") << text;
    else
      EXPECT_EQ(std::bit_cast<std::uint64_t>(std::strtod(text.c_str(), nullptr)), std::bit_cast<std::uint64_t>(value))
          << text;
  }
}

TEST(NumberText, BytesNeverShowTheNextUnitsThousand) {
  EXPECT_EQ(format_bytes(0), "0 B");
  EXPECT_EQ(format_bytes(1023), "1023 B");
  EXPECT_EQ(format_bytes(1024), "1.0 KiB");
  EXPECT_EQ(format_bytes(1536), "1.5 KiB");
  EXPECT_EQ(format_bytes(1'048'524), "1023.9 KiB");
  EXPECT_EQ(format_bytes(1'048'575), "1.0 MiB");
  EXPECT_EQ(format_bytes(3ull << 30), "3.0 GiB");
  EXPECT_EQ(format_bytes(std::numeric_limits<std::uint64_t>::max()), "16.0 EiB");
}

TEST(NumberText, ReadsBytesInPowersOf1024And1000) {
  EXPECT_EQ(*parse_bytes("1073741824"), 1073741824u);
  EXPECT_EQ(*parse_bytes("1GiB"), 1073741824u);
  EXPECT_EQ(*parse_bytes("1 gib"), 1073741824u);
  EXPECT_EQ(*parse_bytes("1.5 GB"), 1'500'000'000u);
  EXPECT_EQ(*parse_bytes("300kB"), 300'000u);
  EXPECT_EQ(*parse_bytes("4g"), 4'000'000'000u);
  EXPECT_EQ(*parse_bytes("2Mi"), 2'097'152u);
  EXPECT_EQ(*parse_bytes("0"), 0u);
  EXPECT_EQ(*parse_bytes("0.5KiB"), 512u);
  EXPECT_EQ(*parse_bytes("1e3"), 1000u);
}

TEST(NumberText, ReadsWholeBytesExactly) {
  EXPECT_EQ(*parse_bytes("9007199254740993"), 9007199254740993u); // the first that a double cannot hold
  EXPECT_EQ(*parse_bytes("8999999999999990001"), 8999999999999990001u);
}

TEST(NumberText, RefusesWhatIsNoSizeAndQuotesIt) {
  for (const char* text :
       {"", "-1", "MB", "1XB", "nan", "inf", "1e30", "9e18", "1 G B", "1.5.5", "0x10", "99999999999999999999"}) {
    const auto result = parse_bytes(text);
    ASSERT_FALSE(result.ok()) << text;
    EXPECT_EQ(result.error().code, Errc::parse_error);
    EXPECT_NE(result.error().message.find("'" + std::string(text) + "'"), std::string::npos);
  }
}

TEST(NumberText, SecondsChangeUnitWhereTheyWouldRoundUpToIt) {
  EXPECT_EQ(format_seconds(0), "0 us");
  EXPECT_EQ(format_seconds(850e-6), "850 us");
  EXPECT_EQ(format_seconds(999.4e-6), "999 us");
  EXPECT_EQ(format_seconds(999.6e-6), "1 ms");
  EXPECT_EQ(format_seconds(0.0123), "12.3 ms");
  EXPECT_EQ(format_seconds(0.9996), "1 s");
  EXPECT_EQ(format_seconds(4.56), "4.56 s");
  EXPECT_EQ(format_seconds(119), "119 s");
  EXPECT_EQ(format_seconds(200), "3 min 20 s");
  EXPECT_EQ(format_seconds(119.6), "2 min 0 s");
  EXPECT_EQ(format_seconds(7199.6), "2 h 0 min");
  EXPECT_EQ(format_seconds(7500), "2 h 5 min");
  EXPECT_EQ(format_seconds(-2), "-2 s");
  EXPECT_EQ(format_seconds(std::nan("")), "unknown");
  EXPECT_EQ(format_seconds(std::numeric_limits<double>::infinity()), "forever");
  EXPECT_EQ(format_seconds(-std::numeric_limits<double>::infinity()), "-forever");
}

TEST(NumberText, CountsAreGroupedByThousands) {
  EXPECT_EQ(format_count(0), "0");
  EXPECT_EQ(format_count(999), "999");
  EXPECT_EQ(format_count(1000), "1,000");
  EXPECT_EQ(format_count(1'234'567), "1,234,567");
  EXPECT_EQ(format_count(std::numeric_limits<std::uint64_t>::max()), "18,446,744,073,709,551,615");
}

} // namespace
} // namespace troupe
