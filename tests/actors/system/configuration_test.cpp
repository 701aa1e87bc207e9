#include "actors/system/configuration.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace troupe {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

Configuration resolved(const ConfigurationSources& sources) { return Configuration::resolve(sources).value(); }

std::string refusal(const ConfigurationSources& sources) {
  const auto result = Configuration::resolve(sources);
  return result.ok() ? "accepted" : result.error().message;
}

std::string file_refusal(std::string text) { return refusal({.file_name = "t.conf", .file_text = std::move(text)}); }

TEST(Settings, HaveKeysAndVariablesOfTheirOwnAndGoodDefaults) {
  std::set<std::string_view> keys, variables;
  for (const auto& setting : settings()) {
    EXPECT_TRUE(keys.insert(setting.key).second) << setting.key;
    EXPECT_TRUE(variables.insert(setting.environment).second) << setting.environment;
    EXPECT_THAT(std::string(setting.environment), StartsWith("TROUPE_"));
    EXPECT_FALSE(setting.help.empty()) << setting.key;
    EXPECT_EQ(setting.choices.empty(), setting.kind != SettingKind::choice) << setting.key;
  }
  EXPECT_EQ(refusal({}), "accepted");
}

TEST(Configuration, DefaultsAreTheDocumentedOnes) {
  const auto configuration = resolved({});
  EXPECT_EQ(configuration.addresses("scheduler"), std::vector<Address>{});
  EXPECT_EQ(configuration.port("scheduler.port"), 8786);
  EXPECT_EQ(configuration.count("threads"), 0u);
  EXPECT_EQ(configuration.size("memory-limit"), 0u);
  EXPECT_EQ(configuration.limit("scheduler.decisions"), 10'000u);
  EXPECT_EQ(configuration.duration("connect-timeout").count(), 5000);
  EXPECT_TRUE(configuration.files("worker.plugin").empty());
  EXPECT_EQ(configuration.value("threads").source, SettingSource::fallback);
}

TEST(Configuration, ALimitMayBeNothingButNotLess) {
  EXPECT_EQ(resolved({.flags = {{"scheduler.decisions", {"0"}}}}).limit("scheduler.decisions"), 0u);
  for (const auto* text : {"-1", "many", "", "4294967296", "1.5"})
    EXPECT_THAT(refusal({.flags = {{"scheduler.decisions", {text}}}}),
                HasSubstr("expected a whole number of at least 0"))
        << text;
}

TEST(Configuration, AFlagBeatsTheEnvironmentWhichBeatsTheFile) {
  ConfigurationSources sources{.flags = {{"threads", {"3"}}},
                               .environment = {{"TROUPE_THREADS", "2"}},
                               .file_name = "t.conf",
                               .file_text = "# all cores but three\nthreads = 1\n"};
  EXPECT_EQ(resolved(sources).count("threads"), 3u);
  EXPECT_EQ(resolved(sources).value("threads").where, "--threads");
  sources.flags.clear();
  EXPECT_EQ(resolved(sources).count("threads"), 2u);
  EXPECT_EQ(resolved(sources).value("threads").where, "TROUPE_THREADS");
  sources.environment["TROUPE_THREADS"] = ""; // as good as not set
  EXPECT_EQ(resolved(sources).count("threads"), 1u);
  EXPECT_EQ(resolved(sources).value("threads").source, SettingSource::file);
  EXPECT_EQ(resolved(sources).value("threads").where, "t.conf:2");
}

TEST(Configuration, ReadsSectionsCommentsAndSpaces) {
  const auto configuration = resolved({.file_name = "t.conf",
                                       .file_text = "scheduler = 10.0.0.1:9000  # the big one\r\n"
                                                    "\n[scheduler]\n  port=0\n"
                                                    "[log]\nlevel = debug\nformat = json"});
  EXPECT_EQ(configuration.addresses("scheduler"), (std::vector<Address>{{"10.0.0.1", 9000}}));
  EXPECT_EQ(configuration.port("scheduler.port"), 0);
  EXPECT_EQ(configuration.text("log.level"), "debug");
  EXPECT_EQ(configuration.value("log.format").where, "t.conf:7");
}

TEST(Configuration, FilesAreSplitAtColonsAndFlagsAreRepeated) {
  EXPECT_THAT(resolved({.environment = {{"TROUPE_WORKER_PLUGIN", "a.so:b.so"}}}).files("worker.plugin"),
              ElementsAre("a.so", "b.so"));
  EXPECT_THAT(resolved({.flags = {{"worker.plugin", {"a:b.so", "c.so"}}}}).files("worker.plugin"),
              ElementsAre("a:b.so", "c.so"));
}

TEST(Configuration, ABadValueNamesItsSource) {
  EXPECT_THAT(refusal({.environment = {{"TROUPE_THREADS", "abc"}}}), StartsWith("TROUPE_THREADS=abc: expected"));
  EXPECT_THAT(refusal({.flags = {{"threads", {"0"}}}}), StartsWith("--threads 0: expected"));
  EXPECT_THAT(file_refusal("\n\n[scheduler]\nport = 70000"), StartsWith("t.conf:4: scheduler.port = 70000: expected"));
}

TEST(Configuration, EveryKindRefusesWhatItIsNot) {
  EXPECT_THAT(refusal({.flags = {{"scheduler", {"nowhere"}}}}), HasSubstr("HOST:PORT"));
  EXPECT_THAT(refusal({.flags = {{"scheduler.port", {"-1"}}}}), HasSubstr("0 to 65535"));
  EXPECT_THAT(refusal({.flags = {{"threads", {"2.5"}}}}), HasSubstr("whole number"));
  EXPECT_THAT(refusal({.flags = {{"memory-limit", {"lots"}}}}), HasSubstr("1GiB"));
  EXPECT_THAT(refusal({.flags = {{"memory-limit", {"0"}}}}), HasSubstr("more than nothing"));
  EXPECT_THAT(refusal({.flags = {{"connect-timeout", {"0s"}}}}), HasSubstr("millisecond"));
  EXPECT_THAT(refusal({.flags = {{"log.level", {"debgu"}}}}), HasSubstr("did you mean 'debug'"));
  EXPECT_THAT(refusal({.flags = {{"worker.plugin", {""}}}}), HasSubstr("name of a file"));
}

TEST(Configuration, AnUnknownSettingIsRefusedWithItsLineAndTheNearestNames) {
  EXPECT_THAT(file_refusal("threads = 2\nmemory-limt = 1GB\n"),
              testing::AllOf(StartsWith("t.conf:2: unknown setting 'memory-limt'"), HasSubstr("'memory-limit'")));
  EXPECT_THAT(file_refusal("[log]\nlevels = debug"), HasSubstr("'log.level'"));
}

TEST(Configuration, ALineThatIsNoSettingIsRefusedAndQuoted) {
  EXPECT_THAT(file_refusal("threads = 2\nthreads 3\n"), StartsWith("t.conf:2: cannot read 'threads 3'"));
}

TEST(Configuration, ASettingGivenTwiceIsRefusedWithBothLines) {
  EXPECT_THAT(file_refusal("threads = 2\nworkers = 1\nthreads = 3\n"),
              testing::AllOf(StartsWith("t.conf:3:"), HasSubstr("line 1")));
}

TEST(ParseAddress, TakesNamesNumbersAndBracketedIPv6) {
  EXPECT_EQ(*parse_address("node-7.example:8786"), (Address{"node-7.example", 8786}));
  EXPECT_EQ(*parse_address("tcp://127.0.0.1:1"), (Address{"127.0.0.1", 1}));
  EXPECT_EQ(*parse_address("[::1]:8786"), (Address{"::1", 8786}));
}

TEST(ParseAddress, RefusesWhatIsNone) {
  for (const char* text :
       {"", "host", ":8786", "host:", "host:0", "host:65536", "host:x", "::1:8786", "a b:1", "[::1]"})
    EXPECT_FALSE(parse_address(text).ok()) << text;
}

TEST(ConfigurationFile, ANamedOneIsRequiredAndTheUsualPlacesAreNot) {
  const std::map<std::string, std::string> all{{"TROUPE_CONFIG", "/e"}, {"XDG_CONFIG_HOME", "/x"}, {"HOME", "/h"}};
  EXPECT_EQ(configuration_file("/f", all).path, "/f");
  EXPECT_TRUE(configuration_file("/f", all).required);
  EXPECT_EQ(configuration_file({}, all).path, "/e");
  EXPECT_TRUE(configuration_file({}, all).required);
  EXPECT_EQ(configuration_file({}, {{"XDG_CONFIG_HOME", "/x"}, {"HOME", "/h"}}).path, "/x/troupe/troupe.conf");
  EXPECT_EQ(configuration_file({}, {{"HOME", "/h"}}).path, "/h/.config/troupe/troupe.conf");
  EXPECT_FALSE(configuration_file({}, {{"HOME", "/h"}}).required);
  EXPECT_EQ(configuration_file({}, {}).path, "");
}

} // namespace
} // namespace troupe
