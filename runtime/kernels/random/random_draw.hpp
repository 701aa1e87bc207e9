// Single draws from distributions, each from its element's own stream. Pure functions.
#pragma once

#include "runtime/kernels/random/random_stream.hpp"

namespace troupe {

/// Standard exponential.
double draw_exponential(RandomStream& stream);
/// Gamma of that shape (> 0) and scale 1: G. Marsaglia and W. W. Tsang, "A simple method for generating gamma
/// variables" (2000).
double draw_gamma(RandomStream& stream, double shape);
/// Beta on [0, 1], a and b > 0: M. D. Joehnk, "Erzeugung von betaverteilten und gammaverteilten Zufallszahlen" (1964)
/// where neither is above 1, else from two gamma numbers.
double draw_beta(RandomStream& stream, double a, double b);
/// Of a density that rises evenly to `mode` and falls after it, by inversion. @pre left <= mode <= right, left < right
double draw_triangular(RandomStream& stream, double left, double mode, double right);
/// Poisson of that mean (0 to 9.2233720e18): multiplication below 10, else W. Hoermann, "The transformed rejection
/// method for generating Poisson random variables" (1993), PTRS.
std::int64_t draw_poisson(RandomStream& stream, double mean);
/// Successes in n trials: inversion where n min(p, 1 - p) < 10, else W. Hoermann, "The generation of binomial random
/// variates" (1993), BTRS.
std::int64_t draw_binomial(RandomStream& stream, std::int64_t n, double p);

/// Element `place` of a random order of [0, count): a keyed bijection (a Feistel network of eight rounds over the
/// smallest power of four, walked until it falls inside), so that any element can be made alone.
std::uint64_t permuted_place(std::uint64_t seed, std::uint64_t place, std::uint64_t count);

} // namespace troupe
