// The process's log: spdlog to stderr, as lines for people or as JSON objects for programs. Thread-safe except
// configure_logging(), which is called once, before other threads start.
// Invariants: one message is one line; only the log is written through it; repeated events are shown the first times
// and then counted (repeat_limiter.hpp).
#pragma once

#include "runtime/base/result.hpp"

#include <spdlog/formatter.h>
#include <spdlog/logger.h>

#include <memory>
#include <string>
#include <string_view>

namespace troupe {

enum class LogFormat { text, json };

struct LogOptions {
  std::string level = "warning"; ///< trace, debug, info, warning, error or off
  LogFormat format = LogFormat::text;
};

/// @returns Errc::invalid_argument when there is no such level.
/// Without a call of it (a program that embeds Troupe) the defaults hold, unless the program chose spdlog's default
/// logger.
Result<void> configure_logging(const LogOptions& options);

/// The logger of a part of the process, made when first asked for: logger("worker")->info("joined {}", address).
std::shared_ptr<spdlog::logger> logger(std::string_view component);

/// "2024-05-01T12:00:00.123456Z info    worker: joined 127.0.0.1:8786"; line ends inside a message become "\n".
std::unique_ptr<spdlog::formatter> make_text_log_formatter();

/// {"time": "2024-05-01T12:00:00.123456Z", "level": "info", "component": "worker", "message": "joined ..."}
std::unique_ptr<spdlog::formatter> make_json_log_formatter();

} // namespace troupe
