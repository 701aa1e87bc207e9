#include "runtime/base/backoff.hpp"

#include <algorithm>
#include <limits>

namespace troupe {
namespace {

/// Steele, Lea, Flood: Fast splittable pseudorandom number generators (2014).
std::uint64_t splitmix64(std::uint64_t state) {
  state += 0x9e3779b97f4a7c15;
  state = (state ^ (state >> 30)) * 0xbf58476d1ce4e5b9;
  state = (state ^ (state >> 27)) * 0x94d049bb133111eb;
  return state ^ (state >> 31);
}

constexpr std::uint32_t most_doublings = 30;

} // namespace

std::chrono::milliseconds Backoff::next() {
  const auto doublings = std::min(tries_, most_doublings);
  const auto whole = std::min(limits_.first.count() << doublings, limits_.longest.count());
  const auto half = whole / 2;
  const auto drawn = static_cast<std::int64_t>(splitmix64(seed_ ^ (std::uint64_t{tries_} << 32))
                                               % static_cast<std::uint64_t>(half + 1));
  if (tries_ < std::numeric_limits<std::uint32_t>::max())
    ++tries_;
  return std::chrono::milliseconds(whole - half / 2 + drawn);
}

} // namespace troupe
