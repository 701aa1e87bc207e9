#include "actors/logging/logging.hpp"

#include "actors/logging/limited_sink.hpp"
#include "runtime/base/escaped.hpp"
#include "runtime/base/json_writer.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <array>
#include <ctime>
#include <mutex>

namespace troupe {
namespace {

std::string_view level_name(spdlog::level::level_enum level) {
  const auto name = spdlog::level::to_string_view(level);
  return {name.data(), name.size()};
}

/// ISO 8601 in UTC, to the microsecond.
std::string time_text(spdlog::log_clock::time_point time) {
  const auto seconds = std::chrono::time_point_cast<std::chrono::seconds>(time);
  const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(time - seconds).count();
  const std::time_t whole = spdlog::log_clock::to_time_t(seconds);
  std::tm parts{};
  ::gmtime_r(&whole, &parts);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}Z", parts.tm_year + 1900, parts.tm_mon + 1,
                     parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec, micros);
}

/// Line ends are one thing, however they are written.
std::string one_line(std::string_view text) {
  std::string lines;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (text[i] != '\r' || i + 1 == text.size() || text[i + 1] != '\n')
      lines += text[i];
  return escaped(lines);
}

std::string_view view(spdlog::string_view_t text) { return {text.data(), text.size()}; }

constexpr std::size_t most_text = 4 * most_error_bytes;

std::string text_of(const spdlog::details::log_msg& message) {
  return shortened(std::string(view(message.payload)), most_text);
}

void append(spdlog::memory_buf_t& buffer, std::string_view text) {
  buffer.append(text.data(), text.data() + text.size());
}

class TextLogFormatter final : public spdlog::formatter {
public:
  void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& out) override {
    append(out, fmt::format("{} {:<7} {}: {}\n", time_text(message.time), level_name(message.level),
                            view(message.logger_name), one_line(text_of(message))));
  }
  std::unique_ptr<formatter> clone() const override { return std::make_unique<TextLogFormatter>(); }
};

class JsonLogFormatter final : public spdlog::formatter {
public:
  void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& out) override {
    JsonWriter json;
    json.begin_object().field("time", std::string_view(time_text(message.time)));
    json.field("level", level_name(message.level)).field("component", view(message.logger_name));
    json.field("message", std::string_view(text_of(message))).end_object();
    append(out, json.str());
    append(out, "\n");
  }
  std::unique_ptr<formatter> clone() const override { return std::make_unique<JsonLogFormatter>(); }
};

} // namespace

std::unique_ptr<spdlog::formatter> make_text_log_formatter() { return std::make_unique<TextLogFormatter>(); }
std::unique_ptr<spdlog::formatter> make_json_log_formatter() { return std::make_unique<JsonLogFormatter>(); }

Result<void> configure_logging(const LogOptions& options) {
  const auto level = spdlog::level::from_str(options.level);
  // from_str answers "off" to whatever it does not know.
  if (level == spdlog::level::off && options.level != "off")
    return fail(Errc::invalid_argument,
                "no log level '" + options.level + "'; expected trace, debug, info, warning, error or off");
  auto sink = std::make_shared<LimitedSink>(std::make_shared<spdlog::sinks::stderr_sink_mt>());
  auto base = std::make_shared<spdlog::logger>("troupe", std::move(sink));
  spdlog::set_default_logger(std::move(base));
  spdlog::set_formatter(options.format == LogFormat::json ? make_json_log_formatter() : make_text_log_formatter());
  spdlog::set_level(level);
  return {};
}

namespace {

/// A program that embeds Troupe and says nothing of its log hears of trouble alone, and never on stdout.
void configure_by_default() {
  static std::once_flag once;
  std::call_once(once, [] {
    if (spdlog::default_logger()->name().empty()) // spdlog's own: nobody has chosen another
      static_cast<void>(configure_logging({}).ok());
  });
}

} // namespace

std::shared_ptr<spdlog::logger> logger(std::string_view component) {
  static std::mutex mutex;
  const std::lock_guard lock(mutex);
  configure_by_default();
  const std::string name(component);
  if (auto found = spdlog::get(name))
    return found;
  const auto base = spdlog::default_logger();
  auto made = std::make_shared<spdlog::logger>(name, base->sinks().begin(), base->sinks().end());
  spdlog::initialize_logger(made);
  return made;
}

} // namespace troupe
