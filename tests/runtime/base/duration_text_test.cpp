#include "runtime/base/duration_text.hpp"

#include <gtest/gtest.h>

namespace troupe {
namespace {

TEST(DurationText, ReadsEveryUnitAndBareSeconds) {
  EXPECT_EQ(parse_duration("500ms")->count(), 500);
  EXPECT_EQ(parse_duration("10s")->count(), 10'000);
  EXPECT_EQ(parse_duration("10")->count(), 10'000);
  EXPECT_EQ(parse_duration("0.25")->count(), 250);
  EXPECT_EQ(parse_duration("1.5 min")->count(), 90'000);
  EXPECT_EQ(parse_duration("2h")->count(), 7'200'000);
  EXPECT_EQ(parse_duration("1d")->count(), 86'400'000);
  EXPECT_EQ(parse_duration("0")->count(), 0);
}

TEST(DurationText, RefusesWhatIsNoTimeAndQuotesIt) {
  for (const char* text :
       {"", "s", "-1s", "ten", "10 parsecs", "1e3s", "nan", "inf", "10s ", "99999999999999999999s"}) {
    const auto result = parse_duration(text);
    ASSERT_FALSE(result.ok()) << text;
    EXPECT_EQ(result.error().code, Errc::parse_error);
    EXPECT_NE(result.error().message.find("'" + std::string(text) + "'"), std::string::npos);
    EXPECT_NE(result.error().message.find("10s"), std::string::npos);
  }
}

} // namespace
} // namespace troupe
