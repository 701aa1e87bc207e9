// Random numbers by position: element i of a stream is a pure function of (seed, i), whatever is asked for around it.
// Thread-safe. Invariant: the same bits on every CPU and vector width, for every cut of the stream into calls (only
// operations that IEEE 754 rounds exactly are used; products and sums are fused where the method says so, nowhere
// else).
//
// Elements come in groups of sixteen, made from eight Philox blocks with counter (b low, b high, distribution, 0) and
// key = seed: of group g, elements j and 8 + j (j < 8) are made from the two words of 64 bits of block b = 8 g + j.
#pragma once

#include "runtime/tiles/number_runs.hpp"

#include <cstdint>

namespace troupe {

/// The third word of the counter, so that no two distributions share blocks under one seed.
enum class Distribution : std::uint32_t {
  normal = 0,
  uniform = 1,
  integers = 2,
  exponential = 3,
  gamma = 4,
  poisson = 5,
  binomial = 6,
  permutation = 7,
  lognormal = 8,
  beta = 9,
  chisquare = 10,
  triangular = 11,
  weibull = 12,
  multivariate_normal = 13,
};

constexpr std::uint64_t random_group = 16;

/// Writes loc + scale * (standard normal number n of the stream) for these n, one after the other. Box-Muller on 64
/// random bits each for radius and angle, so tails reach 9.42 sigma; the squared radius, sine and cosine are within
/// 1e-14 of the exact ones.
void fill_normal(std::uint64_t seed, const NumberRuns& numbers, double loc, double scale, double* out);

/// The same of low + (high - low) * (uniform number in [0, 1) of 53 random bits).
void fill_uniform(std::uint64_t seed, const NumberRuns& numbers, double low, double high, double* out);

} // namespace troupe
