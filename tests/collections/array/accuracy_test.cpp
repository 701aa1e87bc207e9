// Accuracy where naive sums lose digits: certified values of NIST's Statistical Reference Datasets (univariate summary
// statistics), numbers whose moments whole numbers give exactly, and long sums whose value is known.
#include "collections/array/creation.hpp"
#include "collections/array/cumulative.hpp"
#include "collections/array/reductions.hpp"
#include "collections/session/persist.hpp"
#include "tests/support/numbered_array.hpp"

#include <cmath>
#include <numbers>

namespace troupe {
namespace {

using testing_support::computed;

double only(const Array& array) { return computed(array.astype(DType::float64)).at(0); }

/// Digits in which the value agrees with the certified one, as NIST counts them; 15 when equal.
double digits(double value, double certified) {
  return value == certified ? 15 : std::min(15.0, -std::log10(std::abs(value - certified) / std::abs(certified)));
}

struct Certified {
  double mean, deviation;
  double digits_of_deviation; ///< what its data in float64 can give
};

void expect_certified(const std::vector<double>& data, const Certified& certified) {
  const auto whole = from_span(std::span<const double>(data));
  const auto size = static_cast<std::int64_t>(data.size());
  for (const std::int64_t chunk :
       {std::min<std::int64_t>(size, 2), std::min<std::int64_t>(size, 37), (size + 1) / 2, size}) {
    const auto x = whole.rechunk(chunk);
    EXPECT_GE(digits(only(x.mean()), certified.mean), 14) << "chunks of " << chunk;
    EXPECT_GE(digits(only(x.std({}, 1)), certified.deviation), certified.digits_of_deviation) << "chunks of " << chunk;
    EXPECT_GE(digits(only(x.var({}, 1)), certified.deviation * certified.deviation),
              certified.digits_of_deviation - 0.31)
        << "chunks of " << chunk;
    EXPECT_GE(digits(only(nanvar(x, {}, 1)), certified.deviation * certified.deviation),
              certified.digits_of_deviation - 0.31)
        << "chunks of " << chunk;
  }
}

/// base + 0.2, then base + 0.1 and base + 0.3 in turn, 1001 in all.
std::vector<double> numacc(double base) {
  std::vector<double> data{base + 0.2};
  for (int i = 0; i < 500; ++i) {
    data.push_back(base + 0.1);
    data.push_back(base + 0.3);
  }
  return data;
}

TEST(NistUnivariate, NumAcc1) { expect_certified({10000001, 10000003, 10000002}, {10000002, 1, 15}); }
TEST(NistUnivariate, NumAcc2) { expect_certified(numacc(1), {1.2, 0.1, 14}); }
TEST(NistUnivariate, NumAcc3) { expect_certified(numacc(1'000'000), {1'000'000.2, 0.1, 9.4}); }
TEST(NistUnivariate, NumAcc4) { expect_certified(numacc(10'000'000), {10'000'000.2, 0.1, 8.2}); }

/// The first digits of pi. Source: Rabinowitz and Wagon, "A spigot algorithm for the digits of pi" (1995).
std::vector<double> digits_of_pi(std::size_t count) {
  std::vector<std::int64_t> rest(count * 10 / 3 + 20, 2);
  std::vector<double> digits;
  std::int64_t held = 0, nines = 0;
  bool first = true;
  while (digits.size() < count) {
    std::int64_t carry = 0;
    for (auto i = static_cast<std::int64_t>(rest.size()) - 1; i > 0; --i) {
      auto& place = rest[static_cast<std::size_t>(i)];
      const auto total = place * 10 + carry;
      place = total % (2 * i + 1);
      carry = total / (2 * i + 1) * i;
    }
    const auto total = rest[0] * 10 + carry;
    rest[0] = total % 10;
    const auto digit = total / 10;
    if (digit == 9) {
      ++nines;
      continue;
    }
    if (!first)
      digits.push_back(static_cast<double>(held + digit / 10));
    first = false;
    digits.insert(digits.end(), static_cast<std::size_t>(nines), digit >= 10 ? 0 : 9);
    nines = 0;
    held = digit % 10;
  }
  digits.resize(count);
  return digits;
}

TEST(DigitsOfPi, HaveTheirExactMeanAndDeviation) {
  const auto data = digits_of_pi(5000);
  ASSERT_EQ(std::vector<double>(data.begin(), data.begin() + 8), (std::vector<double>{3, 1, 4, 1, 5, 9, 2, 6}));
  std::int64_t sum = 0, squares = 0; // whole numbers, so exact
  for (auto digit : data) {
    sum += static_cast<std::int64_t>(digit);
    squares += static_cast<std::int64_t>(digit * digit);
  }
  ASSERT_EQ(sum, 22679);
  expect_certified(data, {4.5358, std::sqrt(static_cast<double>(5000 * squares - sum * sum) / (5000.0 * 4999)), 14});
}

TEST(BadlyScaled, VarianceKeepsItsDigitsFarFromZero) {
  constexpr std::int64_t n = 1'000'000;
  const double variance = (static_cast<double>(n) * n - 1) / 12; // of n numbers in a row
  for (const double offset : {0.0, 1e6, 1e9, -1e12})
    for (const std::int64_t chunk : {n, std::int64_t{70'001}})
      EXPECT_GE(digits(only((arange(n, {.chunks = chunk}) + offset).var()), variance), std::abs(offset) > 1e10 ? 9 : 11)
          << offset << " in chunks of " << chunk;
}

TEST(BadlyScaled, VarianceAlongAnAxisToo) {
  // Rows r, r + 1, ... far from zero: every column has the variance of 0 .. rows - 1.
  constexpr std::int64_t rows = 1001;
  const auto x = arange(rows * 3, {.chunks = 111}).reshape({rows, 3}) / 3.0 + 1e9;
  for (auto variance : computed(x.var(0)))
    EXPECT_GE(digits(variance, (1001.0 * 1001.0 - 1) / 12), 7) << "thirds near 1e9 are known to 1e-7";
}

TEST(LongSums, OfTenthsDoNotDrift) {
  constexpr std::int64_t n = 10'000'000; // one after the other they make 999999.99983897537
  for (const std::int64_t chunk : {n, std::int64_t{1'000'003}, std::int64_t{65'537}}) {
    EXPECT_NEAR(only(full({n}, 0.1, {.chunks = chunk}).sum()), 1e6, 5e-10) << "chunks of " << chunk;
    EXPECT_NEAR(only(full({n}, 0.1, {.chunks = chunk}).mean()), 0.1, 5e-17) << "chunks of " << chunk;
  }
}

TEST(LongSums, OfFloat32AreKeptInFloat64) {
  const auto x = full({10'000'000}, 0.1, {.chunks = 1'000'003, .dtype = DType::float32});
  EXPECT_EQ(x.sum().dtype(), DType::float32);
  EXPECT_EQ(only(x.sum()), 1e6) << "one after the other in float32 they make 1087937";
}

TEST(LongSums, OfWholeNumbersAreExact) {
  constexpr std::int64_t n = 10'000'000;
  SerialExecutor executor;
  const auto sum = compute(executor, arange(n, {.chunks = 1'000'003}).sum());
  EXPECT_EQ(sum.values<std::int64_t>()[0], n * (n - 1) / 2);
  const auto small = compute(executor, full({n}, 100, {.chunks = 1'000'003, .dtype = DType::int8}).sum());
  EXPECT_EQ(small.values<std::int64_t>()[0], n * 100);
}

TEST(LongSums, OfSeriesAreWhatAnalysisSays) {
  constexpr double n = 4'000'000;
  const auto k = arange(static_cast<std::int64_t>(n), {.chunks = 300'007}) + 1.0;
  // H(n) = ln n + gamma + 1/2n - 1/12n^2 + ...; the sum of 1/k^2 is pi^2/6 - 1/n + 1/2n^2 - ...
  const double harmonic = std::log(n) + std::numbers::egamma + 1 / (2 * n) - 1 / (12 * n * n);
  const double basel = std::numbers::pi * std::numbers::pi / 6 - 1 / n + 1 / (2 * n * n);
  EXPECT_GE(digits(only((1.0 / k).sum()), harmonic), 14.5);
  EXPECT_GE(digits(only((1.0 / (k * k)).sum()), basel), 14.5);
  EXPECT_GE(digits(computed(cumsum(1.0 / k, 0)).back(), harmonic), 11) << "running sums go one by one within a chunk";
}

} // namespace
} // namespace troupe
