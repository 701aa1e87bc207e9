#include "runtime/kernels/random_draw.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include <math.h> // lgamma_r

namespace troupe {
namespace {

/// log(k!) - (log of Stirling's formula), for the acceptance tests of PTRS and BTRS.
double log_factorial(double k) {
  int sign = 0; // std::lgamma writes it to a variable that all threads share
  return ::lgamma_r(k + 1, &sign);
}

std::int64_t small_poisson(RandomStream& stream, double mean) {
  const auto limit = std::exp(-mean);
  std::int64_t count = 0;
  for (auto product = stream.uniform(); product > limit; product *= stream.uniform())
    ++count;
  return count;
}

std::int64_t large_poisson(RandomStream& stream, double mean) {
  const auto root = std::sqrt(mean);
  const auto b = 0.931 + 2.53 * root;
  const auto a = -0.059 + 0.02483 * b;
  const auto inverse_alpha = 1.1239 + 1.1328 / (b - 3.4);
  const auto v_r = 0.9277 - 3.6224 / (b - 2);
  for (;;) {
    const auto u = stream.uniform() - 0.5;
    const auto v = stream.uniform();
    const auto us = 0.5 - std::abs(u);
    const auto k = std::floor((2 * a / us + b) * u + mean + 0.43);
    if (us >= 0.07 && v <= v_r)
      return static_cast<std::int64_t>(k);
    if (k < 0 || (us < 0.013 && v > us))
      continue;
    if (std::log(v) + std::log(inverse_alpha) - std::log(a / (us * us) + b) <= -mean + k * std::log(mean) - log_factorial(k))
      return static_cast<std::int64_t>(k);
  }
}

/// @pre p <= 1/2, n p < 10
std::int64_t small_binomial(RandomStream& stream, std::int64_t n, double p) {
  const auto odds = p / (1 - p);
  auto u = stream.uniform();
  auto probability = std::exp(static_cast<double>(n) * std::log1p(-p));
  for (std::int64_t k = 0; k < n; ++k) {
    if (u <= probability)
      return k;
    u -= probability;
    probability *= odds * static_cast<double>(n - k) / static_cast<double>(k + 1);
    if (probability == 0)
      return k; // what is left of u is rounding
  }
  return n;
}

/// @pre p <= 1/2, n p >= 10
std::int64_t large_binomial(RandomStream& stream, std::int64_t n, double p) {
  const auto count = static_cast<double>(n);
  const auto spread = std::sqrt(count * p * (1 - p));
  const auto b = 1.15 + 2.53 * spread;
  const auto a = -0.0873 + 0.0248 * b + 0.01 * p;
  const auto c = count * p + 0.5;
  const auto v_r = 0.92 - 4.2 / b;
  const auto alpha = (2.83 + 5.1 / b) * spread;
  const auto log_odds = std::log(p / (1 - p));
  const auto m = std::floor((count + 1) * p);
  const auto h = log_factorial(m) + log_factorial(count - m);
  for (;;) {
    const auto u = stream.uniform() - 0.5;
    auto v = stream.uniform();
    const auto us = 0.5 - std::abs(u);
    const auto k = std::floor((2 * a / us + b) * u + c);
    if (k < 0 || k > count)
      continue;
    if (us >= 0.07 && v <= v_r)
      return static_cast<std::int64_t>(k);
    v = std::log(v * alpha / (a / (us * us) + b));
    if (v <= h - log_factorial(k) - log_factorial(count - k) + (k - m) * log_odds)
      return static_cast<std::int64_t>(k);
  }
}

} // namespace

double RandomStream::normal() {
  for (;;) {
    const auto x = 2 * uniform() - 1;
    const auto y = 2 * uniform() - 1;
    const auto square = x * x + y * y;
    if (square < 1 && square > 0)
      return x * std::sqrt(-2 * std::log(square) / square);
  }
}

double draw_exponential(RandomStream& stream) { return -std::log(stream.uniform()); }

double draw_gamma(RandomStream& stream, double shape) {
  if (shape < 1) // G(a) = G(a + 1) U^(1 / a)
    return draw_gamma(stream, shape + 1) * std::pow(stream.uniform(), 1 / shape);
  const auto d = shape - 1.0 / 3;
  const auto c = 1 / std::sqrt(9 * d);
  for (;;) {
    const auto x = stream.normal();
    const auto cube_root = 1 + c * x;
    if (cube_root <= 0)
      continue;
    const auto v = cube_root * cube_root * cube_root;
    const auto u = stream.uniform();
    if (std::log(u) < 0.5 * x * x + d - d * v + d * std::log(v))
      return d * v;
  }
}

std::int64_t draw_poisson(RandomStream& stream, double mean) {
  return mean < 10 ? small_poisson(stream, mean) : large_poisson(stream, mean);
}

std::int64_t draw_binomial(RandomStream& stream, std::int64_t n, double p) {
  if (p > 0.5)
    return n - draw_binomial(stream, n, 1 - p);
  return static_cast<double>(n) * p < 10 ? small_binomial(stream, n, p) : large_binomial(stream, n, p);
}

std::uint64_t permuted_place(std::uint64_t seed, std::uint64_t place, std::uint64_t count) {
  if (count < 2)
    return 0;
  const auto half = static_cast<std::uint32_t>(std::max(1, (static_cast<int>(std::bit_width(count - 1)) + 1) / 2));
  const auto mask = (std::uint64_t{1} << half) - 1;
  const Philox::Key key{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)};
  do {
    auto left = place >> half;
    auto right = place & mask;
    for (std::uint32_t round = 0; round < 8; ++round) {
      const auto mixed = Philox::block({static_cast<std::uint32_t>(right), round, static_cast<std::uint32_t>(Distribution::permutation), 1}, key);
      const auto next = left ^ (mixed[0] & mask);
      left = right;
      right = next;
    }
    place = left << half | right;
  } while (place >= count);
  return place;
}

} // namespace troupe
