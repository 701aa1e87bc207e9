#include "actors/logging/logging.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <spdlog/sinks/ostream_sink.h>

#include <sstream>

namespace troupe {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::MatchesRegex;

std::string logged(std::unique_ptr<spdlog::formatter> formatter, const std::string& component,
                   const std::string& text) {
  std::ostringstream out;
  auto sink = std::make_shared<spdlog::sinks::ostream_sink_mt>(out);
  spdlog::logger log(component, sink);
  log.set_formatter(std::move(formatter));
  log.warn("{}", text);
  return out.str();
}

TEST(Logging, TextLinesNameTimeLevelAndComponent) {
  EXPECT_THAT(logged(make_text_log_formatter(), "worker", "joined"),
              MatchesRegex("[0-9]+-[0-9]+-[0-9]+T[0-9]+:[0-9]+:[0-9]+\\.[0-9]+Z warning worker: joined\n"));
}

TEST(Logging, ATextMessageIsOneLine) {
  EXPECT_THAT(logged(make_text_log_formatter(), "worker", "a\r\nb\n"), EndsWith("worker: a\\nb\\n\n"));
}

TEST(Logging, ATextMessageDoesNothingToATerminalAndHasItsBounds) {
  EXPECT_THAT(logged(make_text_log_formatter(), "worker", "\x1b[2Jname\r\xff"),
              EndsWith("worker: \\u001b[2Jname\\r\uFFFD\n"));
  const auto long_line = logged(make_text_log_formatter(), "worker", std::string(10'000'000, 'x'));
  EXPECT_LT(long_line.size(), 100'000u);
  EXPECT_THAT(long_line, HasSubstr("10,000,000 bytes in all"));
}

TEST(Logging, JsonLinesParseWhateverTheMessage) {
  for (const std::string text :
       {"plain", "quote \" backslash \\ line\nend\ttab", "\x01\x1f", "naïve", "not utf-8: \xff"}) {
    const auto line = logged(make_json_log_formatter(), "job \"7\"", text);
    EXPECT_EQ(line.find('\n'), line.size() - 1);
    const auto parsed = nlohmann::json::parse(line);
    EXPECT_EQ(parsed["component"], "job \"7\"");
    EXPECT_EQ(parsed["level"], "warning");
    EXPECT_THAT(parsed["time"].get<std::string>(), EndsWith("Z"));
    EXPECT_EQ(parsed["message"], text.starts_with("not") ? "not utf-8: \uFFFD" : text);
  }
}

TEST(Logging, RefusesALevelThatIsNone) {
  const auto result = configure_logging({.level = "loud"});
  ASSERT_FALSE(result.ok());
  EXPECT_THAT(result.error().message, HasSubstr("'loud'"));
}

TEST(Logging, LevelsApplyToEveryComponentAlsoToOnesMadeLater) {
  ASSERT_TRUE(configure_logging({.level = "error"}).ok());
  EXPECT_FALSE(logger("made-first")->should_log(spdlog::level::warn));
  EXPECT_TRUE(logger("made-first")->should_log(spdlog::level::err));
  EXPECT_EQ(logger("made-first"), logger("made-first"));
  ASSERT_TRUE(configure_logging({.level = "off"}).ok());
  EXPECT_FALSE(logger("made-first")->should_log(spdlog::level::critical));
}

} // namespace
} // namespace troupe
