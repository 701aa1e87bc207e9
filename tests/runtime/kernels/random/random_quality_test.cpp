// What random numbers must look like: bits, pairs, strides, seeds, tails. Everything is drawn from fixed seeds, so that
// a test passes always or never; the bounds are those that a perfect generator would miss once in ten thousand times or
// less.
#include "runtime/kernels/random/philox.hpp"
#include "runtime/kernels/random/random_fill.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <numbers>
#include <vector>

namespace troupe {
namespace {

std::vector<double> normals(std::uint64_t seed, std::uint64_t first, std::size_t count) {
  std::vector<double> out(count);
  fill_normal(seed, {.first = first, .count = count}, 0, 1, out.data());
  return out;
}

std::vector<double> uniforms(std::uint64_t seed, std::uint64_t first, std::size_t count) {
  std::vector<double> out(count);
  fill_uniform(seed, {.first = first, .count = count}, 0, 1, out.data());
  return out;
}

/// How far a count lies from what is expected of it, in standard errors of `trials` draws of probability p.
double deviation(double count, double trials, double p) {
  return (count - trials * p) / std::sqrt(trials * p * (1 - p));
}

/// Chi-squared of evenly filled bins as a standard normal (Wilson and Hilferty 1931).
double even_bins(const std::vector<std::int64_t>& bins) {
  double total = 0, chi = 0;
  for (auto bin : bins)
    total += static_cast<double>(bin);
  const auto expected = total / static_cast<double>(bins.size());
  for (auto bin : bins)
    chi += (static_cast<double>(bin) - expected) * (static_cast<double>(bin) - expected) / expected;
  const auto k = static_cast<double>(bins.size() - 1);
  return (std::cbrt(chi / k) - (1 - 2 / (9 * k))) / std::sqrt(2 / (9 * k));
}

std::size_t bin_of(double share, std::size_t bins) {
  return std::min(static_cast<std::size_t>(share * static_cast<double>(bins)), bins - 1);
}

double normal_cdf(double x) { return 0.5 * std::erfc(-x / std::numbers::sqrt2); }

double correlation(const std::vector<double>& a, const std::vector<double>& b) {
  double ab = 0, aa = 0, bb = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    ab += a[i] * b[i];
    aa += a[i] * a[i];
    bb += b[i] * b[i];
  }
  return ab / std::sqrt(aa * bb) * std::sqrt(static_cast<double>(a.size())); // in standard errors
}

using Input = std::array<std::uint32_t, 6>;

Philox::Counter block_of(const Input& in) { return Philox::block({in[0], in[1], in[2], in[3]}, {in[4], in[5]}); }

TEST(RandomQuality, EveryBitOfCounterAndKeyTurnsHalfOfTheBitsOfABlock) {
  constexpr int trials = 2'000;
  for (std::uint32_t bit = 0; bit < 192; ++bit) {
    std::array<std::int64_t, 128> turned{};
    for (std::uint32_t trial = 0; trial < trials; ++trial) {
      const Input in{trial, 0, 0, 0, 12345, 0}; // as they come: small numbers
      auto other = in;
      other[bit / 32] ^= 1u << bit % 32;
      const auto a = block_of(in), b = block_of(other);
      for (std::size_t out = 0; out < 128; ++out)
        turned[out] += ((a[out / 32] ^ b[out / 32]) >> (out % 32)) & 1;
    }
    for (std::size_t out = 0; out < 128; ++out)
      ASSERT_LT(std::abs(deviation(static_cast<double>(turned[out]), trials, 0.5)), 5.5)
          << "bit " << bit << " on bit " << out;
  }
}

TEST(RandomQuality, EveryBitOfAUniformIsSetHalfOfTheTime) {
  const auto sample = uniforms(7, 0, 1 << 20);
  for (int bit = 1; bit <= 53; ++bit) {
    double set = 0;
    for (const auto x : sample)
      set += static_cast<double>(static_cast<std::uint64_t>(std::ldexp(x, bit)) & 1);
    EXPECT_LT(std::abs(deviation(set, static_cast<double>(sample.size()), 0.5)), 4.5) << bit;
  }
}

TEST(RandomQuality, NeighboursAndElementsOfOneBlockFillTheSquareEvenly) {
  const auto sample = uniforms(8, 0, (1 << 20) + 16);
  for (const std::size_t lag : {1, 7, 8, 16}) {
    std::vector<std::int64_t> bins(64 * 64);
    for (std::size_t i = 0; i + 16 < sample.size(); ++i)
      ++bins[bin_of(sample[i], 64) * 64 + bin_of(sample[i + lag], 64)];
    EXPECT_LT(std::abs(even_bins(bins)), 4.5) << lag;
  }
}

TEST(RandomQuality, StridesAreAsEvenAsNeighbours) {
  for (int step = 4; step <= 44; step += 4) {
    std::vector<std::int64_t> bins(256);
    for (std::uint64_t i = 0; i < 1 << 16; ++i)
      ++bins[bin_of(uniforms(9, i << step, 1)[0], 256)];
    EXPECT_LT(std::abs(even_bins(bins)), 4.5) << step;
  }
}

TEST(RandomQuality, SeedsThatAreAlikeGiveStreamsThatAreNot) {
  const auto first = normals(1000, 0, 1 << 17);
  for (const std::uint64_t seed : {std::uint64_t{1001}, std::uint64_t{1002}, std::uint64_t{2000},
                                   1000 + (std::uint64_t{1} << 32), 1000 + (std::uint64_t{1} << 63)})
    EXPECT_LT(std::abs(correlation(first, normals(seed, 0, 1 << 17))), 4.5) << seed;
  std::vector<std::int64_t> bins(256);
  for (std::uint64_t seed = 0; seed < 1 << 16; ++seed) // the same element under every seed
    ++bins[bin_of(uniforms(seed, 0, 1)[0], 256)];
  EXPECT_LT(std::abs(even_bins(bins)), 4.5);
}

TEST(RandomQuality, NormalsFillBinsOfEqualChanceEvenly) {
  const auto sample = normals(11, 0, 1 << 22);
  std::vector<std::int64_t> bins(1024);
  for (const auto x : sample)
    ++bins[bin_of(normal_cdf(x), bins.size())];
  EXPECT_LT(std::abs(even_bins(bins)), 4.5);
}

TEST(RandomQuality, NormalsHaveTheirTails) {
  const auto sample = normals(12, 0, 1 << 23);
  const auto n = static_cast<double>(sample.size());
  for (const double bound : {2.0, 3.0, 4.0, 4.5}) {
    const auto p = normal_cdf(-bound);
    for (const double side : {-1.0, 1.0}) {
      const auto beyond =
          static_cast<double>(std::count_if(sample.begin(), sample.end(), [=](double x) { return side * x > bound; }));
      EXPECT_LT(std::abs(deviation(beyond, n, p)), 4.5) << side * bound;
    }
  }
}

TEST(RandomQuality, TheTwoNormalsOfABlockAreIndependent) {
  const auto sample = normals(13, 0, 1 << 21);
  std::vector<double> x, y, xx, yy;
  std::vector<std::int64_t> angles(1000), radii(1000);
  for (std::size_t group = 0; group < sample.size(); group += 16)
    for (std::size_t i = group; i < group + 8; ++i) {
      x.push_back(sample[i]);
      y.push_back(sample[i + 8]);
      xx.push_back(x.back() * x.back() - 1);
      yy.push_back(y.back() * y.back() - 1);
      ++angles[bin_of(std::atan2(x.back(), y.back()) / (2 * std::numbers::pi) + 0.5, angles.size())];
      ++radii[bin_of(std::exp(-0.5 * (x.back() * x.back() + y.back() * y.back())), radii.size())];
    }
  EXPECT_LT(std::abs(correlation(x, y)), 4.5);
  EXPECT_LT(std::abs(correlation(xx, yy)), 4.5);
  EXPECT_LT(std::abs(even_bins(angles)), 4.5);
  EXPECT_LT(std::abs(even_bins(radii)), 4.5);
}

/// Where a uniform is as near to 1 or to 0 as it gets, the radius must be a number: found by looking for such words.
TEST(RandomQuality, NormalsAreFiniteAndKeepToTheirLargestRadius) {
  for (std::uint64_t seed = 0; seed < 64; ++seed)
    for (const auto x : normals(seed, seed << 32, 1 << 16))
      ASSERT_LT(std::abs(x), 9.42);
}

} // namespace
} // namespace troupe
