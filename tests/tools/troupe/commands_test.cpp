#include "tools/troupe/command.hpp"

#include "tools/troupe/help.hpp"
#include "tools/troupe/job.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

namespace troupe::tool {
namespace {

using testing::HasSubstr;

std::string documentation() {
  std::ifstream file(TROUPE_SOURCE_DIR "/docs/commands.md");
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST(Commands, HaveNamesAndFlagsThatAreTheirsAlone) {
  std::set<std::string> names;
  for (const auto& command : commands()) {
    EXPECT_TRUE(names.insert(command.name).second) << command.name;
    EXPECT_NE(command.run, nullptr) << command.name;
    std::set<std::string> flags;
    for (const auto& flag : flags_of(command))
      EXPECT_TRUE(flags.insert(flag.name).second) << command.name << " --" << flag.name;
  }
}

TEST(Commands, SettingsOfTheirsExist) {
  for (const auto& command : commands())
    for (const auto& key : command.settings)
      EXPECT_NE(find_setting(key), nullptr) << command.name << " " << key;
}

TEST(Commands, AreFoundByNameOrRefusedWithTheNearest) {
  EXPECT_EQ(command_named("run").name, "run");
  try {
    command_named("statsu");
    FAIL();
  } catch (const CommandFailure& failure) {
    EXPECT_EQ(failure.code(), ExitCode::usage);
    EXPECT_THAT(failure.what(), HasSubstr("unknown command 'statsu'; did you mean 'status'?"));
  }
}

TEST(Commands, AToggleHasAFlagAndItsOpposite) {
  const auto flags = flags_of(command_named("worker"));
  for (const auto* name : {"nanny", "no-nanny"})
    EXPECT_TRUE(std::any_of(flags.begin(), flags.end(), [&](const auto& flag) { return flag.name == name; })) << name;
}

// The documentation shows every help text as it is; tools/dev/write_command_docs puts them there.
TEST(Commands, DocumentationShowsEveryHelpText) {
  const auto text = documentation();
  EXPECT_THAT(text, HasSubstr("```text\n" + help_text() + "```"));
  for (const auto& command : commands())
    EXPECT_THAT(text, HasSubstr("```text\n" + help_text(command) + "```")) << command.name;
  for (const auto& job : jobs())
    EXPECT_THAT(text, HasSubstr("```text\n" + help_text(command_named("run"), job) + "```")) << job.name;
}

} // namespace
} // namespace troupe::tool
