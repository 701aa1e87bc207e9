#include "tools/troupe/progress_line.hpp"

#include "runtime/base/number_text.hpp"

#include <algorithm>

namespace troupe::tool {
namespace {

constexpr std::size_t widest_bar = 30;
constexpr std::size_t narrowest_bar = 5;

std::string bar(double part, std::size_t width) {
  const auto filled = std::min(width, static_cast<std::size_t>(part * static_cast<double>(width)));
  return "[" + std::string(filled, '#') + std::string(width - filled, ' ') + "] ";
}

std::string time_left(const Progress& progress, double seconds) {
  if (progress.tasks_done == 0 || progress.tasks_done >= progress.tasks_total)
    return "";
  const auto left = seconds * static_cast<double>(progress.tasks_total - progress.tasks_done)
                    / static_cast<double>(progress.tasks_done);
  return "  " + format_seconds(left) + " left";
}

} // namespace

std::string progress_line(const Progress& progress, double seconds, std::size_t width) {
  const auto part = progress.tasks_total == 0
                        ? 0.0
                        : static_cast<double>(progress.tasks_done) / static_cast<double>(progress.tasks_total);
  const auto percent = std::to_string(static_cast<int>(part * 100)) + "%";
  auto text = std::string(4 - std::min<std::size_t>(4, percent.size()), ' ') + percent + "  "
              + format_count(progress.tasks_done) + " of " + format_count(progress.tasks_total) + " tasks  "
              + format_bytes(progress.bytes_made) + time_left(progress, seconds);
  if (text.size() + narrowest_bar + 3 <= width)
    text.insert(0, bar(part, std::min(widest_bar, width - text.size() - 3)));
  return text.substr(0, width);
}

} // namespace troupe::tool
