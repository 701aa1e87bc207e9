#include "tools/troupe/help.hpp"

#include <gmock/gmock.h>

#include <sstream>

namespace troupe::tool {
namespace {

using testing::HasSubstr;

std::vector<std::string> all_help_texts() {
  std::vector<std::string> texts{help_text()};
  for (const auto& command : commands()) {
    texts.push_back(help_text(command));
    if (command.takes_job)
      for (const auto& job : jobs())
        texts.push_back(help_text(command, job));
  }
  return texts;
}

TEST(Help, BreaksLinesBetweenWords) {
  EXPECT_EQ(wrapped("one two three", 0, 7), "one two\nthree\n");
  EXPECT_EQ(wrapped("one two", 2, 6), "  one\n  two\n");
  EXPECT_EQ(wrapped("unbreakable word", 0, 4), "unbreakable\nword\n");
}

TEST(Help, KeepsEmptyLinesAndExamplesAsTheyAre) {
  EXPECT_EQ(wrapped("a\n\n  troupe   run this long example", 0, 10), "a\n\n  troupe   run this long example\n");
}

TEST(Help, IsNoWiderThanItSays) {
  for (const auto& text : all_help_texts()) {
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);)
      EXPECT_LE(line.size(), help_width) << line;
  }
}

TEST(Help, NamesEveryCommandAndExitCode) {
  const auto text = help_text();
  for (const auto& command : commands())
    EXPECT_THAT(text, HasSubstr("\n  " + command.name));
  for (const auto& code : exit_codes())
    EXPECT_THAT(text, HasSubstr("\n  " + std::to_string(static_cast<int>(code.code)) + " "));
}

TEST(Help, ShowsEveryFlagThatIsNotHidden) {
  for (const auto& command : commands())
    for (const auto& flag : flags_of(command)) {
      const auto text = help_text(command) + (command.takes_job ? jobs_help(jobs().front()) : "");
      EXPECT_EQ(text.find("--" + flag.name) != std::string::npos, !flag.hidden) << command.name << " --" << flag.name;
    }
}

TEST(Help, HasAnExampleForEveryCommandButTheObvious) {
  for (const auto& command : commands())
    EXPECT_THAT(help_text(command), HasSubstr("Example")) << command.name;
}

} // namespace
} // namespace troupe::tool
