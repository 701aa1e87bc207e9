// Starts several threads together. Blocking.
#pragma once

#include <algorithm>
#include <barrier>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

namespace troupe::bench {

/// @returns Seconds from when the first of them begins until the last one is done with work(its number).
inline double at_once(int threads, const std::function<void(int)>& work) {
  using Clock = std::chrono::steady_clock;
  std::barrier ready(threads);
  std::vector<Clock::time_point> begins(static_cast<std::size_t>(threads));
  std::vector<Clock::time_point> ends(static_cast<std::size_t>(threads));
  {
    std::vector<std::jthread> all;
    for (int number = 0; number < threads; ++number)
      all.emplace_back([&, number] {
        ready.arrive_and_wait();
        begins[static_cast<std::size_t>(number)] = Clock::now();
        work(number);
        ends[static_cast<std::size_t>(number)] = Clock::now();
      });
  }
  const auto took = *std::max_element(ends.begin(), ends.end()) - *std::min_element(begins.begin(), begins.end());
  return std::chrono::duration<double>(took).count();
}

} // namespace troupe::bench
