#include "tools/troupe/exit_code.hpp"

#include <gtest/gtest.h>

namespace troupe::tool {
namespace {

TEST(ExitCode, TellsScriptsWhatKindOfFailureItWas) {
  const auto code = [](Errc errc) { return static_cast<int>(exit_code_of({errc, ""})); };
  EXPECT_EQ(code(Errc::task_failed), 1);
  EXPECT_EQ(code(Errc::parse_error), 1);
  EXPECT_EQ(code(Errc::cancelled), 1);
  EXPECT_EQ(code(Errc::unreachable), 3);
  EXPECT_EQ(code(Errc::lost), 3);
  EXPECT_EQ(code(Errc::version_mismatch), 3);
  EXPECT_EQ(code(Errc::not_found), 4);
  EXPECT_EQ(code(Errc::timeout), 5);
}

TEST(ExitCode, AMistakeOnTheCommandLineIsTwo) {
  try {
    refuse("no");
  } catch (const CommandFailure& failure) {
    EXPECT_EQ(static_cast<int>(failure.code()), 2);
    EXPECT_STREQ(failure.what(), "no");
  }
}

} // namespace
} // namespace troupe::tool
