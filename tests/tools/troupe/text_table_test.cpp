#include "tools/troupe/text_table.hpp"

#include <gtest/gtest.h>

namespace troupe::tool {
namespace {

using enum TextTable::Align;

TEST(TextTable, SetsColumnsLeftAndRightWithoutBlanksAtLineEnds) {
  TextTable table({{"NAME", left}, {"SIZE", right}, {"NOTE", left}});
  table.add({"a", "1000000", "x"});
  table.add({"longer", "2", ""});
  EXPECT_EQ(table.str(), "NAME       SIZE  NOTE\n"
                         "a       1000000  x\n"
                         "longer        2\n");
}

TEST(TextTable, CountsCharactersNotBytes) {
  TextTable table({{"N", left}, {"V", left}});
  table.add({"\xC3\xA9t\xC3\xA9", "1"}); // "été"
  table.add({"abc", "2"});
  EXPECT_EQ(table.str(), "N    V\n\xC3\xA9t\xC3\xA9  1\nabc  2\n");
}

TEST(TextTable, OfNoRowsIsItsTitles) { EXPECT_EQ(TextTable({{"A"}, {"B"}}).str(), "A  B\n"); }

} // namespace
} // namespace troupe::tool
