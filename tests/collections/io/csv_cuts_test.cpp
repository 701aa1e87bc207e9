// The same table whatever the blocksize, from files that make it hard; line ends and compressions. Expected tables are
// those that pandas.read_csv (1.5) answers, and are written out.
#include "collections/io/read_csv.hpp"
#include "collections/io/read_text.hpp"
#include "collections/session/compute.hpp"
#include "runtime/execute/serial_executor.hpp"
#include "tests/support/python.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/support/thrown.hpp"

#include <gmock/gmock.h>

namespace troupe {
namespace {

using test::TempDir;
using testing::HasSubstr;

class CsvCuts : public testing::Test {
protected:
  using Rows = std::vector<std::vector<std::string>>;

  /// Texts of all fields, column by column; "<NA>" for missing ones.
  Rows read(const std::string& path, ReadCsvOptions options = {}) {
    const auto table = compute(executor, read_csv(path, options));
    Rows columns;
    for (const auto& column : table.columns) {
      auto& texts = columns.emplace_back();
      for (std::int64_t row = 0; row < column.length; ++row)
        texts.push_back(column.is_null(row)             ? "<NA>"
                        : column.dtype == DType::string ? std::string(column.text(row))
                        : column.dtype == DType::int64
                            ? std::to_string(column.values<std::int64_t>()[static_cast<std::size_t>(row)])
                            : std::to_string(column.values<double>()[static_cast<std::size_t>(row)]));
    }
    return columns;
  }
  Error refusal(const std::string& path, ReadCsvOptions options = {}) {
    return test::thrown_by([&] { compute(executor, read_csv(path, options)); });
  }
  void expect_for_every_blocksize(const std::string& text, const Rows& expected, ReadCsvOptions options = {}) {
    const auto path = folder.write("cut.csv", text);
    for (std::int64_t blocksize = 0; blocksize <= std::ssize(text) + 1; ++blocksize) {
      options.blocksize = blocksize;
      ASSERT_EQ(read(path, options), expected) << "blocksize " << blocksize;
    }
  }

  TempDir folder;
  SerialExecutor executor;
};

TEST_F(CsvCuts, LineBreaksInQuotesAreNoEndsOfRecords) {
  expect_for_every_blocksize("a,b\n1,\"x\ny\"\n2,\"\n\n\"\n3,z\n", {{"1", "2", "3"}, {"x\ny", "\n\n", "z"}});
  expect_for_every_blocksize("a,b\r\n1,\"x\r\n9,y\"\r\n2,\"p,q\"\r\n", {{"1", "2"}, {"x\r\n9,y", "p,q"}});
}

TEST_F(CsvCuts, DoubledQuotesAreCutAnywhere) {
  expect_for_every_blocksize("a,b\n1,\"say \"\"yes\"\"\n or \"\"\"\"\"\n2,\"\"\"\"\n3,\"\"\n4,\"\n\"\"\n\"\"\n\"\n",
                             {{"1", "2", "3", "4"}, {"say \"yes\"\n or \"\"", "\"", "<NA>", "\n\"\n\"\n"}});
}

TEST_F(CsvCuts, FieldsThatLookLikeRecordsAreText) {
  expect_for_every_blocksize("a,b\n1,\"\n5,6\n7,8\n,\"\",\n\"\n2,w\n", {{"1", "2"}, {"\n5,6\n7,8\n,\",\n", "w"}});
  expect_for_every_blocksize("t\n\"one\ntwo\"\n\"three\nfour\nfive\"\nsix\n",
                             {{"one\ntwo", "three\nfour\nfive", "six"}});
}

TEST_F(CsvCuts, QuotesInTheMiddleOfFieldsAreText) {
  expect_for_every_blocksize("a,b\n1,5\" pipe\n2,\"6\"\" pipe\nlong\"\n3,\"x\"y\n",
                             {{"1", "2", "3"}, {"5\" pipe", "6\" pipe\nlong", "xy"}});
}

TEST_F(CsvCuts, TheLastRecordNeedsNoLineEnd) {
  expect_for_every_blocksize("a,b\n1,\"x\ny\"", {{"1"}, {"x\ny"}});
  expect_for_every_blocksize("a,b\n\n1,2\n\n\n3,4", {{"1", "3"}, {"2", "4"}});
  expect_for_every_blocksize("\xEF\xBB\xBF"
                             "a,b\n1,2\n",
                             {{"1"}, {"2"}});
}

TEST_F(CsvCuts, CarriageReturnsAloneEndLinesWhereThereAreNoLineFeeds) {
  expect_for_every_blocksize("a,b\r1,2\r3,4\r", {{"1", "3"}, {"2", "4"}});
  expect_for_every_blocksize("a,b\r1,\"x\ry\nz\"\r\r3,w", {{"1", "3"}, {"x\ry\nz", "w"}});
  const auto bad = folder.write("bad.csv", "a,b\r1,2\rx,4\r");
  ReadCsvOptions typed;
  typed.dtype = {{"a", DType::int64}};
  EXPECT_THAT(refusal(bad, typed).message, HasSubstr("line 3"));
}

TEST_F(CsvCuts, AFileWithoutRecordsHasNoRowsAndItsColumns) {
  for (const std::string text : {"a,b", "a,b\n", "a,b\n\n \n\n", "a,b\r", "a,b\r\r"})
    EXPECT_EQ(read(folder.write("head.csv", text)), (Rows{{}, {}})) << text;
  for (const std::string text : {"", "\n\n", "\r\r", " \n"})
    EXPECT_EQ(refusal(folder.write("blank.csv", text)).code, Errc::parse_error) << text;
}

/// 60,000 rows of texts with line breaks, by the default block of 8 MiB and by others.
TEST_F(CsvCuts, ManyTextsWithLineBreaksAreReadByDefault) {
  std::string text = "id,text\n";
  for (int i = 0; i < 60'000; ++i)
    text += std::to_string(i) + ",\"line one of " + std::to_string(i) + "\nline \"\"two\"\"\n"
            + std::string(static_cast<std::size_t>(i % 300), 'x') + "\"\n";
  const auto path = folder.write("many.csv", text);
  for (std::int64_t blocksize : {std::int64_t{8} << 20, std::int64_t{100'003}}) {
    ReadCsvOptions options;
    options.blocksize = blocksize;
    const auto read = this->read(path, options);
    ASSERT_EQ(read[0].size(), 60'000u);
    for (int i = 0; i < 60'000; ++i) {
      const auto at = static_cast<std::size_t>(i);
      ASSERT_EQ(read[0][at], std::to_string(i));
      ASSERT_EQ(read[1][at], "line one of " + std::to_string(i) + "\nline \"two\"\n" + std::string(at % 300, 'x'));
    }
  }
}

TEST_F(CsvCuts, RecordsMayBeLongerThanBlocksUnlessNothingTellsThatTheyAreQuoted) {
  std::string lines;
  while (lines.size() < 900'000)
    lines += "1,2\n";
  ReadCsvOptions options;
  options.blocksize = 10'000;
  options.dtype = {{"a", DType::string}};
  const auto read = this->read(folder.write("long.csv", "a,b\n\"" + lines + "\",7\nx,8\n"), options);
  EXPECT_EQ(read, (Rows{{lines, "x"}, {"7", "8"}}));
  const auto longer = folder.write("longer.csv", "a,b\n\"" + lines + lines + "\",7\nx,8\n");
  EXPECT_THAT(refusal(longer, options).message, HasSubstr("line 2 has more than 1 MiB without a quote"));
  options.blocksize = 0;
  EXPECT_EQ(this->read(longer, options), (Rows{{lines + lines, "x"}, {"7", "8"}}));
}

TEST_F(CsvCuts, AQuoteThatIsNeverClosedIsToldOf) {
  const auto path = folder.write("open.csv", "a,b\n1,\"x\n2,y\n");
  ReadCsvOptions options;
  for (options.blocksize = 0; options.blocksize < 14; ++options.blocksize)
    EXPECT_THAT(refusal(path, options).message, HasSubstr("line 2: the quote that opens there is never closed"))
        << options.blocksize;
}

/// As pandas: na_values=['-999'] in float columns by value, in others by text.
TEST_F(CsvCuts, NumbersThatStandForMissingCountByValueInFloatColumns) {
  const auto path = folder.write("na.csv", "f,i,t\n1.5,1,a\n-999.0,-999,-999\n-9.99e2,3,-999.0\n-999,4,-0999\n");
  ReadCsvOptions options;
  options.na_values = {"-999"};
  EXPECT_EQ(read(path, options),
            (Rows{{"1.500000", "<NA>", "<NA>", "<NA>"}, {"1", "<NA>", "3", "4"}, {"a", "<NA>", "<NA>", "-0999"}}));
  options.na_values = {"-999.0"};
  EXPECT_EQ(read(path, options)[0], (std::vector<std::string>{"1.500000", "<NA>", "<NA>", "<NA>"}));
  EXPECT_EQ(read(path, options)[1], (std::vector<std::string>{"1", "<NA>", "3", "4"}));
}

class CsvCompressed : public CsvCuts {
protected:
  std::string packed(const std::string& module, const std::string& content) {
    const auto plain = folder.write("plain", content), path = folder / ("data." + module);
    EXPECT_EQ(test::python("import sys, " + module
                               + " as m\n"
                                 "text = open(sys.argv[1], 'rb').read(); half = len(text) // 2\n"
                                 "open(sys.argv[2], 'wb').write(m.compress(text[:half]) + m.compress(text[half:]))\n",
                           {plain, path}),
              "");
    return path;
  }
};

TEST_F(CsvCompressed, FilesAreUnpackedAsOnePartitionEach) {
  std::string text = "a,b\n";
  for (int i = 0; i < 30'000; ++i)
    text += std::to_string(i) + ",\"line\n" + std::to_string(i) + "\"\n";
  for (const std::string module : {"gzip", "bz2", "lzma"}) {
    const auto path = packed(module, text);
    ReadCsvOptions options;
    options.blocksize = 1000;
    EXPECT_EQ(read_csv(path, options).npartitions(), 1u);
    const auto read = this->read(path, options);
    ASSERT_EQ(read[0].size(), 30'000u) << module;
    EXPECT_EQ(read[1][29'999], "line\n29999");
    EXPECT_EQ(compute(executor, read_text(path)).size(), 60'001u) << module;
  }
}

TEST_F(CsvCompressed, DamageAndShortFilesAreErrors) {
  for (const std::string module : {"gzip", "bz2", "lzma"}) {
    const auto path = packed(module, "a,b\n1,2\n3,4\n");
    const auto whole =
        test::python("import sys; sys.stdout.buffer.write(open(sys.argv[1], 'rb').read().hex().encode())", {path});
    std::string bytes;
    for (std::size_t i = 0; i + 1 < whole.size(); i += 2)
      bytes += static_cast<char>(std::stoi(whole.substr(i, 2), nullptr, 16));
    for (const auto length : {bytes.size() - 1, bytes.size() / 2 + 20})
      EXPECT_EQ(refusal(folder.write("short", bytes.substr(0, length))).code, Errc::parse_error)
          << module << " " << length;
  }
}

TEST_F(CsvCompressed, OthersAreRefusedByName) {
  EXPECT_THAT(refusal(folder.write("x.zst", "\x28\xB5\x2F\xFD"
                                            "0123"))
                  .message,
              HasSubstr("zstd"));
  EXPECT_THAT(refusal(folder.write("x.zip", std::string("PK\x03\x04"
                                                        "0123")))
                  .message,
              HasSubstr("zip"));
  EXPECT_THAT(refusal(folder.write("x.csv", std::string("\xFF\xFE"
                                                        "a\0,\0b\0\n\0",
                                                        10)))
                  .message,
              HasSubstr("UTF-16"));
  EXPECT_THAT(refusal(folder.write("y.csv", std::string("a\0,\0b\0\n\0"
                                                        "1\0,\0"
                                                        "2\0\n\0",
                                                        16)))
                  .message,
              HasSubstr("zero byte"));
}

} // namespace
} // namespace troupe
