// Randomness from one seed: the same numbers on every machine. Pure values; a Dice is for one thread.
// Source: SplitMix64 (Steele, Lea and Flood, 2014).
#pragma once

#include "runtime/base/ids.hpp"

#include <cmath>
#include <cstdint>
#include <numbers>

namespace troupe::simulate {

/// A number drawn by what it is for rather than by when: mix(seed, task) is the same whatever was drawn before.
constexpr std::uint64_t mix(std::uint64_t a, std::uint64_t b = 0) {
  std::uint64_t z = a + 0x9E3779B97F4A7C15ull * (b + 1);
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
  return z ^ (z >> 31);
}

/// [0, 1)
constexpr double unit_of(std::uint64_t bits) { return static_cast<double>(bits >> 11) * 0x1.0p-53; }

/// A factor of mean 1 and the given coefficient of variation, lognormal, cut at three standard deviations.
inline double spread_of(std::uint64_t bits, double variation) {
  if (variation <= 0)
    return 1;
  const auto sigma = std::sqrt(std::log1p(variation * variation));
  const auto radius = std::sqrt(-2 * std::log(unit_of(bits) + 0x1.0p-54));
  auto normal = radius * std::cos(2 * std::numbers::pi * unit_of(mix(bits)));
  normal = normal < -3 ? -3 : normal > 3 ? 3 : normal;
  return std::exp(sigma * normal - sigma * sigma / 2);
}

class Dice {
public:
  explicit Dice(std::uint64_t seed) : state_(mix(seed)) {}

  std::uint64_t next() { return mix(state_ += 0x9E3779B97F4A7C15ull); }
  double unit() { return unit_of(next()); }
  /// [0, n); 0 when n is 0
  std::uint64_t below(std::uint64_t n) { return n == 0 ? 0 : next() % n; }
  bool chance(double probability) { return unit() < probability; }
  /// [least, most]
  std::int64_t between(std::int64_t least, std::int64_t most) {
    return least + static_cast<std::int64_t>(below(static_cast<std::uint64_t>(most - least) + 1));
  }

private:
  std::uint64_t state_;
};

} // namespace troupe::simulate
