#include "runtime/chunk/csv_text.hpp"

#include <gtest/gtest.h>

#include <random>

namespace troupe {
namespace {

using Records = std::vector<std::vector<std::string>>;

/// All records, unquoted, and how the last one ended.
std::pair<Records, RecordEnd> read_all(std::string_view text, char separator = ',') {
  Records records;
  std::vector<std::string_view> fields;
  std::size_t at = 0;
  auto end = RecordEnd::line;
  while (at < text.size()) {
    end = split_record(text, at, separator, fields);
    auto& record = records.emplace_back();
    for (auto field : fields)
      record.push_back(unquoted(field));
  }
  return {records, end};
}

TEST(CsvText, SplitsAtSeparatorsAndLineEnds) {
  EXPECT_EQ(read_all("a,b\r\n1,2\n,\n").first, (Records{{"a", "b"}, {"1", "2"}, {"", ""}}));
  EXPECT_EQ(read_all("a;b", ';').first, (Records{{"a", "b"}}));
  EXPECT_EQ(read_all("a,b").second, RecordEnd::text);
  EXPECT_EQ(read_all("a,b\n").second, RecordEnd::line);
  EXPECT_EQ(read_all("a,b\r").first, (Records{{"a", "b"}}));
}

TEST(CsvText, QuotesHoldSeparatorsLineEndsAndDoubledQuotes) {
  EXPECT_EQ(read_all("\"a,b\",\"c\nd\",\"say \"\"hi\"\"\"\nx,y,z").first,
            (Records{{"a,b", "c\nd", "say \"hi\""}, {"x", "y", "z"}}));
  EXPECT_EQ(read_all("\"\"").first, (Records{{""}}));
  EXPECT_EQ(read_all("\"\"\"\"").first, (Records{{"\""}}));
}

TEST(CsvText, QuotesElsewhereAreText) {
  EXPECT_EQ(read_all("a\"b,c\"\n").first, (Records{{"a\"b", "c\""}}));
  EXPECT_EQ(read_all("\"a\"b,c\n").first, (Records{{"ab", "c"}}));
}

TEST(CsvText, SaysWhenTheTextEndsInsideQuotes) {
  EXPECT_EQ(read_all("a,\"b\n").second, RecordEnd::inside_quotes);
  EXPECT_EQ(read_all("a,\"b\"").second, RecordEnd::text);
  EXPECT_EQ(read_all("a,\"b\"\"").second, RecordEnd::inside_quotes);
}

TEST(CsvText, BlankLinesAreSpacesAndTabsOnly) {
  EXPECT_TRUE(is_blank_line(""));
  EXPECT_TRUE(is_blank_line(" \t \r"));
  EXPECT_FALSE(is_blank_line(" , "));
  EXPECT_FALSE(is_blank_line("0"));
}

TEST(CsvText, WhatIsWrittenWithQuotesReadsBack) {
  std::mt19937 random(7);
  for (int round = 0; round < 500; ++round) {
    Records records;
    std::string text;
    const auto columns = random() % 4 + 1;
    for (auto rows = random() % 5 + 1; rows > 0; --rows) {
      auto& record = records.emplace_back();
      for (std::size_t column = 0; column < columns; ++column) {
        std::string field;
        for (auto left = random() % 6; left > 0; --left)
          field += "ab,\"\n\r \t"[random() % 8];
        record.push_back(field);
        std::string doubled;
        for (char c : field)
          doubled += c == '"' ? "\"\"" : std::string{c};
        text += (column ? ",\"" : "\"") + doubled + "\"";
      }
      text += random() % 2 ? "\n" : "\r\n";
    }
    EXPECT_EQ(read_all(text).first, records) << text;
  }
}

TEST(CsvText, EveryByteOfAnyTextIsPassed) {
  std::mt19937 random(8);
  std::vector<std::string_view> fields;
  for (int round = 0; round < 2000; ++round) {
    std::string text;
    for (auto left = random() % 12; left > 0; --left)
      text += "a,\"\n\r"[random() % 5];
    std::size_t at = 0;
    while (at < text.size()) {
      const auto before = at;
      split_record(text, at, ',', fields);
      ASSERT_GT(at, before);
      ASSERT_LE(at, text.size());
      ASSERT_FALSE(fields.empty());
      for (auto field : fields)
        unquoted(field);
    }
  }
}

} // namespace
} // namespace troupe
