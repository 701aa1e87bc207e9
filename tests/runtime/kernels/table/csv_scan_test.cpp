#include "runtime/kernels/table/csv_scan.hpp"

#include "tests/support/simd_targets.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace troupe {
namespace {

struct Scanned {
  CsvScan scan;
  std::vector<std::uint32_t> ends;
};

template <class Scan>
Scanned scanned(Scan scan, const std::string& text, char separator = ',') {
  // What lies behind the text must not count.
  const auto padded = text + std::string(csv_scan_slack, '\n');
  std::vector<std::uint32_t> ends(text.size() + csv_scan_slack);
  const auto result = scan(padded.data(), text.size(), separator, ends.data());
  ends.resize(result.ends);
  return {result, ends};
}

Scanned fast(const std::string& text, char separator = ',') { return scanned(scan_csv, text, separator); }
Scanned exact(const std::string& text, char separator = ',') { return scanned(scan_csv_bytes, text, separator); }

TEST(CsvScan, FindsSeparatorsAndLineFeeds) {
  const auto found = fast("a,bc\n,d\n");
  EXPECT_EQ(found.ends, (std::vector<std::uint32_t>{1, 4, 5, 7}));
  EXPECT_EQ(found.scan.lines, 2u);
  EXPECT_FALSE(found.scan.inside_quotes || found.scan.stray_quote || found.scan.nul);
}

TEST(CsvScan, PassesOverWhatStandsInQuotes) {
  const auto found = fast("\"a,\n\"\"b\",c\n");
  EXPECT_EQ(found.ends, (std::vector<std::uint32_t>{8, 10}));
  EXPECT_EQ(found.scan.lines, 1u);
}

TEST(CsvScan, TellsThatTheTextEndsInsideQuotes) {
  EXPECT_TRUE(fast("a,\"b\n").scan.inside_quotes);
  EXPECT_FALSE(fast("a,\"b\"\n").scan.inside_quotes);
}

TEST(CsvScan, TellsOfQuotesThatOnlyAStateMachineUnderstands) {
  EXPECT_TRUE(fast("a\"b,c\n").scan.stray_quote);
  EXPECT_TRUE(fast("\"a\"b\"c,\",d\n").scan.stray_quote);
  EXPECT_FALSE(fast("\"a\"\"b\",c\n").scan.stray_quote);
  EXPECT_FALSE(fast("\"a\"b,c\n").scan.stray_quote) << "text behind a closing quote is no quote";
}

TEST(CsvScan, SeesZeroBytesWithinTheTextOnly) {
  EXPECT_TRUE(fast(std::string("a\0b\n", 4)).scan.nul);
  std::string text = "a,b\n";
  const auto padded = text + std::string(csv_scan_slack, '\0');
  std::vector<std::uint32_t> ends(text.size() + csv_scan_slack);
  EXPECT_FALSE(scan_csv(padded.data(), text.size(), ',', ends.data()).nul);
}

TEST(CsvScan, OfNothingFindsNothing) {
  EXPECT_EQ(fast("").ends.size(), 0u);
  EXPECT_EQ(exact("").ends.size(), 0u);
}

TEST(CsvScan, AgreesWithTheGrammarOnEveryCpuForAnyText) {
  std::mt19937 random(3);
  constexpr std::string_view alphabet = ",,\n\"\"ab1 \r;";
  std::vector<std::string> texts;
  for (int i = 0; i < 3'000; ++i) {
    std::string text;
    const auto length = random() % 300;
    // Few kinds of bytes, so that quotes meet separators often; some texts have no quotes at all.
    const auto kinds = i % 4 == 0 ? 3 : alphabet.size();
    for (std::size_t k = 0; k < length; ++k)
      text += alphabet[random() % kinds];
    texts.push_back(std::move(text));
  }
  std::size_t compared = 0;
  test::for_each_simd_target([&](std::int64_t) {
    for (const auto& text : texts) {
      const auto quick = fast(text);
      if (quick.scan.stray_quote)
        continue;
      ++compared;
      const auto slow = exact(text);
      ASSERT_EQ(quick.ends, slow.ends) << testing::PrintToString(text);
      ASSERT_EQ(quick.scan.lines, slow.scan.lines) << testing::PrintToString(text);
      ASSERT_EQ(quick.scan.inside_quotes, slow.scan.inside_quotes) << testing::PrintToString(text);
    }
  });
  EXPECT_GT(compared, 700u);
}

TEST(CsvScan, AgreesWithTheGrammarOnWellFormedQuotes) {
  std::mt19937 random(5);
  std::vector<std::string> texts;
  for (int i = 0; i < 500; ++i) {
    std::string text;
    for (auto fields = random() % 60; fields > 0; --fields) {
      if (random() % 2) {
        text += '"';
        for (auto n = random() % 90; n > 0; --n)
          text += std::array{"a", ",", "\n", "\"\""}[random() % 4];
        text += '"';
      } else {
        text += std::string(random() % 70, 'x');
      }
      text += random() % 3 ? ";" : "\r\n";
    }
    texts.push_back(std::move(text));
  }
  test::for_each_simd_target([&](std::int64_t) {
    for (const auto& text : texts) {
      const auto quick = fast(text, ';');
      ASSERT_FALSE(quick.scan.stray_quote);
      ASSERT_EQ(quick.ends, exact(text, ';').ends) << testing::PrintToString(text);
    }
  });
}

} // namespace
} // namespace troupe
