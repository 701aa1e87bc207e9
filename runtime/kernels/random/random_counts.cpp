// Poisson and binomial numbers. Of large ones only the distance from a whole number near the mean is worked out in
// double, and probabilities come from C. Loader's deviance ("Fast and accurate computation of binomial probabilities",
// 2000) instead of from differences of log-factorials, which lose the distance's digits: so every mean and count that
// int64 holds has its spread.
#include "runtime/kernels/random/log1p_less.hpp"
#include "runtime/kernels/random/random_draw.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include <math.h> // lgamma_r

namespace troupe {
namespace {

constexpr double most = 0x1p62; ///< a distance that is none: proposals beyond it have no probability

/// log(k!) - log(sqrt(2 pi k) (k / e)^k). @pre k >= 1
double stirling_error(double k) {
  if (k < 16) {
    int sign = 0; // std::lgamma writes it to a variable that all threads share
    return ::lgamma_r(k + 1, &sign) - (k + 0.5) * std::log(k) + k - 0.5 * std::log(2 * std::numbers::pi);
  }
  const auto square = k * k;
  return (1.0 / 12 - (1.0 / 360 - (1.0 / 1260 - 1.0 / 1680 / square) / square) / square) / k;
}

/// log(k!) - k log(mean) + mean, where `distance` is k - mean to the last places.
double log_improbability(double k, double mean, double distance) {
  if (k == 0)
    return mean;
  const auto ratio = distance / mean;
  const auto deviance = mean * ((1 + ratio) * log1p_less(ratio) + ratio * ratio);
  return deviance + 0.5 * std::log(2 * std::numbers::pi * k) + stirling_error(k);
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
  const auto base = static_cast<std::int64_t>(mean);
  const auto fraction = mean - static_cast<double>(base);
  for (;;) {
    const auto u = stream.uniform() - 0.5;
    const auto v = stream.uniform();
    const auto us = 0.5 - std::abs(u);
    const auto steps = std::floor((2 * a / us + b) * u + fraction + 0.43);
    if (std::abs(steps) > most || steps < -static_cast<double>(base)
        || steps > static_cast<double>(std::numeric_limits<std::int64_t>::max() - base))
      continue;
    const auto k = base + static_cast<std::int64_t>(steps);
    if (k < 0)
      continue;
    if (us >= 0.07 && v <= v_r)
      return k;
    if (us < 0.013 && v > us)
      continue;
    if (std::log(v) + std::log(inverse_alpha) - std::log(a / (us * us) + b)
        <= -log_improbability(static_cast<double>(k), mean, steps - fraction))
      return k;
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

/// n p as a whole number and a fraction from 0 to 1, exact but for the fraction's rounding.
struct Mean {
  std::int64_t whole;
  double fraction;
  Mean(std::int64_t n, double p) {
    const auto high = static_cast<double>(n);
    const auto low = static_cast<double>(n - static_cast<std::int64_t>(high < 0x1p63 ? high : 0x1.fffffffffffffp62));
    const auto product = high * p;
    const auto rest = std::fma(high, p, -product) + (high < 0x1p63 ? low * p : -p);
    whole = static_cast<std::int64_t>(product);
    fraction = product - static_cast<double>(whole) + rest;
    const auto over = std::floor(fraction);
    whole += static_cast<std::int64_t>(over);
    fraction -= over;
  }
};

/// @pre p <= 1/2, n p >= 10
std::int64_t large_binomial(RandomStream& stream, std::int64_t n, double p) {
  const Mean mean(n, p);
  const auto count = static_cast<double>(n);
  const auto successes = count * p, failures = count - successes;
  const auto spread = std::sqrt(successes * (1 - p));
  const auto b = 1.15 + 2.53 * spread;
  const auto a = -0.0873 + 0.0248 * b + 0.01 * p;
  const auto v_r = 0.92 - 4.2 / b;
  const auto alpha = (2.83 + 5.1 / b) * spread;
  const auto log_improbable = [&](std::int64_t k) {
    const auto distance = static_cast<double>(k - mean.whole) - mean.fraction;
    return log_improbability(static_cast<double>(k), successes, distance)
           + log_improbability(static_cast<double>(n - k), failures, -distance);
  };
  const auto at_mode = log_improbable(mean.whole + static_cast<std::int64_t>(mean.fraction + p));
  for (;;) {
    const auto u = stream.uniform() - 0.5;
    const auto v = stream.uniform();
    const auto us = 0.5 - std::abs(u);
    const auto steps = std::floor((2 * a / us + b) * u + mean.fraction + 0.5);
    if (std::abs(steps) > most)
      continue;
    const auto moved = static_cast<std::int64_t>(steps);
    if (moved < -mean.whole || moved > n - mean.whole)
      continue;
    const auto k = mean.whole + moved;
    if (us >= 0.07 && v <= v_r)
      return k;
    if (std::log(v * alpha / (a / (us * us) + b)) <= at_mode - log_improbable(k))
      return k;
  }
}

} // namespace

std::int64_t draw_poisson(RandomStream& stream, double mean) {
  return mean < 10 ? small_poisson(stream, mean) : large_poisson(stream, mean);
}

std::int64_t draw_binomial(RandomStream& stream, std::int64_t n, double p) {
  if (p > 0.5)
    return n - draw_binomial(stream, n, 1 - p);
  return static_cast<double>(n) * p < 10 ? small_binomial(stream, n, p) : large_binomial(stream, n, p);
}

} // namespace troupe
