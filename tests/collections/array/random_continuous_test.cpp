// Continuous distributions against their closed forms: mean, variance and the distribution function.
#include "collections/array/creation.hpp"
#include "tests/support/distribution_checks.hpp"
#include "tests/support/numbered_array.hpp"
#include "tests/support/thrown.hpp"

#include <numbers>

namespace troupe {
namespace {

using random::RandomOptions;
using test::expect_distribution;
using test::expect_mean_and_variance;
using testing_support::computed;

constexpr std::int64_t draws = 100'000;
const RandomOptions cut{.chunks = 30'011, .seed = 11};

TEST(RandomStandardNormal, IsNormal) {
  const auto values = computed(random::standard_normal({draws}, cut));
  expect_mean_and_variance(values, 0, 1);
  expect_distribution(values, test::standard_normal);
}

TEST(RandomLognormal, IsNormalInItsLogarithm) {
  const auto values = computed(random::lognormal(0.5, 0.25, {draws}, cut));
  const auto square = 0.25 * 0.25, mean = std::exp(0.5 + square / 2);
  expect_mean_and_variance(values, mean, std::expm1(square) * mean * mean);
  expect_distribution(values, [](double x) { return test::standard_normal((std::log(x) - 0.5) / 0.25); });
  EXPECT_EQ(computed(random::lognormal(1, 0, {1})), std::vector<double>{std::exp(1.0)});
}

TEST(RandomBeta, IsBetaBelowAtAndAboveOne) {
  for (const auto& [a, b] :
       {std::pair{0.5, 0.5}, {0.3, 0.9}, {1.0, 1.0}, {0.5, 4.0}, {2.0, 3.0}, {200.0, 0.7}, {1e4, 3e4}}) {
    const auto sum = a + b;
    expect_mean_and_variance(computed(random::beta(a, b, {draws}, cut)), a / sum, a * b / (sum * sum * (sum + 1)));
  }
  expect_distribution(computed(random::beta(0.5, 0.5, {draws}, cut)),
                      [](double x) { return 2 / std::numbers::pi * std::asin(std::sqrt(x)); });
  expect_distribution(computed(random::beta(2, 3, {draws}, cut)),
                      [](double x) { return x * x * (6 + x * (3 * x - 8)); });
  expect_distribution(computed(random::beta(1, 7, {draws}, cut)), [](double x) { return 1 - std::pow(1 - x, 7); });
}

TEST(RandomBeta, IsOnlyNearItsEndsForTinyForms) {
  const auto values = computed(random::beta(1e-4, 1e-4, {20'000}, cut));
  expect_mean_and_variance(values, 0.5, 0.25 / 1.0002);
  const auto between = std::count_if(values.begin(), values.end(), [](double x) { return x > 0.01 && x < 0.99; });
  EXPECT_LT(between, 40); // of which 9 are expected
}

TEST(RandomChisquare, IsChisquareAlsoOfAFractionOfADegree) {
  for (const double df : {0.1, 1.0, 2.0, 7.5, 1e6})
    expect_mean_and_variance(computed(random::chisquare(df, {draws}, cut)), df, 2 * df);
  expect_distribution(computed(random::chisquare(1, {draws}, cut)),
                      [](double x) { return std::erf(std::sqrt(x / 2)); });
  expect_distribution(computed(random::chisquare(2, {draws}, cut)), [](double x) { return -std::expm1(-x / 2); });
}

TEST(RandomTriangular, RisesToItsModeAndFalls) {
  for (const double mode : {-1.0, 0.5, 3.0}) {
    const auto values = computed(random::triangular(-1, mode, 3, {draws}, cut));
    expect_mean_and_variance(values, (2 + mode) / 3, (1 + 9 + mode * mode + 3 - mode * 2) / 18);
    expect_distribution(values, [mode](double x) {
      return x < mode    ? (x + 1) * (x + 1) / (4 * (mode + 1))
             : mode == 3 ? 1.0
                         : 1 - (3 - x) * (3 - x) / (4 * (3 - mode));
    });
  }
}

TEST(RandomWeibull, IsWeibull) {
  for (const double a : {0.7, 1.0, 5.0}) {
    const auto values = computed(random::weibull(a, {draws}, cut));
    const auto mean = std::tgamma(1 + 1 / a);
    expect_mean_and_variance(values, mean, std::tgamma(1 + 2 / a) - mean * mean);
    expect_distribution(values, [a](double x) { return -std::expm1(-std::pow(x, a)); });
  }
  EXPECT_EQ(computed(random::weibull(0, {2})), (std::vector<double>{0, 0}));
}

TEST(RandomGamma, IsGammaForTinyAndHugeForms) {
  for (const double form : {1e12, 1e15, 1e18}) { // as good as normal
    auto values = computed(random::gamma(form, 1, {draws}, cut));
    for (auto& x : values)
      x = (x - form) / std::sqrt(form);
    expect_mean_and_variance(values, 0, 1);
    expect_distribution(values, test::standard_normal);
  }
  const auto tiny = computed(random::gamma(1e-3, 1, {draws}, cut));
  expect_mean_and_variance(tiny, 1e-3, 1e-3);
  const auto small = static_cast<double>(std::count_if(tiny.begin(), tiny.end(), [](double x) { return x < 1e-100; }));
  const auto expected =
      draws * std::pow(1e-100, 1e-3) / std::tgamma(1.001); // the series' first term; the next is 1e-100 of it
  EXPECT_NEAR(small, expected, 5 * std::sqrt(expected));
}

TEST(RandomMultivariateNormal, HasItsMeanAndCovariance) {
  const std::vector<double> mean{1, -2, 3};
  const std::vector<std::vector<double>> covariance{{4, 1.2, -0.8}, {1.2, 1, 0.3}, {-0.8, 0.3, 2}};
  const auto values =
      computed(random::multivariate_normal(mean, covariance, {draws}, {.chunks = {30'011, 2}, .seed = 3}));
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j <= i; ++j) {
      std::vector<double> sum;
      for (std::size_t k = 0; k < values.size(); k += 3)
        sum.push_back(values[k + i] - mean[i] + values[k + j] - mean[j]);
      const auto variance = covariance[i][i] + covariance[j][j] + 2 * covariance[i][j];
      expect_mean_and_variance(sum, 0, variance);
      expect_distribution(sum, [variance](double x) { return test::standard_normal(x / std::sqrt(variance)); });
    }
}

TEST(RandomMultivariateNormal, TakesSingularCovariancesAndRefusesOthers) {
  const auto values = computed(random::multivariate_normal({0, 0}, {{1, 1}, {1, 1}}, {100}, cut));
  for (std::size_t k = 0; k < values.size(); k += 2)
    EXPECT_EQ(values[k], values[k + 1]);
  EXPECT_EQ(computed(random::multivariate_normal({5, 6}, {{0, 0}, {0, 0}}, {1})), (std::vector<double>{5, 6}));
  EXPECT_NE(test::message([] {
              random::multivariate_normal({0, 0}, {{1, 2}, {2, 1}}, {3});
            }).find("negative eigenvalue"),
            std::string::npos);
  EXPECT_NE(test::message([] {
              random::multivariate_normal({0, 0}, {{1, 2}, {0, 5}}, {3});
            }).find("symmetric"),
            std::string::npos);
  EXPECT_NE(test::message([] { random::multivariate_normal({0, 0}, {{1}}, {3}); }).find("rows"), std::string::npos);
}

TEST(RandomContinuous, IsTheSameHoweverItIsCut) {
  using Make = std::function<Array(const Shape&, const RandomOptions&)>;
  const std::vector<Make> all{[](const Shape& s, const RandomOptions& o) { return random::lognormal(0, 1, s, o); },
                              [](const Shape& s, const RandomOptions& o) { return random::beta(0.5, 2, s, o); },
                              [](const Shape& s, const RandomOptions& o) { return random::chisquare(3, s, o); },
                              [](const Shape& s, const RandomOptions& o) { return random::triangular(0, 1, 4, s, o); },
                              [](const Shape& s, const RandomOptions& o) { return random::weibull(2, s, o); },
                              [](const Shape& s, const RandomOptions& o) { return random::standard_normal(s, o); },
                              [](const Shape& s, const RandomOptions& o) {
                                return random::multivariate_normal(
                                    {0, 1, 2, 3}, {{2, 1, 0, 0}, {1, 2, 0, 0}, {0, 0, 1, 0}, {0, 0, 0, 3}},
                                    {element_count(s) / 4}, {.chunks = o.chunks, .seed = o.seed});
                              }};
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto whole = computed(all[i]({60}, {.chunks = -1, .seed = 5}));
    for (const std::int64_t chunk : {1, 7, 59})
      EXPECT_EQ(computed(all[i]({60}, {.chunks = chunk, .seed = 5})), whole) << i << " in chunks of " << chunk;
    EXPECT_NE(computed(all[i]({60}, {.chunks = -1, .seed = 6})), whole) << i;
    const auto table = all[i]({60}, {.chunks = 7, .seed = 5}).reshape({4, 15});
    EXPECT_EQ(computed(table.transpose().transpose()), whole) << i;
  }
}

TEST(RandomContinuous, RefusesParametersWithoutADistributionByName) {
  const auto nan = std::numeric_limits<double>::quiet_NaN(), infinite = std::numeric_limits<double>::infinity();
  for (const auto& [call, name] : std::vector<std::pair<std::function<void()>, std::string>>{
           {[&] { random::lognormal(0, -1, {1}); }, "random::lognormal"},
           {[&] { random::beta(0, 1, {1}); }, "random::beta"},
           {[&] { random::beta(1, nan, {1}); }, "random::beta"},
           {[&] { random::chisquare(0, {1}); }, "random::chisquare"},
           {[&] { random::triangular(0, 2, 1, {1}); }, "random::triangular"},
           {[&] { random::triangular(1, 1, 1, {1}); }, "random::triangular"},
           {[&] { random::weibull(-1, {1}); }, "random::weibull"},
           {[&] { random::gamma(-1, 1, {1}); }, "random::gamma"},
           {[&] { random::gamma(infinite, 1, {1}); }, "random::gamma"},
           {[&] { random::exponential(infinite, {1}); }, "random::exponential"},
           {[&] { random::uniform({1}, {.low = 2, .high = 1}); }, "random::uniform"},
           {[&] { random::uniform({1}, {.low = -1e308, .high = 1e308}); }, "random::uniform"},
           {[&] { random::normal({1}, {.scale = nan}); }, "random::normal"}})
    EXPECT_NE(test::message(call).find(name), std::string::npos) << name;
}

} // namespace
} // namespace troupe
