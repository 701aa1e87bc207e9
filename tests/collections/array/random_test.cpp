// Random arrays: the same elements however they are cut, other elements by another seed, and the distributions they
// say. Seeds are fixed, so every run draws the same; limits of chi-square are those that one draw in ten thousand
// passes.
#include "collections/array/creation.hpp"
#include "tests/support/numbered_array.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>

namespace troupe {
namespace {

using random::RandomOptions;
using testing_support::computed;

constexpr std::int64_t draws = 200'000;

std::vector<double> drawn(const Array& array) { return computed(array.astype(DType::float64)); }

/// Upper 1e-4 quantile of chi-square. Source: Wilson and Hilferty, "The distribution of chi-square" (1931).
double chi_square_limit(std::size_t freedom) {
  const auto k = static_cast<double>(freedom);
  return k * std::pow(1 - 2 / (9 * k) + 3.719 * std::sqrt(2 / (9 * k)), 3);
}

/// Counts against expected numbers; neighbouring cells are put together until they expect ten.
void expect_counts(const std::vector<double>& counts, const std::vector<double>& expected) {
  double statistic = 0, count = 0, wanted = 0, left = std::accumulate(expected.begin(), expected.end(), 0.0);
  std::size_t cells = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    count += counts[i];
    wanted += expected[i];
    left -= expected[i];
    if ((wanted < 10 || left < 10) && i + 1 < counts.size())
      continue;
    statistic += (count - wanted) * (count - wanted) / wanted;
    ++cells;
    count = wanted = 0;
  }
  ASSERT_GE(cells, 2u);
  EXPECT_LT(statistic, chi_square_limit(cells - 1)) << cells << " cells";
}

/// Mean and variance within five of their standard errors (of the variance by the fourth moment drawn).
void expect_moments(const std::vector<double>& values, double mean, double variance) {
  const auto n = static_cast<double>(values.size());
  double sum = 0, squares = 0, fourths = 0;
  for (auto x : values) {
    const auto d = x - mean;
    sum += d;
    squares += d * d;
    fourths += d * d * d * d;
  }
  EXPECT_NEAR(sum / n, 0, 5 * std::sqrt(variance / n));
  EXPECT_NEAR(squares / n, variance, 5 * std::sqrt((fourths / n - variance * variance) / n));
}

/// Continuous: the distribution function of the elements is even over 0 to 1.
void expect_continuous(const std::vector<double>& values, const std::function<double(double)>& distribution) {
  constexpr std::size_t cells = 64;
  std::vector<double> counts(cells);
  for (auto x : values) {
    ASSERT_GE(x, 0);
    ++counts[std::min(cells - 1, static_cast<std::size_t>(distribution(x) * cells))];
  }
  expect_counts(counts, std::vector<double>(cells, static_cast<double>(values.size()) / cells));
}

/// Discrete: how often 0 .. last comes (what is beyond counts for the last), by the logarithm of its probability.
void expect_discrete(const std::vector<double>& values, std::size_t last,
                     const std::function<double(double)>& log_probability) {
  std::vector<double> counts(last + 1), expected(last + 1);
  for (auto x : values) {
    ASSERT_GE(x, 0);
    ASSERT_EQ(x, std::floor(x));
    ++counts[std::min(last, static_cast<std::size_t>(x))];
  }
  for (std::size_t k = 0; k <= last; ++k)
    expected[k] = static_cast<double>(values.size()) * std::exp(log_probability(static_cast<double>(k)));
  expect_counts(counts, expected);
}

double log_poisson(double lam, double k) { return k * std::log(lam) - lam - std::lgamma(k + 1); }
double log_binomial(double n, double p, double k) {
  return std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1) + k * std::log(p) + (n - k) * std::log1p(-p);
}

using Make = std::function<Array(const Shape&, const RandomOptions&)>;

std::vector<std::pair<std::string, Make>> distributions() {
  return {{"integers", [](const Shape& s, const RandomOptions& o) { return random::integers(-1000, 1000, s, o); }},
          {"small integers",
           [](const Shape& s, const RandomOptions& o) { return random::integers(0, 256, s, o, DType::uint8); }},
          {"exponential", [](const Shape& s, const RandomOptions& o) { return random::exponential(2, s, o); }},
          {"gamma below 1", [](const Shape& s, const RandomOptions& o) { return random::gamma(0.5, 2, s, o); }},
          {"gamma", [](const Shape& s, const RandomOptions& o) { return random::gamma(3.5, 2, s, o); }},
          {"poisson", [](const Shape& s, const RandomOptions& o) { return random::poisson(4, s, o); }},
          {"large poisson", [](const Shape& s, const RandomOptions& o) { return random::poisson(400, s, o); }},
          {"binomial", [](const Shape& s, const RandomOptions& o) { return random::binomial(10, 0.3, s, o); }},
          {"large binomial", [](const Shape& s, const RandomOptions& o) { return random::binomial(1000, 0.4, s, o); }},
          {"choice", [](const Shape& s, const RandomOptions& o) { return random::choice(100, s, o); }},
          {"weighted choice",
           [](const Shape& s, const RandomOptions& o) {
             return random::choice(3, s, o, {0.2, 0.5, 0.3});
           }},
          {"permutation",
           [](const Shape& s, const RandomOptions& o) { return random::permutation(element_count(s), o).reshape(s); }}};
}

TEST(RandomArrays, AreTheSameHoweverTheyAreCut) {
  for (const auto& [name, make] : distributions()) {
    const auto whole = drawn(make({60}, {.chunks = 60, .seed = 5}));
    for (const std::int64_t chunk : {1, 7, 59}) {
      EXPECT_EQ(drawn(make({60}, {.chunks = chunk, .seed = 5})), whole) << name << " in chunks of " << chunk;
    }
    if (name != "permutation") { // which has one axis
      EXPECT_EQ(drawn(make({5, 12}, {.chunks = {2, 5}, .seed = 5})), whole) << name << " of two axes";
    }
    EXPECT_NE(drawn(make({60}, {.chunks = 60, .seed = 6})), whole) << name << " of another seed";
  }
}

TEST(RandomIntegers, AreEvenOverTheirRange) {
  const auto values = drawn(random::integers(-3, 7, {draws}, {.chunks = 30'011, .seed = 1}) + 3);
  EXPECT_EQ(*std::max_element(values.begin(), values.end()), 9);
  expect_discrete(values, 9, [](double) { return std::log(0.1); });
  EXPECT_EQ(random::integers(0, 2, {9}, {}, DType::uint8).dtype(), DType::uint8);
}

TEST(RandomIntegers, ReachTheEndsOfTheirType) {
  constexpr auto low = std::numeric_limits<std::int64_t>::min(), high = std::numeric_limits<std::int64_t>::max();
  SerialExecutor executor;
  const auto values = compute(executor, random::integers(low, high, {4096}, {.chunks = 1000, .seed = 2}));
  std::vector<double> counts(16);
  for (auto x : values.values<std::int64_t>())
    ++counts[(static_cast<std::uint64_t>(x) ^ (std::uint64_t{1} << 63)) >> 60];
  expect_counts(counts, std::vector<double>(16, 256));
}

TEST(RandomExponential, IsExponential) {
  const auto values = drawn(random::exponential(2, {draws}, {.chunks = 30'011, .seed = 3}));
  expect_moments(values, 2, 4);
  expect_continuous(values, [](double x) { return -std::expm1(-x / 2); });
}

TEST(RandomGamma, IsGammaForFormsBelowAtAndAboveOne) {
  const auto values = [](double form) { return drawn(random::gamma(form, 3, {draws}, {.chunks = 30'011, .seed = 4})); };
  for (const double form : {0.1, 0.5, 1.0, 2.0, 3.5, 100.0})
    expect_moments(values(form), 3 * form, 9 * form);
  expect_continuous(values(0.5), [](double x) { return std::erf(std::sqrt(x / 3)); });
  expect_continuous(values(1), [](double x) { return -std::expm1(-x / 3); });
  expect_continuous(values(3), [](double x) { return 1 - std::exp(-x / 3) * (1 + x / 3 + x * x / 18); });
}

TEST(RandomPoisson, IsPoissonForSmallAndLargeMeans) {
  for (const double lam : {0.3, 4.0, 9.9, 10.1, 60.0, 1000.0}) {
    const auto values = drawn(random::poisson(lam, {draws}, {.chunks = 30'011, .seed = 5}));
    expect_moments(values, lam, lam);
    expect_discrete(values, static_cast<std::size_t>(lam + 12 * std::sqrt(lam) + 12),
                    [&](double k) { return log_poisson(lam, k); });
  }
  EXPECT_EQ(drawn(random::poisson(0, {3})), (std::vector<double>{0, 0, 0}));
}

TEST(RandomBinomial, IsBinomialForSmallAndLargeCountsAndEveryProbability) {
  for (const auto& [n, p] :
       {std::pair<std::int64_t, double>{10, 0.3}, {10, 0.9}, {40, 0.02}, {1000, 0.4}, {1000, 0.97}, {1, 0.5}}) {
    const auto trials = static_cast<double>(n);
    const auto values = drawn(random::binomial(n, p, {draws}, {.chunks = 30'011, .seed = 6}));
    EXPECT_LE(*std::max_element(values.begin(), values.end()), trials);
    expect_moments(values, trials * p, trials * p * (1 - p));
    expect_discrete(values, static_cast<std::size_t>(n), [&, p = p](double k) { return log_binomial(trials, p, k); });
  }
  EXPECT_EQ(drawn(random::binomial(5, 0, {2})), (std::vector<double>{0, 0}));
  EXPECT_EQ(drawn(random::binomial(5, 1, {2})), (std::vector<double>{5, 5}));
}

TEST(RandomChoice, IsEvenOrAsOftenAsItsProbabilitiesSay) {
  expect_discrete(drawn(random::choice(20, {draws}, {.chunks = 30'011, .seed = 7})), 19,
                  [](double) { return std::log(0.05); });
  const std::vector<double> p{0.1, 0.0, 0.25, 0.6, 0.05};
  const auto values = drawn(random::choice(5, {draws}, {.chunks = 30'011, .seed = 8}, p));
  EXPECT_EQ(std::count(values.begin(), values.end(), 1.0), 0) << "what has no probability";
  expect_discrete(values, 4, [&](double k) { return std::log(p[static_cast<std::size_t>(k)]); });
  EXPECT_THROW(random::choice(2, {3}, {}, {0.5, 0.4}), TroupeError);
}

TEST(RandomPermutation, HoldsEveryNumberOnce) {
  for (const std::int64_t n : {0, 1, 2, 3, 17, 64, 1000, 4097}) {
    auto values = drawn(random::permutation(n, {.chunks = std::max<std::int64_t>(n / 3, 1), .seed = 9}));
    std::sort(values.begin(), values.end());
    std::vector<double> all(static_cast<std::size_t>(n));
    std::iota(all.begin(), all.end(), 0.0);
    EXPECT_EQ(values, all);
  }
}

TEST(RandomPermutation, PutsEveryNumberEverywhereEquallyOften) {
  constexpr std::size_t n = 8, seeds = 4000;
  std::vector<double> counts(n * n);
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    const auto values = drawn(random::permutation(n, {.seed = seed}));
    for (std::size_t place = 0; place < n; ++place)
      ++counts[place * n + static_cast<std::size_t>(values[place])];
  }
  double statistic = 0;
  for (auto count : counts)
    statistic += (count - seeds / n) * (count - seeds / n) / (seeds / n);
  EXPECT_LT(statistic, chi_square_limit((n - 1) * (n - 1)));
}

} // namespace
} // namespace troupe
