#include "tools/troupe/completion.hpp"

#include "tests/support/process.hpp"
#include "tests/support/temp_dir.hpp"

#include <gmock/gmock.h>

#include <sstream>

namespace troupe::tool {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::Not;

/// What bash offers for the last of the words.
std::vector<std::string> offers(const std::vector<std::string>& words) {
  std::string script = bash_completion() + "COMP_WORDS=(";
  for (const auto& word : words)
    script += "'" + word + "' ";
  script += ")\nCOMP_CWORD=" + std::to_string(words.size() - 1) + "\n_troupe\nprintf '%s\\n' \"${COMPREPLY[@]}\"\n";
  const auto done = test::run({.argv = {"bash", "--norc", "-c", script}}, std::chrono::seconds(20));
  EXPECT_EQ(done.err, "");
  std::vector<std::string> lines;
  std::istringstream out(done.out);
  for (std::string line; std::getline(out, line);)
    lines.push_back(line);
  return lines;
}

TEST(BashCompletion, OffersCommands) {
  EXPECT_THAT(offers({"troupe", "s"}), testing::IsSupersetOf({"scheduler", "status", "submit"}));
  EXPECT_THAT(offers({"troupe", "sch"}), ElementsAre("scheduler"));
}

TEST(BashCompletion, OffersTheFlagsOfTheCommandAndNoHiddenOnes) {
  const auto flags = offers({"troupe", "worker", "--"});
  EXPECT_THAT(flags, Contains("--no-nanny"));
  EXPECT_THAT(flags, Not(Contains("--supervised")));
  EXPECT_THAT(flags, Not(Contains("--input")));
}

TEST(BashCompletion, OffersJobsAndTheirFlags) {
  EXPECT_THAT(offers({"troupe", "run", ""}), ElementsAre("linear-regression"));
  EXPECT_THAT(offers({"troupe", "run", "linear-regression", "--chunk"}), ElementsAre("--chunk-rows"));
}

TEST(BashCompletion, OffersTheValuesOfAFlagAlsoAfterAnEqualsSign) {
  EXPECT_THAT(offers({"troupe", "status", "--log-format", ""}), ElementsAre("text", "json"));
  EXPECT_THAT(offers({"troupe", "status", "--log-format", "=", "j"}), ElementsAre("json"));
  EXPECT_THAT(offers({"troupe", "status", "--log-format", "="}), ElementsAre("text", "json"));
}

TEST(BashCompletion, OffersFilesWhereAFileBelongs) {
  const test::TempDir folder;
  folder.write("flights-1.csv", "");
  folder.write("flights-2.csv", "");
  EXPECT_THAT(offers({"troupe", "run", "linear-regression", "--input", folder / "fl"}),
              testing::UnorderedElementsAre(folder / "flights-1.csv", folder / "flights-2.csv"));
}

} // namespace
} // namespace troupe::tool
