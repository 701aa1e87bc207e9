#include "runtime/base/escaped.hpp"

#include "runtime/base/json_writer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace troupe {
namespace {

TEST(Escaped, ControlCharactersAreSeenAndDoNothing) {
  EXPECT_EQ(escaped("a\tb\nc\rd"), "a\\tb\\nc\\rd");
  EXPECT_EQ(escaped("\x1b[31mred\x7f"), "\\u001b[31mred\\u007f");
  EXPECT_EQ(escaped(std::string_view("\0", 1)), "\\u0000");
  EXPECT_EQ(escaped("\xC2\x9B"
                    "1A"),
            "\\u009b1A")
      << "a control sequence of Latin-1";
  EXPECT_EQ(escaped("\xE2\x80\xAE"
                    "evil\xE2\x81\xA9\xE2\x80\xA8"),
            "\\u202eevil\\u2069\\u2028");
}

TEST(Escaped, TextIsLeftAsItIs) {
  for (const std::string text : {"", "plain", "C:\\path \"quoted\" 'single'", "naïve 日本語 🙂"})
    EXPECT_EQ(escaped(text), text);
}

TEST(Escaped, WhatIsNotUtf8IsReplaced) {
  for (const std::string text : {"\xff", "\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE2\x82"}) {
    const auto shown = escaped("a" + text + "b");
    EXPECT_EQ(shown.find(text), std::string::npos);
    EXPECT_THAT(shown, testing::AllOf(testing::StartsWith("a\uFFFD"), testing::EndsWith("b")));
  }
}

TEST(Escaped, EveryByteAndPairWithinQuotesIsValidJson) {
  for (int first = 0; first < 256; ++first)
    for (int second = 0; second < 256; ++second) {
      const std::string text{static_cast<char>(first), static_cast<char>(second)};
      JsonWriter json;
      json.value(std::string_view(text));
      EXPECT_TRUE(nlohmann::json::accept(json.str())) << json.str();
    }
}

TEST(Escaped, QuotedTextReadsBackAsItWas) {
  for (const std::string text : {"quote \" backslash \\", "\x1b\n\t\x01", "\u202e\u2028\u0085", "naïve"}) {
    JsonWriter json;
    json.value(std::string_view(text));
    EXPECT_EQ(nlohmann::json::parse(json.str()).get<std::string>(), text);
  }
}

TEST(Shortened, LongTextsAreCutBetweenCharactersAndSaySo) {
  EXPECT_EQ(shortened("short", 5), "short");
  EXPECT_EQ(shortened("longer", 4), "long... (6 bytes in all)");
  EXPECT_EQ(shortened("aé", 2), "a... (3 bytes in all)");
  const auto cut = shortened(std::string(10'000'000, 'x'), 100);
  EXPECT_LT(cut.size(), 140u);
  EXPECT_THAT(cut, testing::HasSubstr("10,000,000 bytes"));
}

} // namespace
} // namespace troupe
