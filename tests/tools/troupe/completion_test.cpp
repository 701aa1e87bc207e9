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

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);)
    lines.push_back(line);
  return lines;
}

std::vector<std::string> told_by(std::vector<std::string> argv) {
  const auto done = test::run({.argv = std::move(argv)}, std::chrono::seconds(20));
  EXPECT_EQ(done.err, "");
  return lines_of(done.out);
}

/// What bash offers for the last of the words.
std::vector<std::string> offers(const std::vector<std::string>& words) {
  std::string script = bash_completion() + "COMP_WORDS=(";
  for (const auto& word : words)
    script += "'" + word + "' ";
  script += ")\nCOMP_CWORD=" + std::to_string(words.size() - 1) + "\n_troupe\nprintf '%s\\n' \"${COMPREPLY[@]}\"\n";
  return told_by({"bash", "--norc", "-c", script});
}

/// What fish offers for the line, without the descriptions.
std::vector<std::string> fish_offers(const std::string& line) {
  const test::TempDir home; // fish keeps a history and variables there
  const auto script = fish_completion() + "complete -C '" + line + "' | string split -f1 \\t\n";
  return told_by({"env", "HOME=" + home.path().string(), "XDG_CONFIG_HOME=" + home.path().string(),
                  "XDG_DATA_HOME=" + home.path().string(), "fish", "--no-config", "-c", script});
}

/// What the zsh function hands to zsh's own _describe and _arguments for the last of the words.
std::vector<std::string> zsh_specs(const std::string& words, int current) {
  const auto script =
      "compdef() { :; }; _describe() { print -rl -- $commands; }; _arguments() { print -rl -- \"$@\"; }\n"
      + zsh_completion() + "words=(" + words + "); CURRENT=" + std::to_string(current) + "\n_troupe\n";
  return told_by({"zsh", "-f", "-c", script});
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

TEST(FishCompletion, OffersCommandsFlagsJobsAndValues) {
  EXPECT_THAT(fish_offers("troupe sch"), ElementsAre("scheduler"));
  EXPECT_THAT(fish_offers("troupe worker --no-n"), ElementsAre("--no-nanny"));
  EXPECT_THAT(fish_offers("troupe run linear-regression --chunk"), ElementsAre("--chunk-rows"));
  EXPECT_THAT(fish_offers("troupe run l"), ElementsAre("linear-regression"));
  EXPECT_THAT(fish_offers("troupe status --log-format "), testing::UnorderedElementsAre("text", "json"));
  EXPECT_THAT(fish_offers("troupe worker --super"), testing::IsEmpty());
}

TEST(ZshCompletion, HandsCommandsFlagsJobsAndValuesToZsh) {
  EXPECT_THAT(zsh_specs("troupe s", 2), Contains("scheduler:serve as the scheduler of a cluster, until told to stop"));
  const auto flags = zsh_specs("troupe worker --", 3);
  EXPECT_THAT(flags, Contains(testing::StartsWith("--no-nanny[")));
  EXPECT_THAT(flags, Contains(testing::MatchesRegex("\\*--data-folder=\\[.*\\]:FOLDER:.*")));
  EXPECT_THAT(flags, Contains(testing::EndsWith(":(text json)")));
  EXPECT_THAT(flags, Not(Contains(testing::HasSubstr("--supervised"))));
  EXPECT_THAT(zsh_specs("troupe run ''", 3), Contains("*: :(linear-regression)"));
}

} // namespace
} // namespace troupe::tool
