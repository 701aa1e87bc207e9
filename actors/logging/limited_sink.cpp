#include "actors/logging/limited_sink.hpp"

#include <spdlog/details/log_msg.h>

#include <cctype>
#include <chrono>

namespace troupe {
namespace {

constexpr std::size_t most_compared = 400; ///< characters of a message that tell it from others

/// What makes a message the same as an earlier one.
std::string event_of(const spdlog::details::log_msg& message) {
  std::string event(message.logger_name.data(), message.logger_name.size());
  event += ": ";
  const std::string_view text(message.payload.data(), std::min(message.payload.size(), most_compared));
  for (const char c : text) {
    const bool digit = message.level >= spdlog::level::warn && std::isdigit(static_cast<unsigned char>(c)) != 0;
    if (!digit)
      event += c;
    else if (event.back() != '#')
      event += '#';
  }
  return event;
}

} // namespace

void LimitedSink::log(const spdlog::details::log_msg& message) {
  const std::lock_guard lock(mutex_);
  const auto now = std::chrono::steady_clock::now();
  for (const auto& over : limiter_.take_over(now))
    tell(message, std::to_string(over.untold) + " messages more like this: " + over.event);
  const auto verdict = limiter_.hear(event_of(message), now);
  if (!verdict.tell)
    return;
  const std::string_view text(message.payload.data(), message.payload.size());
  if (verdict.times < 10)
    inner_->log(message);
  else
    tell(message, std::string(text) + " (" + std::to_string(verdict.times) + " times so far)");
}

void LimitedSink::tell(const spdlog::details::log_msg& like, std::string_view text) {
  auto other = like;
  other.payload = {text.data(), text.size()};
  inner_->log(other);
}

} // namespace troupe
