// Texts are those that pandas prints of the same tables.
#include "collections/session/table_text.hpp"

#include "collections/io/read_csv.hpp"
#include "collections/session/compute.hpp"
#include "runtime/execute/serial_executor.hpp"
#include "tests/support/temp_dir.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace troupe {
namespace {

Table read(const std::string& text, const ReadCsvOptions& options = {}) {
  const test::TempDir folder;
  SerialExecutor executor;
  return compute(executor, read_csv(folder.write("t.csv", text), options));
}

template <class T>
std::string printed(const T& value) {
  std::ostringstream out;
  out << value;
  return out.str();
}

TEST(TableText, PutsColumnsBelowTheirNames) {
  EXPECT_EQ(printed(read("hour,delay,to\n7,2.5,ABC\n8,,D\n10,-0.125,\n")), "   hour  delay   to\n"
                                                                           "0     7  2.500  ABC\n"
                                                                           "1     8    NaN    D\n"
                                                                           "2    10 -0.125  NaN");
  EXPECT_EQ(printed(read("a,b\n1,True\n2,False\n")), "   a      b\n0  1   True\n1  2  False");
  EXPECT_EQ(printed(read("a\n1.0\n2.0\n")), "     a\n0  1.0\n1  2.0");
}

TEST(TableText, OfAColumnSaysItsNameAndType) {
  const auto table = read("hour,delay\n7,2.5\n8,\n");
  EXPECT_EQ(printed(table.columns[0]), "0    7\n1    8\nName: hour, dtype: int64");
  EXPECT_EQ(printed(table.columns[1]), "0    2.5\n1    NaN\nName: delay, dtype: float64");
}

TEST(TableText, LeavesOutTheMiddleOfLongOnes) {
  std::string text = "n\n";
  for (int i = 0; i < 100; ++i)
    text += std::to_string(i) + "\n";
  const auto table = read(text);
  EXPECT_EQ(printed(table), "     n\n0    0\n1    1\n2    2\n3    3\n4    4\n    ..\n95  95\n96  96\n97  97\n98  "
                            "98\n99  99\n\n[100 rows x 1 columns]");
  EXPECT_EQ(to_string(table.columns[0], {.min_rows = 2}),
            "0      0\n      ..\n99    99\nName: n, Length: 100, dtype: int64");
}

TEST(TableText, OfNoRowsNamesTheColumns) {
  EXPECT_EQ(printed(read("a,b\n")), "Empty DataFrame\nColumns: [a, b]\n[0 rows x 2 columns]");
  EXPECT_EQ(printed(read("a,b\n").columns[1]), "Series([], Name: b, dtype: float64)");
}

TEST(TableText, EscapesWhatWouldNotPrint) {
  EXPECT_EQ(printed(read("a\n\"x\ny\x1b[2J\"\n")), "               a\n0  x\\ny\\u001b[2J");
  EXPECT_EQ(to_string(read("a\nabcdefghijkl\n"), {.max_colwidth = 10}), "            a\n0  abcdefg...");
}

} // namespace
} // namespace troupe
