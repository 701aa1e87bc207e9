#include "tools/troupe/progress_line.hpp"

#include <gtest/gtest.h>

namespace troupe::tool {
namespace {

TEST(ProgressLine, ShowsTasksBytesAndTheTimeLeft) {
  const Progress progress{.tasks_done = 250, .tasks_total = 1000, .bytes_made = 3u << 30};
  EXPECT_EQ(progress_line(progress, 5, 100),
            "[#######                       ]  25%  250 of 1,000 tasks  3.0 GiB  15 s left");
}

TEST(ProgressLine, GuessesNoTimeBeforeTheFirstTaskAndAfterTheLast) {
  EXPECT_EQ(progress_line({0, 4, 0}, 5, 100), "[                              ]   0%  0 of 4 tasks  0 B");
  EXPECT_EQ(progress_line({4, 4, 8}, 5, 100), "[##############################] 100%  4 of 4 tasks  8 B");
}

TEST(ProgressLine, ShowsNothingDoneWhereNothingIsKnown) {
  EXPECT_EQ(progress_line({0, 0, 0}, 0, 100), "[                              ]   0%  0 of 0 tasks  0 B");
}

TEST(ProgressLine, GivesUpTheBarFirstAndIsNeverWiderThanTheTerminal) {
  const Progress progress{.tasks_done = 1, .tasks_total = 4, .bytes_made = 8};
  EXPECT_EQ(progress_line(progress, 1, 50),
            "[###           ]  25%  1 of 4 tasks  8 B  3 s left"); // 50 columns, all used
  EXPECT_EQ(progress_line(progress, 1, 36), " 25%  1 of 4 tasks  8 B  3 s left");
  EXPECT_EQ(progress_line(progress, 1, 6), " 25%  ");
  EXPECT_EQ(progress_line(progress, 1, 0), "");
}

} // namespace
} // namespace troupe::tool
