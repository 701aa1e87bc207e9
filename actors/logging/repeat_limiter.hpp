// Rate limit for one log event: it is shown the first times, then at each tenfold of its count, and its count once it
// is over. Plain value; one thread at a time.
// Invariant: it remembers at most `most_events`, and forgets those that are over first.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace troupe {

class RepeatLimiter {
public:
  using Time = std::chrono::steady_clock::time_point;

  struct Limits {
    std::uint64_t told = 5;                   ///< times that an event is told at once
    std::chrono::milliseconds window{60'000}; ///< after so long it counts anew
    std::size_t most_events = 256;
  };
  struct Verdict {
    bool tell = false;
    std::uint64_t times = 0; ///< that it has happened in its window
  };
  /// An event whose window is over.
  struct Over {
    std::string event;
    std::uint64_t untold = 0; ///< of it, since it was last told
  };

  RepeatLimiter() : RepeatLimiter(Limits{}) {}
  explicit RepeatLimiter(Limits limits) : limits_(limits) {}

  Verdict hear(const std::string& event, Time now);
  /// Those with something untold, in alphabetical order; all that are over are forgotten. Cheap to call often.
  std::vector<Over> take_over(Time now);
  std::size_t size() const { return events_.size(); }

private:
  struct Record {
    Time began;
    std::uint64_t times = 0;
    std::uint64_t untold = 0;
  };

  Limits limits_;
  std::unordered_map<std::string, Record> events_;
  Time next_over_ = Time::max(); ///< nothing is over before
};

} // namespace troupe
