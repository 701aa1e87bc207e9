// A log sink in front of another that suppresses repetitions: the first lines of an event are shown, later ones counted
// (repeat_limiter.hpp). Warnings that differ only in numbers are one event. Thread-safe.
#pragma once

#include "actors/logging/repeat_limiter.hpp"

#include <spdlog/sinks/sink.h>

#include <memory>
#include <mutex>
#include <string>

namespace troupe {

class LimitedSink final : public spdlog::sinks::sink {
public:
  explicit LimitedSink(std::shared_ptr<spdlog::sinks::sink> inner, RepeatLimiter::Limits limits = {})
      : inner_(std::move(inner)), limiter_(limits) {}

  void log(const spdlog::details::log_msg& message) override;
  void flush() override { inner_->flush(); }
  void set_pattern(const std::string& pattern) override { inner_->set_pattern(pattern); }
  void set_formatter(std::unique_ptr<spdlog::formatter> formatter) override {
    inner_->set_formatter(std::move(formatter));
  }

private:
  void tell(const spdlog::details::log_msg& like, std::string_view text);

  std::shared_ptr<spdlog::sinks::sink> inner_;
  std::mutex mutex_;
  RepeatLimiter limiter_;
};

} // namespace troupe
