// Pauses between retries: exponential backoff with a limit and a seeded random variation, so that many clients do not
// retry in step. Plain value; the same seed gives the same pauses.
#pragma once

#include <chrono>
#include <cstdint>

namespace troupe {

struct BackoffLimits {
  std::chrono::milliseconds first{50};
  std::chrono::milliseconds longest{1000};
};

/// Pauses of first, 2 first, 4 first, ... up to longest, each between three quarters and five quarters of that
/// ("exponential backoff and jitter", M. Brooker 2015; the jitter drawn by splitmix64 from seed and try).
class Backoff {
public:
  /// @param seed  different for each that tries the same
  explicit Backoff(std::uint64_t seed, BackoffLimits limits = {}) : seed_(seed), limits_(limits) {}

  /// The pause before the next try.
  std::chrono::milliseconds next();
  /// It has worked: the next failure begins anew.
  void reset() { tries_ = 0; }
  std::uint32_t tries() const { return tries_; } ///< pauses since

private:
  std::uint64_t seed_;
  BackoffLimits limits_;
  std::uint32_t tries_ = 0;
};

} // namespace troupe
