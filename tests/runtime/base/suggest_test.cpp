#include "runtime/base/suggest.hpp"

#include <gtest/gtest.h>

namespace troupe {
namespace {

using Names = std::vector<std::string>;

TEST(Suggest, NearestFirstThenInTheOrderGiven) {
  const Names names{"month", "hours", "our", "hour"};
  EXPECT_EQ(nearest_names("hour", names), (Names{"hour", "hours", "our"}));
  EXPECT_EQ(nearest_names("hour", names, 1), (Names{"hour"}));
  EXPECT_EQ(nearest_names("hour", names, 0), Names{});
}

TEST(Suggest, IgnoresCaseAndCountsATranspositionOnce) {
  EXPECT_EQ(nearest_names("SUM", Names{"sum"}), (Names{"sum"}));
  EXPECT_EQ(nearest_names("maen", Names{"mean", "man"}), (Names{"mean", "man"}));
}

TEST(Suggest, APrefixIsNear) {
  EXPECT_EQ(nearest_names("std", Names{"standard", "std_deviation"}), (Names{"std_deviation"}));
  EXPECT_EQ(nearest_names("columns_of_it", Names{"col"}), (Names{"col"}));
}

TEST(Suggest, SaysNothingWhereNothingIsNear) {
  EXPECT_EQ(nearest_names("hour", Names{"minute", "", "x"}), Names{});
  EXPECT_EQ(nearest_names("", Names{"hour"}), Names{});
  EXPECT_EQ(nearest_names("ab", Names{"cd"}), Names{}); // two edits of two letters is another word
  EXPECT_EQ(did_you_mean("hour", Names{}), "");
}

TEST(Suggest, WritesOneTwoAndThreeNames) {
  EXPECT_EQ(did_you_mean("hour", Names{"hours"}), "; did you mean 'hours'?");
  EXPECT_EQ(did_you_mean("hour", Names{"hours", "our"}), "; did you mean 'hours' or 'our'?");
  EXPECT_EQ(did_you_mean("hour", Names{"hours", "our", "hor"}), "; did you mean 'hours', 'our' or 'hor'?");
}

} // namespace
} // namespace troupe
