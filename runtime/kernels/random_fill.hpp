// Random numbers by position: element i of a stream is a pure function of (seed, i), whatever is asked for around it.
// Thread-safe. Invariant: the same bits on every CPU and vector width, for every cut of the stream into calls (only
// operations that IEEE 754 rounds exactly are used, and none is contracted into a fused multiply-add).
//
// Elements 2b and 2b + 1 come from the Philox block with counter (b low, b high, distribution, 0) and key = seed.
#pragma once

#include <cstdint>

namespace troupe {

/// The third word of the counter, so that no two distributions share blocks under one seed.
enum class Distribution : std::uint32_t {
  normal = 0, uniform = 1, integers = 2, exponential = 3, gamma = 4, poisson = 5, binomial = 6, permutation = 7,
};

/// out[k] = loc + scale * (standard normal number first + k of the stream). Box-Muller on 64 random bits each for
/// radius and angle, so tails reach 9.49 sigma; logarithm, sine and cosine to within 1 ulp.
void fill_normal(std::uint64_t seed, std::uint64_t first, std::uint64_t count, double loc, double scale, double* out);

/// out[k] = low + (high - low) * (uniform number in [0, 1) of 53 random bits).
void fill_uniform(std::uint64_t seed, std::uint64_t first, std::uint64_t count, double low, double high, double* out);

} // namespace troupe
