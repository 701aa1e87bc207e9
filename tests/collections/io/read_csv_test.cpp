#include "collections/io/read_csv.hpp"

#include "collections/io/csv_head.hpp"
#include "collections/io/csv_types.hpp"
#include "collections/session/compute.hpp"
#include "runtime/execute/serial_executor.hpp"
#include "tests/support/kernel_call.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/support/thrown.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace troupe {
namespace {

using namespace test;
using Strings = std::vector<std::string>;

class ReadCsv : public testing::Test {
protected:
  Table run(const DataFrame& frame) { return compute(executor, frame); }
  static std::vector<std::int64_t> integers(const Table& table, const char* name) {
    const auto values = table.find(name)->values<std::int64_t>();
    return {values.begin(), values.end()};
  }
  Error error_of(const std::string& pattern, const ReadCsvOptions& options = {}) {
    const auto made = try_read_csv(pattern, options);
    return made ? Error{Errc::internal, "it could be read"} : made.error();
  }
  Error error_when_computed(const DataFrame& frame) {
    return thrown_by([&] { run(frame); });
  }

  TempDir folder;
  SerialExecutor executor;
};

TEST_F(ReadCsv, ReadsAFileWithTypesFromItsBeginning) {
  const auto path = folder.write("a.csv", "hour,delay,carrier,late\r\n1,2.5,\"AA\",True\r\n2,,UA,False\r\n");
  const auto df = read_csv(path);
  EXPECT_EQ(
      df.dtypes(),
      (Fields{{"hour", DType::int64}, {"delay", DType::float64}, {"carrier", DType::string}, {"late", DType::bool_}}));
  const auto table = run(df);
  EXPECT_EQ(integers(table, "hour"), (std::vector<std::int64_t>{1, 2}));
  EXPECT_EQ(texts_in(*table.find("carrier")), (Strings{"AA", "UA"}));
  EXPECT_TRUE(table.find("delay")->is_null(1));
}

TEST_F(ReadCsv, ReadsTheFilesOfAGlobInTheOrderOfTheirNames) {
  folder.write("data/b.csv", "x\n3\n");
  folder.write("data/a.csv", "x\n1\n2\n");
  folder.write("data/c.txt", "x\n9\n");
  folder.write("data/d.csv/inside.csv", "x\n8\n"); // a folder that matches
  const auto df = read_csv(folder / "data/*.csv");
  EXPECT_EQ(df.npartitions(), 2u);
  EXPECT_EQ(integers(run(df), "x"), (std::vector<std::int64_t>{1, 2, 3}));
  EXPECT_EQ(integers(run(read_csv(Strings{folder / "data/b.csv", folder / "data/a.csv"})), "x"),
            (std::vector<std::int64_t>{3, 1, 2}));
}

TEST_F(ReadCsv, SaysThatNothingMatchesOrIsThere) {
  folder.write("flights.csv", "x\n1\n");
  EXPECT_EQ(error_of(folder / "nothing-*.csv"),
            (Error{Errc::not_found, "no file matches '" + (folder / "nothing-*.csv") + "'"}));
  EXPECT_EQ(error_of(folder / "nowhere/*.csv").message,
            "no file matches '" + (folder / "nowhere/*.csv") + "': there is no folder '" + (folder / "nowhere") + "'");
  EXPECT_EQ(error_of(folder / "flihgts.csv"),
            (Error{Errc::not_found, "no file '" + (folder / "flihgts.csv") + "'; did you mean 'flights.csv'?"}));
  EXPECT_EQ(error_of(folder.path().string()).code, Errc::invalid_argument) << "a folder";
  EXPECT_EQ(error_of("").code, Errc::invalid_argument);
  EXPECT_THROW(read_csv(folder / "flihgts.csv"), TroupeError);
}

TEST_F(ReadCsv, TakesAFileWhoseNameHasAWildcardForItself) {
  folder.write("a1.csv", "x\n1\n");
  folder.write("a[1].csv", "x\n2\n");
  EXPECT_EQ(integers(run(read_csv(folder / "a[1].csv")), "x"), (std::vector<std::int64_t>{2}));
}

TEST_F(ReadCsv, NamesTheNearestOfTheColumnsThatAreThere) {
  const auto path = folder.write("a.csv", "month,hour\n1,2\n");
  for (const auto& options :
       {ReadCsvOptions{.usecols = {"hours"}}, ReadCsvOptions{.dtype = {{"hours", DType::int64}}}}) {
    const auto error = error_of(path, options);
    EXPECT_EQ(error.code, Errc::not_found);
    EXPECT_EQ(error.message.find("no column 'hours' in '" + path + "'; did you mean 'hour'"), 0u) << error.message;
  }
}

TEST_F(ReadCsv, ReadsTheColumnsAskedForInTheOrderOfTheFile) {
  const auto path = folder.write("a.csv", "a,b,c\n1,x,3\n");
  const auto df = read_csv(path, {.usecols = {"c", "a"}});
  EXPECT_EQ(df.columns(), (Strings{"a", "c"}));
  EXPECT_EQ(integers(run(df), "c"), (std::vector<std::int64_t>{3}));
}

TEST_F(ReadCsv, BelievesTheTypesThatAreGiven) {
  const auto path = folder.write("a.csv", "a,b\n1,2\n3,4\n");
  const auto df = read_csv(path, {.dtype = {{"a", DType::float64}, {"b", DType::string}}});
  EXPECT_EQ(df.dtypes(), (Fields{{"a", DType::float64}, {"b", DType::string}}));
  const auto table = run(df);
  EXPECT_EQ(table.find("a")->values<double>()[1], 3);
  EXPECT_EQ(texts_in(*table.find("b")), (Strings{"2", "4"}));
  EXPECT_EQ(error_of(path, {.dtype = {{"a", DType::complex64}}}).code, Errc::invalid_dtype);
}

TEST_F(ReadCsv, MakesTheSameTableForEveryBlocksize) {
  std::string text = "id,text\n";
  for (int i = 0; i < 40; ++i)
    text += std::to_string(i) + "," + std::string(static_cast<std::size_t>(i % 5), 'x') + (i % 3 ? "\n" : "\r\n");
  const auto path = folder.write("a.csv", text);
  std::vector<std::int64_t> wanted(40);
  for (std::size_t i = 0; i < 40; ++i)
    wanted[i] = static_cast<std::int64_t>(i);
  for (std::int64_t blocksize = 0; blocksize < std::ssize(text) + 2; blocksize += blocksize < 30 ? 1 : 7) {
    const auto df = read_csv(path, {.blocksize = blocksize});
    EXPECT_EQ(df.npartitions(),
              blocksize == 0 ? 1u : static_cast<std::uint32_t>((std::ssize(text) + blocksize - 1) / blocksize));
    ASSERT_EQ(integers(run(df), "id"), wanted) << blocksize;
  }
  EXPECT_EQ(error_of(path, {.blocksize = -1}).code, Errc::invalid_argument);
}

TEST_F(ReadCsv, ComplainsWhenTextStandsWhereTheSampleHadNumbers) {
  std::string text = "id\n";
  for (int i = 0; i < 100; ++i)
    text += std::to_string(i) + "\n";
  const auto path = folder.write("a.csv", text + "many\n");
  const auto error = error_when_computed(read_csv(path, {.blocksize = 50, .sample = 20}));
  EXPECT_EQ(error, (Error{Errc::parse_error, path + " line 102, column 'id': 'many' is not an integer (int64)"}));
}

TEST_F(ReadCsv, ComplainsOfRaggedRowsWithTheirLine) {
  const auto path = folder.write("a.csv", "a,b\n1,2\n3\n");
  EXPECT_EQ(error_when_computed(read_csv(path)),
            (Error{Errc::parse_error, path + " line 3: expected 2 fields, got 1"}));
}

TEST_F(ReadCsv, ComplainsOfFilesWithOtherColumns) {
  folder.write("a.csv", "a,b\n1,2\n");
  folder.write("b.csv", "a,c\n1,2\n");
  EXPECT_EQ(error_of(folder / "?.csv").code, Errc::parse_error);
  EXPECT_NE(error_of(folder / "?.csv").message.find("column 2 is 'c'"), std::string::npos)
      << error_of(folder / "?.csv").message;
  folder.write("b.csv", "a\n1\n");
  EXPECT_NE(error_of(folder / "?.csv").message.find("has 1 column;"), std::string::npos)
      << error_of(folder / "?.csv").message;
}

TEST_F(ReadCsv, ComplainsOfWhatIsNoText) {
  EXPECT_EQ(error_of(folder.write("empty.csv", "")).code, Errc::parse_error);
  EXPECT_NE(error_of(folder.write("a.csv.gz", "\x1F\x8B\x08")).message.find("compressed"), std::string::npos);
  EXPECT_NE(error_of(folder.write("wide.csv", "\xFF\xFE"
                                              "a"))
                .message.find("UTF-16"),
            std::string::npos);
  EXPECT_NE(error_of(folder.write("open.csv", "\"a,b\n1,2\n")).message.find("never closed"), std::string::npos);
}

TEST_F(ReadCsv, ReadsFilesWithoutAHeader) {
  const auto path = folder.write("a.csv", "1,x\n2,y\n");
  EXPECT_EQ(read_csv(path, {.header = false}).columns(), (Strings{"0", "1"}));
  const auto named = read_csv(path, {.header = false, .names = {"id", "text"}});
  EXPECT_EQ(integers(run(named), "id"), (std::vector<std::int64_t>{1, 2}));
  EXPECT_EQ(error_of(path, {.header = false, .names = {"id"}}).code, Errc::invalid_argument);
}

TEST_F(ReadCsv, ReadsOtherSeparatorsMarkersAndAByteOrderMark) {
  const auto path = folder.write("a.csv", "\xEF\xBB\xBFid;name\n1;?\n-9;NA\n");
  const auto usual = run(read_csv(path, {.sep = ';', .na_values = {"?", "-9"}}));
  EXPECT_TRUE(usual.find("id")->is_null(1));
  EXPECT_EQ(texts_in(*usual.find("name")), (Strings{"<null>", "<null>"}));
  const auto only = run(read_csv(path, {.sep = ';', .na_values = {"?"}, .keep_default_na = false}));
  EXPECT_EQ(texts_in(*only.find("name")), (Strings{"<null>", "NA"}));
  for (const char sep : {'"', '\n', '1', '.', '-', '\0'})
    EXPECT_EQ(error_of(path, {.sep = sep}).code, Errc::invalid_argument);
}

TEST_F(ReadCsv, LearnsTypesFromTheFirstFileThatHasRows) {
  folder.write("a.csv", "x\n");
  folder.write("b.csv", "x\ntext\n");
  const auto df = read_csv(folder / "?.csv");
  EXPECT_EQ(df.dtypes(), (Fields{{"x", DType::string}}));
  EXPECT_EQ(texts_in(*run(df).find("x")), (Strings{"text"}));
  EXPECT_EQ(run(read_csv(folder / "a.csv")).rows, 0);
}

TEST_F(ReadCsv, TellsColumnsOfOneNameApart) {
  EXPECT_EQ(distinct_names({"a", "a", "", "a"}), (Strings{"a", "a.1", "Unnamed: 2", "a.2"}));
  EXPECT_EQ(distinct_names({"a", "a", "a.1"}), (Strings{"a", "a.2", "a.1"}));
  EXPECT_EQ(read_csv(folder.write("a.csv", "a,a\n1,2\n")).columns(), (Strings{"a", "a.1"}));
}

TEST_F(ReadCsv, IsAnotherReadWhenTheFileHasChanged) {
  const auto path = folder.write("a.csv", "x\n1\n");
  const auto before = read_csv(path).expression()->key();
  EXPECT_EQ(read_csv(path).expression()->key(), before);
  std::filesystem::last_write_time(path, std::filesystem::last_write_time(path) + std::chrono::seconds(5));
  EXPECT_NE(read_csv(path).expression()->key(), before);
}

TEST_F(ReadCsv, IsAnotherReadWhenTheFileWasWrittenAnewAtOnceOrItsTimesWereSetBack) {
  const auto path = folder.write("a.csv", "x\n1\n");
  const auto time = std::filesystem::last_write_time(path);
  const auto before = read_csv(path).expression()->key();
  folder.write("a.csv", "x\n2\n");
  const auto after = read_csv(path).expression()->key();
  EXPECT_NE(after, before);
  std::filesystem::last_write_time(path, time);
  EXPECT_NE(read_csv(path).expression()->key(), before);
  EXPECT_NE(read_csv(path).expression()->key(), after);
}

// What is guessed must be what is read: for values of every kind the parser takes the guessed type without complaint.
TEST_F(ReadCsv, GuessesNoTypeThatTheParserRefuses) {
  const Strings values{"1",
                       "-3",
                       "+7",
                       "007",
                       "9223372036854775808",
                       "1.5",
                       ".5",
                       "5.",
                       "1e5",
                       "-inf",
                       "nan",
                       "NaN",
                       "NA",
                       "",
                       "True",
                       "false",
                       "TRUE",
                       "yes",
                       "1 000",
                       "0x10",
                       "1,5",
                       " 4 ",
                       "\t2.5",
                       "--1",
                       "+-1",
                       "1e",
                       "infinity",
                       "null",
                       "12345678901234567890",
                       "a\"b"};
  int checked = 0;
  for (const auto& first : values)
    for (const auto& second : values) {
      std::string text = "v,w\n";
      for (const auto& value : {first, second}) {
        std::string quoted = "\"";
        for (const char c : value)
          quoted += c == '"' ? "\"\"" : std::string(1, c);
        text += quoted + "\",0\n";
      }
      const auto df = read_csv(folder.write("guess.csv", text), {.blocksize = 0});
      ASSERT_NO_THROW(run(df)) << first << " | " << second << " as " << to_string(df.dtypes()[0].dtype);
      ++checked;
    }
  EXPECT_EQ(checked, 30 * 30);
}

TEST_F(ReadCsv, GuessesAsPandasDoes) {
  const auto guess = [](const char* records) {
    return guess_dtypes(records, 1, ',', NaMarkers(default_na_values())).dtypes[0];
  };
  EXPECT_EQ(guess("1\nNA\n-3\n"), DType::int64);
  EXPECT_EQ(guess("1\n2.5\nNaN\n"), DType::float64);
  EXPECT_EQ(guess("True\nfalse\n"), DType::bool_);
  EXPECT_EQ(guess("\"\"\nNA\n"), DType::float64);
  EXPECT_EQ(guess("1\nx\n"), DType::string);
  EXPECT_EQ(guess("1\nTrue\n"), DType::string);
  EXPECT_EQ(guess("9223372036854775808\n1\n"), DType::string);
  EXPECT_EQ(guess("9223372036854775808\n1.5\n"), DType::float64);
}

/// What is looked up by name is looked up in one way for all columns: by a list for each, these would take many
/// minutes.
TEST_F(ReadCsv, TakesManyColumns) {
  constexpr int columns = 200'000;
  std::string head, row;
  for (int i = 0; i < columns; ++i) {
    head += (i > 0 ? ",c" : "c") + std::to_string(i);
    row += (i > 0 ? "," : "") + std::to_string(i % 10);
  }
  const auto path = folder.write("wide.csv", head + "\n" + row + "\n" + row + "\n");
  ReadCsvOptions options;
  options.blocksize = std::ssize(head) + std::ssize(row);
  const auto df = read_csv(path, options);
  EXPECT_EQ(df.columns().size(), static_cast<std::size_t>(columns));
  const auto table = run(df);
  ASSERT_EQ(table.columns.size(), static_cast<std::size_t>(columns));
  EXPECT_EQ(table.rows, 2);
  EXPECT_EQ(table.columns.back().name, "c199999");
  EXPECT_EQ(table.columns.back().values<std::int64_t>()[1], 9);
}

} // namespace
} // namespace troupe
