// csv.read, with what it is made of: partitions, scanning, parsing, faults and their sentences.
#include "tests/support/kernel_call.hpp"
#include "tests/support/temp_dir.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

namespace troupe {
namespace {

using namespace test;
using Strings = Params::Strings;

class CsvRead : public testing::Test {
protected:
  /// One file of records, without a header, read by partitions of `blocksize`.
  Params params(const std::string& text, Strings columns, Strings dtypes, std::int64_t blocksize = 0) {
    path = folder.write("file" + std::to_string(files++) + ".csv", text);
    return Params{}
        .set("files", Strings{path})
        .set("sizes", Params::Ints{static_cast<std::int64_t>(text.size())})
        .set("starts", Params::Ints{0})
        .set("blocksize", blocksize)
        .set("columns", columns)
        .set("usecols", columns)
        .set("dtypes", std::move(dtypes))
        .set("sep", ",")
        .set("na_values", default_na_values());
  }
  ChunkPtr read(const Params& p, std::uint32_t index = 0) { return call_kernel("csv.read", p, {}, index).value(); }
  std::string error_of(const Params& p, std::uint32_t index = 0) {
    const auto made = call_kernel("csv.read", p, {}, index);
    if (made)
      return "no error";
    EXPECT_EQ(made.error().code, Errc::parse_error);
    const auto at = made.error().message.find(path);
    EXPECT_EQ(at, 0u) << made.error().message;
    return made.error().message.substr(path.size());
  }
  static const Column& column(const ChunkPtr& table, std::string_view name) {
    return *as_table(*table).value()->find(name);
  }

  static const std::vector<std::string>& default_na_values() {
    static const std::vector<std::string> values{"", "NA", "NaN", "nan", "null"};
    return values;
  }

  TempDir folder;
  std::string path;
  int files = 0;
};

TEST_F(CsvRead, ParsesColumnsByTheirTypes) {
  const auto table = read(params("1,2.5,True,ab\n-7,-1e3,false,\"c,\"\"d\"\"\"\n+3,.5,TRUE,e f\n", {"i", "f", "b", "s"},
                                 {"int64", "float64", "bool", "string"}));
  EXPECT_EQ(as_table(*table).value()->rows, 3);
  EXPECT_EQ(values_in<std::int64_t>(table, "i"), (std::vector<std::int64_t>{1, -7, 3}));
  EXPECT_EQ(values_in<double>(table, "f"), (std::vector<double>{2.5, -1000, 0.5}));
  EXPECT_EQ(values_in<bool>(table, "b"), (std::vector<bool>{true, false, true}));
  EXPECT_EQ(texts_in(column(table, "s")), (std::vector<std::string>{"ab", "c,\"d\"", "e f"}));
}

TEST_F(CsvRead, TakesTheColumnsAskedForInTheOrderAsked) {
  auto p = params("1,x,3\n4,y,6\n", {"a", "b", "c"}, {});
  p.set("usecols", Strings{"c", "a"}).set("dtypes", Strings{"int64", "float64"});
  const auto table = read(p);
  ASSERT_EQ(as_table(*table).value()->columns.size(), 2u);
  EXPECT_EQ(as_table(*table).value()->columns[0].name, "c");
  EXPECT_EQ(values_in<std::int64_t>(table, "c"), (std::vector<std::int64_t>{3, 6}));
  EXPECT_EQ(values_in<double>(table, "a"), (std::vector<double>{1, 4}));
}

TEST_F(CsvRead, TakesCarriageReturnsForPartsOfLineEnds) {
  const auto table = read(params("1,a\r\n\"2\",\"b\"\r\n3,\"c\r\nd\"\r\n", {"i", "s"}, {"int64", "string"}));
  EXPECT_EQ(values_in<std::int64_t>(table, "i"), (std::vector<std::int64_t>{1, 2, 3}));
  EXPECT_EQ(texts_in(column(table, "s")), (std::vector<std::string>{"a", "b", "c\r\nd"})) << "but not within quotes";
  EXPECT_EQ(values_in<std::int64_t>(read(params("a,1\r\nb,2\r\n", {"s", "i"}, {"string", "int64"})), "i"),
            (std::vector<std::int64_t>{1, 2}));
}

TEST_F(CsvRead, TakesALastLineWithoutALineFeed) {
  EXPECT_EQ(values_in<std::int64_t>(read(params("1\n2", {"i"}, {"int64"})), "i"), (std::vector<std::int64_t>{1, 2}));
  EXPECT_EQ(values_in<std::int64_t>(read(params("1\n22222222", {"i"}, {"int64"})), "i")[1], 22222222);
  EXPECT_EQ(texts_in(column(read(params("a,b\nc,\"d\"", {"s", "t"}, {"string", "string"})), "t")),
            (std::vector<std::string>{"b", "d"}));
}

TEST_F(CsvRead, SkipsBlankLines) {
  EXPECT_EQ(values_in<std::int64_t>(read(params("\n1,2\n\n  \n\r\n3,4\n\n", {"i", "j"}, {"int64", "int64"})), "i"),
            (std::vector<std::int64_t>{1, 3}));
  EXPECT_EQ(values_in<std::int64_t>(read(params("\n1\n\n\t\n2\n", {"i"}, {"int64"})), "i"),
            (std::vector<std::int64_t>{1, 2}));
}

TEST_F(CsvRead, MarksWhatIsMissing) {
  const auto table = read(params("1,,x\nNA,2.5,NA\n3,nan,\"\"\n", {"i", "f", "s"}, {"int64", "float64", "string"}));
  const auto& i = column(table, "i");
  EXPECT_EQ(i.null_count, 1);
  EXPECT_TRUE(i.is_null(1));
  EXPECT_FALSE(i.is_null(0) || i.is_null(2));
  const auto& f = column(table, "f");
  EXPECT_EQ(f.null_count, 2);
  EXPECT_TRUE(std::isnan(f.values<double>()[0]) && f.is_null(0) && f.is_null(2));
  EXPECT_EQ(texts_in(column(table, "s")), (std::vector<std::string>{"x", "<null>", "<null>"}));
}

TEST_F(CsvRead, LooksNumbersUpWhereAMarkerIsOne) {
  auto p = params("1\n-999\n3\n", {"i"}, {"int64"});
  p.set("na_values", Strings{"-999"});
  EXPECT_EQ(column(read(p), "i").null_count, 1);
  EXPECT_TRUE(column(read(p), "i").is_null(1));
}

TEST_F(CsvRead, ReadsNumbersCorrectlyRounded) {
  std::string text;
  std::vector<double> wanted;
  std::mt19937_64 random(11);
  for (int i = 0; i < 5'000; ++i) {
    char field[64];
    double value = 0;
    switch (i % 4) {
    case 0:
      std::snprintf(field, sizeof field, "%d", static_cast<int>(random() % 2'000'000'000) - 1'000'000'000);
      break;
    case 1:
      std::snprintf(field, sizeof field, "%.*f", static_cast<int>(random() % 12),
                    static_cast<double>(random() % 100'000'000) / 997);
      break;
    case 2:
      std::snprintf(field, sizeof field, "%.17g",
                    std::ldexp(static_cast<double>(random()), static_cast<int>(random() % 1900) - 1000));
      break;
    default:
      std::snprintf(field, sizeof field, "%llu.%llue-%d", static_cast<unsigned long long>(random()),
                    static_cast<unsigned long long>(random()), static_cast<int>(random() % 330));
      break;
    }
    value = std::strtod(field, nullptr);
    wanted.push_back(value);
    text += std::string(field) + "\n";
  }
  EXPECT_TRUE(same_bits(values_in<double>(read(params(text, {"f"}, {"float64"})), "f"), wanted));
}

TEST_F(CsvRead, ReadsTheEdgesOfNumbers) {
  const auto f = values_in<double>(
      read(params("-0\n0.0\n-0.0\n1e400\n-1e400\n1e-400\ninf\n-Infinity\n5e-324\n1.7976931348623157e308\n", {"f"},
                  {"float64"})),
      "f");
  constexpr auto inf = std::numeric_limits<double>::infinity();
  EXPECT_TRUE(same_bits(f, {-0.0, 0.0, -0.0, inf, -inf, 0.0, inf, -inf, 5e-324, 1.7976931348623157e308}));
  EXPECT_EQ(
      values_in<std::int64_t>(
          read(params("9223372036854775807\n-9223372036854775808\n00000000000000000012\n-0\n", {"i"}, {"int64"})), "i"),
      (std::vector<std::int64_t>{std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::min(), 12,
                                 0}));
}

TEST_F(CsvRead, AllowsSpacesAroundNumbersButKeepsThoseOfTexts) {
  const auto table = read(params(" 1 ,\t2.5, x \n", {"i", "f", "s"}, {"int64", "float64", "string"}));
  EXPECT_EQ(values_in<std::int64_t>(table, "i")[0], 1);
  EXPECT_EQ(values_in<double>(table, "f")[0], 2.5);
  EXPECT_EQ(texts_in(column(table, "s")), std::vector<std::string>{" x "});
}

// Partitions ----------------------------------------------------------------------------------------------------------

TEST_F(CsvRead, EveryCutMakesTheSameRows) {
  // Lines of many lengths, with and without carriage returns, blank ones, and none at the end.
  const std::string text = "1,a\n22,bb\r\n\n333,\"c,c\"\n4,\n55555,long long long text\r\n6,f\n\r\n7,\"g\"\"g\"";
  const auto whole = read(params(text, {"i", "s"}, {"int64", "string"}));
  const auto ids = values_in<std::int64_t>(whole, "i");
  const auto texts = texts_in(column(whole, "s"));
  ASSERT_EQ(ids, (std::vector<std::int64_t>{1, 22, 333, 4, 55555, 6, 7}));
  for (std::int64_t blocksize = 1; blocksize <= std::ssize(text) + 1; ++blocksize) {
    const auto p = params(text, {"i", "s"}, {"int64", "string"}, blocksize);
    std::vector<std::int64_t> got;
    std::vector<std::string> got_texts;
    const auto count = std::max<std::int64_t>(1, (std::ssize(text) + blocksize - 1) / blocksize);
    for (std::int64_t index = 0; index < count; ++index) {
      const auto part = read(p, static_cast<std::uint32_t>(index));
      for (const auto id : values_in<std::int64_t>(part, "i"))
        got.push_back(id);
      for (const auto& item : texts_in(column(part, "s")))
        got_texts.push_back(item);
    }
    ASSERT_EQ(got, ids) << "blocksize " << blocksize;
    ASSERT_EQ(got_texts, texts) << "blocksize " << blocksize;
    ASSERT_EQ(call_kernel("csv.read", p, {}, static_cast<std::uint32_t>(count)).error().code, Errc::invalid_argument);
  }
}

TEST_F(CsvRead, LeavesOutTheHeaderWhereverTheCutFalls) {
  const std::string text = "\xEF\xBB\xBFname of the column\n1\n2\n3\n";
  for (std::int64_t blocksize = 1; blocksize <= std::ssize(text); ++blocksize) {
    auto p = params(text, {"i"}, {"int64"}, blocksize);
    p.set("starts", Params::Ints{static_cast<std::int64_t>(text.find('\n')) + 1});
    std::vector<std::int64_t> got;
    for (std::int64_t index = 0; index < (std::ssize(text) + blocksize - 1) / blocksize; ++index)
      for (const auto id : values_in<std::int64_t>(read(p, static_cast<std::uint32_t>(index)), "i"))
        got.push_back(id);
    ASSERT_EQ(got, (std::vector<std::int64_t>{1, 2, 3})) << blocksize;
  }
}

TEST_F(CsvRead, ALineFeedInQuotesIsReadRightAtEveryCut) {
  const std::string text = "1,\"a\n2,b\"\n3,c\n";
  for (std::int64_t blocksize = 1; blocksize <= std::ssize(text); ++blocksize) {
    const auto p = params(text, {"i", "s"}, {"int64", "string"}, blocksize);
    std::vector<std::int64_t> got;
    for (std::int64_t index = 0; index < (std::ssize(text) + blocksize - 1) / blocksize; ++index)
      for (const auto id : values_in<std::int64_t>(read(p, static_cast<std::uint32_t>(index)), "i"))
        got.push_back(id);
    EXPECT_EQ(got, (std::vector<std::int64_t>{1, 3})) << blocksize;
  }
}

TEST_F(CsvRead, ReadsFilesLongerThanABatchAndLinesLongerThanATail) {
  std::string text;
  for (int i = 0; i < 30'000; ++i)
    text += std::to_string(i) + "," + std::string(static_cast<std::size_t>(i % 17), 'x') + "\n";
  text += "30000," + std::string(300'000, 'y') + "\n30001,z\n";
  for (const std::int64_t blocksize : {std::int64_t{0}, std::int64_t{100'000}, std::int64_t{7'777}}) {
    const auto p = params(text, {"i", "s"}, {"int64", "string"}, blocksize);
    std::int64_t next = 0;
    std::size_t bytes = 0;
    const auto count = blocksize == 0 ? 1 : (std::ssize(text) + blocksize - 1) / blocksize;
    for (std::int64_t index = 0; index < count; ++index) {
      const auto part = read(p, static_cast<std::uint32_t>(index));
      const auto ids = values_in<std::int64_t>(part, "i");
      for (std::size_t row = 0; row < ids.size(); ++row, ++next) {
        ASSERT_EQ(ids[row], next);
        const auto size = column(part, "s").is_null(static_cast<std::int64_t>(row))
                              ? 0
                              : column(part, "s").text(static_cast<std::int64_t>(row)).size();
        ASSERT_EQ(size, next < 30'000 ? static_cast<std::size_t>(next % 17) : next == 30'000 ? 300'000u : 1u);
        bytes += size;
      }
    }
    EXPECT_EQ(next, 30'002) << blocksize;
  }
}

TEST_F(CsvRead, PartitionsGoOverSeveralFilesInOrder) {
  auto p = params("1\n2\n", {"i"}, {"int64"});
  const auto second = folder.write("second.csv", ""), third = folder.write("third.csv", "3\n");
  p.set("files", Strings{path, second, third}).set("sizes", Params::Ints{4, 0, 2}).set("starts", Params::Ints{0, 0, 0});
  EXPECT_EQ(values_in<std::int64_t>(read(p, 0), "i"), (std::vector<std::int64_t>{1, 2}));
  EXPECT_EQ(values_in<std::int64_t>(read(p, 1), "i").size(), 0u);
  EXPECT_EQ(values_in<std::int64_t>(read(p, 2), "i"), (std::vector<std::int64_t>{3}));
  EXPECT_EQ(call_kernel("csv.read", p, {}, 3).error().code, Errc::invalid_argument);
}

// Faults --------------------------------------------------------------------------------------------------------------

TEST_F(CsvRead, NamesFileLineColumnAndTextOfWhatIsNoNumber) {
  EXPECT_EQ(error_of(params("1,2\n3,4\n5,six\n", {"a", "b"}, {"int64", "float64"})),
            " line 3, column 'b': 'six' is not a number (float64)");
  EXPECT_EQ(error_of(params("1,2\n\n\"3\n\",\"4\"\nfive,6\n", {"a", "b"}, {"string", "int64"})), "no error");
  EXPECT_EQ(error_of(params("1,2\n\n\"3\n\",\"4\"\n5,\"si\"\"x\"\n", {"a", "b"}, {"string", "int64"})),
            " line 5, column 'b': 'si\"x' is not an integer (int64)")
      << "blank lines and those within quotes count, as an editor counts";
  EXPECT_EQ(error_of(params("maybe\n", {"a"}, {"bool"})),
            " line 1, column 'a': 'maybe' is neither True nor False (bool)");
  EXPECT_EQ(error_of(params("1\n2.5\n", {"a"}, {"int64"})),
            " line 2, column 'a': '2.5' is not an integer (int64); pass dtype={'a': float64} if the column holds such "
            "numbers");
  EXPECT_EQ(
      error_of(params("9223372036854775808\n", {"a"}, {"int64"})),
      " line 1, column 'a': '9223372036854775808' is out of range for int64; pass dtype={'a': float64} or string");
}

TEST_F(CsvRead, CountsLinesFromTheStartOfTheFileInEveryPartition) {
  std::string text;
  for (int i = 0; i < 100; ++i)
    text += std::to_string(i) + "\n";
  text += "bad\n";
  const auto p = params(text, {"i"}, {"int64"}, 16);
  const auto last = (std::ssize(text) + 15) / 16 - 1;
  std::string found;
  for (std::int64_t index = 0; index <= last; ++index)
    if (const auto made = call_kernel("csv.read", p, {}, static_cast<std::uint32_t>(index)); !made)
      found += made.error().message;
  EXPECT_EQ(found, path + " line 101, column 'i': 'bad' is not an integer (int64)");
}

TEST_F(CsvRead, ReportsTheFirstOfSeveralFaults) {
  EXPECT_EQ(error_of(params("1,2\n3,x\ny,4\n", {"a", "b"}, {"int64", "int64"})),
            " line 2, column 'b': 'x' is not an integer (int64)");
  EXPECT_EQ(error_of(params("1,2\nx,y\n", {"a", "b"}, {"int64", "int64"})),
            " line 2, column 'a': 'x' is not an integer (int64)");
  EXPECT_EQ(error_of(params("1,2\nx,3\n4\n", {"a", "b"}, {"int64", "int64"})),
            " line 2, column 'a': 'x' is not an integer (int64)");
  EXPECT_EQ(error_of(params("1,2\n4\nx,3\n", {"a", "b"}, {"int64", "int64"})), " line 2: expected 2 fields, got 1");
}

TEST_F(CsvRead, NamesRaggedRows) {
  EXPECT_EQ(error_of(params("1,2\n1,2,3\n", {"a", "b"}, {"int64", "int64"})), " line 2: expected 2 fields, got 3");
  EXPECT_EQ(error_of(params("1,2\n\n1\n", {"a", "b"}, {"int64", "int64"})), " line 3: expected 2 fields, got 1");
  EXPECT_EQ(error_of(params("1\n2,\n", {"a"}, {"int64"})), " line 2: expected 1 field, got 2");
  // As many separators as a good file would have, in the wrong rows.
  EXPECT_EQ(error_of(params("1\n2,3,4\n", {"a", "b"}, {"int64", "int64"})), " line 1: expected 2 fields, got 1");
}

TEST_F(CsvRead, NamesTheQuoteThatIsNeverClosed) {
  EXPECT_EQ(error_of(params("1,a\n2,\"b\n3,c\n", {"i", "s"}, {"int64", "string"})),
            " line 2: the quote that opens there is never closed");
}

TEST_F(CsvRead, RefusesBytesThatAreNoText) {
  EXPECT_EQ(error_of(params(std::string("1\n2\n\0\n", 6), {"i"}, {"int64"})),
            " line 3: a zero byte; is it a text file?");
}

TEST_F(CsvRead, ShowsStrangeTextSafely) {
  EXPECT_EQ(error_of(params("\x1b[31m\n", {"i"}, {"int64"})),
            " line 1, column 'i': '\\x1B[31m' is not an integer (int64)");
  EXPECT_EQ(error_of(params(std::string(200, 'z') + "\n", {"i"}, {"int64"})),
            " line 1, column 'i': '" + std::string(60, 'z') + "...' is not an integer (int64)");
}

TEST_F(CsvRead, RefusesAFileThatChangedOrWent) {
  const auto p = params("1\n2\n", {"i"}, {"int64"});
  folder.write(path.substr(path.rfind('/') + 1), "1\n2\n3\n");
  const auto changed = call_kernel("csv.read", p);
  EXPECT_EQ(changed.error().code, Errc::io_error);
  EXPECT_NE(changed.error().message.find("had 4 bytes and has 6"), std::string::npos) << changed.error().message;
  std::filesystem::remove(path);
  EXPECT_EQ(call_kernel("csv.read", p).error(), (Error{Errc::not_found, "no file '" + path + "'"}));
}

TEST_F(CsvRead, BelievesNoParametersThatDoNotFitTogether) {
  const auto good = params("1\n", {"i"}, {"int64"});
  for (const auto& [name, value] : std::vector<Params::Entry>{{"sizes", Params::Ints{2, 3}},
                                                              {"sizes", Params::Ints{-2}},
                                                              {"starts", Params::Ints{5}},
                                                              {"starts", Params::Ints{-1}},
                                                              {"blocksize", std::int64_t{-1}},
                                                              {"sep", std::string(";;")},
                                                              {"usecols", Strings{"nope"}},
                                                              {"dtypes", Strings{"complex128"}},
                                                              {"dtypes", Strings{}},
                                                              {"columns", Strings{}},
                                                              {"na_values", std::int64_t{1}}}) {
    auto bad = good;
    bad.set(name, value);
    EXPECT_FALSE(call_kernel("csv.read", bad).ok()) << name;
  }
}

} // namespace
} // namespace troupe
