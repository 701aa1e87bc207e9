#include "runtime/base/json_writer.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <limits>
#include <vector>

namespace troupe {
namespace {

std::string quoted(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

TEST(JsonWriter, SeparatesValuesAndNestsObjects) {
  JsonWriter json;
  json.begin_object().field("a", 1).key("b").begin_array().value(true).null().begin_object().end_object().end_array();
  json.key("c")
      .begin_object()
      .field("d", "x")
      .field("e", std::uint64_t{18446744073709551615u})
      .end_object()
      .end_object();
  EXPECT_EQ(json.str(), R"({"a": 1, "b": [true, null, {}], "c": {"d": "x", "e": 18446744073709551615}})");
}

TEST(JsonWriter, WritesRangesAsArrays) {
  JsonWriter json;
  json.begin_object().key("weights").values(std::vector<double>{0.1, -2.0}).key("names");
  json.values(std::vector<std::string>{}).end_object();
  EXPECT_EQ(json.str(), R"({"weights": [0.1, -2.0], "names": []})");
}

TEST(JsonWriter, DoublesReadBackAsTheSameBits) {
  for (const double number : {0.1, 1.0 / 3, 1e300, 5e-324, -0.0, 9007199254740993.0, 123456789.125, 1e22}) {
    JsonWriter json;
    json.value(number);
    const double back = std::strtod(json.str().c_str(), nullptr);
    EXPECT_EQ(back, number) << json.str();
    EXPECT_EQ(std::signbit(back), std::signbit(number)) << json.str();
  }
}

TEST(JsonWriter, WhatJsonHasNoNumberForIsNull) {
  JsonWriter json;
  json.values(std::vector<double>{std::nan(""), std::numeric_limits<double>::infinity(),
                                  -std::numeric_limits<double>::infinity()});
  EXPECT_EQ(json.str(), "[null, null, null]");
}

TEST(JsonWriter, EscapesQuotesBackslashesAndControls) {
  EXPECT_EQ(quoted("a\"b\\c\n\r\t\x01\x7f"), R"("a\"b\\c\n\r\t\u0001\u007f")");
  EXPECT_EQ(quoted(std::string_view("\0", 1)), R"("\u0000")");
}

TEST(JsonWriter, KeepsUtf8AndReplacesWhatIsNone) {
  EXPECT_EQ(quoted("naïve – 漢 😀"), "\"naïve – 漢 😀\"");
  EXPECT_EQ(quoted("a\xff"), R"("a\ufffd")");
  EXPECT_EQ(quoted("\xc3"), R"("\ufffd")");                               // cut short
  EXPECT_EQ(quoted("\xc0\xaf"), R"("\ufffd\ufffd")");                     // a longer form than needed
  EXPECT_EQ(quoted("\xed\xa0\x80"), R"("\ufffd\ufffd\ufffd")");           // a surrogate
  EXPECT_EQ(quoted("\xf4\x90\x80\x80"), R"("\ufffd\ufffd\ufffd\ufffd")"); // behind U+10FFFF
}

} // namespace
} // namespace troupe
