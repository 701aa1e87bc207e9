#include "actors/logging/repeat_limiter.hpp"

#include <algorithm>

namespace troupe {
namespace {

bool is_tenfold(std::uint64_t times) {
  while (times >= 10 && times % 10 == 0)
    times /= 10;
  return times == 1;
}

} // namespace

RepeatLimiter::Verdict RepeatLimiter::hear(const std::string& event, Time now) {
  auto at = events_.find(event);
  if (at == events_.end()) {
    if (events_.size() >= limits_.most_events) // so many events in one window: none of them repeats much
      return {true, 1};
    at = events_.emplace(event, Record{now}).first;
    next_over_ = std::min(next_over_, now + limits_.window);
  }
  auto& record = at->second;
  ++record.times;
  const bool tell = record.times <= limits_.told || (is_tenfold(record.times) && record.times >= 10 * limits_.told);
  record.untold = tell ? 0 : record.untold + 1;
  return {tell, record.times};
}

std::vector<RepeatLimiter::Over> RepeatLimiter::take_over(Time now) {
  std::vector<Over> over;
  if (now < next_over_)
    return over;
  next_over_ = Time::max();
  for (auto at = events_.begin(); at != events_.end();) {
    const auto end = at->second.began + limits_.window;
    if (now < end) {
      next_over_ = std::min(next_over_, end);
      ++at;
      continue;
    }
    if (at->second.untold > 0)
      over.push_back({at->first, at->second.untold});
    at = events_.erase(at);
  }
  std::ranges::sort(over, {}, &Over::event);
  return over;
}

} // namespace troupe
