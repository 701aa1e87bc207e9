#include "runtime/kernels/random/random_fill.hpp"

#include "runtime/kernels/random/philox.hpp"
#include "tests/support/kernel_call.hpp"
#include "tests/support/simd_targets.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace troupe {
namespace {

using test::same_bits;

constexpr std::uint64_t seed = 0x123456789abcdef0u;

std::vector<double> normals(std::uint64_t first, std::size_t count, double loc = 0, double scale = 1,
                            std::uint64_t key = seed) {
  std::vector<double> out(count);
  fill_normal(key, {.first = first, .count = count}, loc, scale, out.data());
  return out;
}

std::vector<double> uniforms(std::uint64_t first, std::size_t count, double low = 0, double high = 1,
                             std::uint64_t key = seed) {
  std::vector<double> out(count);
  fill_uniform(key, {.first = first, .count = count}, low, high, out.data());
  return out;
}

/// The word of 64 bits that an element is made from, and the other one of its block.
struct Words {
  std::uint64_t first, second;
  bool is_first;
};

Words words_of(std::uint64_t element, Distribution distribution) {
  const auto block = element / 16 * 8 + element % 8;
  const auto w = Philox::block({static_cast<std::uint32_t>(block), static_cast<std::uint32_t>(block >> 32),
                                static_cast<std::uint32_t>(distribution), 0},
                               {static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)});
  return {std::uint64_t{w[0]} << 32 | w[1], std::uint64_t{w[2]} << 32 | w[3], element % 16 < 8};
}

/// By the header's words, in extended precision.
struct ReferenceNormal {
  long double radius, value;
  explicit ReferenceNormal(std::uint64_t element) {
    const auto words = words_of(element, Distribution::normal);
    const auto share = static_cast<long double>(static_cast<double>(words.first | 1)) * 0x1p-64L;
    radius = std::sqrt(-2 * std::log(share));
    const auto rest = static_cast<long double>(static_cast<std::int64_t>(words.second)) * 0x1p-64L;
    const auto angle = std::numbers::pi_v<long double> / 8 * (static_cast<long double>(words.second % 16) + rest);
    value = radius * (words.is_first ? std::cos(angle) : std::sin(angle));
  }
};

double reference_uniform(std::uint64_t element) {
  const auto words = words_of(element, Distribution::uniform);
  return static_cast<double>((words.is_first ? words.first : words.second) >> 11) * 0x1p-53;
}

constexpr std::uint64_t second_word_counts =
    (std::uint64_t{1} << 33) - 5'003; ///< the counter's first word runs over soon

TEST(FillNormal, IsBoxMullerOnThePhiloxBlockOfTheElement) {
  for (const std::uint64_t first : {std::uint64_t{0}, std::uint64_t{1} << 40, second_word_counts}) {
    const auto got = normals(first, 10'000);
    for (std::size_t i = 0; i < got.size(); ++i) {
      const ReferenceNormal wanted(first + i);
      // The squared radius is within 1.1e-14, so a radius near 0 within that over twice itself.
      const auto rounding = static_cast<double>(2e-14L * wanted.radius + 6e-15L / wanted.radius);
      ASSERT_NEAR(got[i], static_cast<double>(wanted.value), rounding) << "element " << first + i;
    }
  }
}

TEST(FillUniform, Is53BitsOfThePhiloxBlockOfTheElement) {
  for (const std::uint64_t first : {std::uint64_t{0}, std::uint64_t{1} << 40, second_word_counts}) {
    const auto got = uniforms(first, 10'001);
    for (std::size_t i = 0; i < got.size(); ++i)
      ASSERT_EQ(got[i], reference_uniform(first + i)) << "element " << first + i;
  }
}

TEST(FillNormal, DoesNotDependOnTheCut) {
  const auto whole = normals(7, 300);
  for (std::size_t first = 0; first < 40; ++first)
    for (std::size_t count = 0; count < 70; ++count)
      ASSERT_TRUE(same_bits(normals(7 + first, count), {whole.begin() + static_cast<std::ptrdiff_t>(first),
                                                        whole.begin() + static_cast<std::ptrdiff_t>(first + count)}))
          << first << " " << count;
}

TEST(FillUniform, DoesNotDependOnTheCut) {
  const auto whole = uniforms(7, 300);
  for (std::size_t first = 0; first < 40; ++first)
    for (std::size_t count = 0; count < 70; ++count)
      ASSERT_TRUE(same_bits(uniforms(7 + first, count), {whole.begin() + static_cast<std::ptrdiff_t>(first),
                                                         whole.begin() + static_cast<std::ptrdiff_t>(first + count)}))
          << first << " " << count;
}

TEST(FillNormal, HasTheSameBitsOnEveryCpu) {
  const auto best = normals(3, 20'001, 5, 2.5);
  int targets = 0;
  test::for_each_simd_target([&](std::int64_t) {
    ++targets;
    EXPECT_TRUE(same_bits(normals(3, 20'001, 5, 2.5), best));
  });
  EXPECT_GE(targets, 1);
}

TEST(FillUniform, HasTheSameBitsOnEveryCpu) {
  const auto best = uniforms(3, 20'001, -3, 8.5);
  test::for_each_simd_target([&](std::int64_t) { EXPECT_TRUE(same_bits(uniforms(3, 20'001, -3, 8.5), best)); });
}

TEST(FillNormal, ShiftsAndScalesTheStandardNormals) {
  const auto standard = normals(0, 100);
  const auto moved = normals(0, 100, 10, 3);
  for (std::size_t i = 0; i < standard.size(); ++i)
    EXPECT_EQ(moved[i], 10 + 3 * standard[i]);
  for (const auto value : normals(0, 100, 4, 0))
    EXPECT_EQ(value, 4);
}

TEST(FillNormal, WritesNothingBeyondItsEnd) {
  for (std::size_t count = 0; count < 40; ++count) {
    std::vector<double> out(count + 64, 77.0);
    fill_normal(seed, {.first = 1, .count = count}, 0, 1, out.data());
    for (auto i = count; i < out.size(); ++i)
      ASSERT_EQ(out[i], 77.0) << count;
  }
}

/// Many runs at once, and each on its own.
template <class Fill>
void check_runs(Fill fill) {
  for (const std::uint64_t count : {1, 7, 8, 16, 21, 64, 131})
    for (const std::uint64_t step :
         {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{1000}, std::uint64_t{4096}, std::uint64_t{1} << 32}) {
      constexpr std::uint64_t runs = 9;
      const NumberRuns numbers{second_word_counts - 4 * step - 3, count, runs, step};
      std::vector<double> together(runs * count + 1, 77.0), apart(runs * count + 1, 77.0);
      fill(numbers, together.data());
      for (std::uint64_t run = 0; run < runs; ++run)
        fill({.first = numbers.first + run * step, .count = count}, apart.data() + run * count);
      ASSERT_TRUE(same_bits(together, apart)) << "runs of " << count << ", " << step << " apart";
    }
}

TEST(FillNormal, MakesTheSameOfManyRunsAsOfEach) {
  check_runs([](const NumberRuns& numbers, double* out) { fill_normal(seed, numbers, 0, 1, out); });
  check_runs([](const NumberRuns& numbers, double* out) { fill_normal(seed, numbers, 3, 2, out); });
}

TEST(FillUniform, MakesTheSameOfManyRunsAsOfEach) {
  check_runs([](const NumberRuns& numbers, double* out) { fill_uniform(seed, numbers, -1, 2, out); });
}

TEST(FillNormal, IsAnotherStreamForAnotherSeedAndFromTheUniforms) {
  EXPECT_NE(normals(0, 4, 0, 1, 1), normals(0, 4, 0, 1, 2));
  EXPECT_NE(normals(0, 4, 0, 1, 1), normals(0, 4, 0, 1, (std::uint64_t{1} << 32) + 1));
  EXPECT_NE(words_of(0, Distribution::normal).first, words_of(0, Distribution::uniform).first);
}

/// The largest distance between the empirical distribution and `cdf`, times sqrt(n): above 1.95 with odds of 1 in 1000.
template <class Cdf>
double kolmogorov_smirnov(std::vector<double> sample, Cdf cdf) {
  std::sort(sample.begin(), sample.end());
  const auto n = static_cast<double>(sample.size());
  double distance = 0;
  for (std::size_t i = 0; i < sample.size(); ++i) {
    const double at = cdf(sample[i]);
    distance = std::max({distance, static_cast<double>(i + 1) / n - at, at - static_cast<double>(i) / n});
  }
  return distance * std::sqrt(n);
}

TEST(FillNormal, IsNormallyDistributed) {
  const auto sample = normals(0, 200'000);
  EXPECT_LT(kolmogorov_smirnov(sample, [](double x) { return 0.5 * std::erfc(-x / std::numbers::sqrt2); }), 1.95);
  double moments[5] = {};
  for (const auto x : sample)
    for (int k = 1; k < 5; ++k)
      moments[k] += std::pow(x, k) / static_cast<double>(sample.size());
  // Four standard errors: sqrt(1/n), sqrt(2/n), sqrt(15/n), sqrt(96/n).
  EXPECT_NEAR(moments[1], 0, 0.009);
  EXPECT_NEAR(moments[2], 1, 0.0127);
  EXPECT_NEAR(moments[3], 0, 0.035);
  EXPECT_NEAR(moments[4], 3, 0.088);
}

TEST(FillNormal, HasUncorrelatedNeighbours) {
  const auto sample = normals(0, 200'000);
  for (const std::size_t lag : {1, 2, 3, 8}) {
    double sum = 0;
    for (std::size_t i = lag; i < sample.size(); ++i)
      sum += sample[i] * sample[i - lag];
    EXPECT_NEAR(sum / static_cast<double>(sample.size()), 0, 0.009) << lag;
  }
}

TEST(FillUniform, IsUniformInItsHalfOpenRange) {
  const auto sample = uniforms(0, 200'000, 2, 6);
  EXPECT_LT(kolmogorov_smirnov(sample, [](double x) { return (x - 2) / 4; }), 1.95);
  for (const auto x : sample) {
    ASSERT_GE(x, 2);
    ASSERT_LT(x, 6);
  }
}

} // namespace
} // namespace troupe
