#include "tools/troupe/man_page.hpp"

#include "tests/support/process.hpp"
#include "tests/support/temp_dir.hpp"
#include "tools/troupe/command.hpp"

#include <gmock/gmock.h>

namespace troupe::tool {
namespace {

using testing::HasSubstr;

TEST(ManPage, IsThereForEveryCommandAndJob) {
  std::vector<std::string> names;
  for (const auto& page : man_pages())
    names.push_back(page.name);
  for (const auto& command : commands())
    EXPECT_THAT(names, testing::Contains("troupe-" + command.name));
  EXPECT_THAT(names, testing::IsSupersetOf({"troupe", "troupe-run-linear-regression"}));
}

TEST(ManPage, IsReadByGroffWithoutAWarningAndSaysWhatHelpSays) {
  const test::TempDir folder;
  for (const auto& page : man_pages()) {
    const auto path = folder.write(page.name + ".1", page.text);
    const auto done =
        test::run({.argv = {"groff", "-man", "-Tascii", "-ww", "-P-cbou", path}}, std::chrono::seconds(20));
    EXPECT_EQ(done.err, "") << page.name;
    EXPECT_THAT(done.out, HasSubstr("SYNOPSIS")) << page.name;
    EXPECT_THAT(done.out, HasSubstr("--help")) << page.name;
  }
}

} // namespace
} // namespace troupe::tool
