// Distributions made of others against their closed forms (Johnson, Kotz and Balakrishnan, "Continuous Univariate
// Distributions").
#include "collections/array/random_derived.hpp"

#include "tests/support/distribution_checks.hpp"
#include "tests/support/numbered_array.hpp"
#include "tests/support/thrown.hpp"

#include <numbers>

namespace troupe {
namespace {

using test::expect_distribution;
using test::expect_mean_and_variance;
using testing_support::computed;

constexpr std::int64_t draws = 100'000;
const random::RandomOptions cut{.chunks = 30'011, .seed = 11};

TEST(RandomDerived, HaveTheirDistributions) {
  expect_distribution(computed(random::random({draws}, cut)), [](double x) { return x; });
  expect_distribution(computed(random::standard_exponential({draws}, cut)), [](double x) { return -std::expm1(-x); });
  expect_distribution(computed(random::standard_gamma(1, {draws}, cut)), [](double x) { return -std::expm1(-x); });
  expect_distribution(computed(random::standard_cauchy({draws}, cut)),
                      [](double x) { return 0.5 + std::atan(x) / std::numbers::pi; });
  expect_distribution(computed(random::standard_t(1, {draws}, cut)),
                      [](double x) { return 0.5 + std::atan(x) / std::numbers::pi; });
  expect_distribution(computed(random::standard_t(2, {draws}, cut)),
                      [](double x) { return 0.5 + x / (2 * std::sqrt(2 + x * x)); });
  expect_distribution(computed(random::f(2, 2, {draws}, cut)), [](double x) { return x / (1 + x); });
  expect_distribution(computed(random::laplace(1, 2, {draws}, cut)),
                      [](double x) { return x < 1 ? 0.5 * std::exp((x - 1) / 2) : 1 - 0.5 * std::exp((1 - x) / 2); });
  expect_distribution(computed(random::logistic(-1, 3, {draws}, cut)),
                      [](double x) { return 1 / (1 + std::exp(-(x + 1) / 3)); });
  expect_distribution(computed(random::gumbel(2, 0.5, {draws}, cut)),
                      [](double x) { return std::exp(-std::exp(-(x - 2) / 0.5)); });
  expect_distribution(computed(random::pareto(3, {draws}, cut)), [](double x) { return 1 - std::pow(1 + x, -3); });
  expect_distribution(computed(random::power(4, {draws}, cut)), [](double x) { return std::pow(x, 4); });
  expect_distribution(computed(random::rayleigh(2, {draws}, cut)), [](double x) { return -std::expm1(-x * x / 8); });
}

TEST(RandomDerived, GeometricCountsTrials) {
  const auto values = computed(random::geometric(0.3, {draws}, cut).astype(DType::float64));
  EXPECT_EQ(*std::min_element(values.begin(), values.end()), 1);
  expect_mean_and_variance(values, 1 / 0.3, 0.7 / 0.09);
  EXPECT_EQ(computed(random::geometric(1, {3}).astype(DType::float64)), (std::vector<double>{1, 1, 1}));
  EXPECT_EQ(computed(random::geometric(1e-300, {1}).astype(DType::float64)),
            (std::vector<double>{9223372036854774784.0}));
}

TEST(RandomDerived, AreTheSameForAnyCut) {
  for (const auto& make : std::vector<std::function<Array(const random::RandomOptions&)>>{
           [](const auto& options) { return random::laplace(0, 1, {101}, options); },
           [](const auto& options) { return random::f(3, 5, {101}, options); },
           [](const auto& options) { return random::standard_t(3, {101}, options); }})
    EXPECT_EQ(computed(make({.chunks = 7, .seed = 5})), computed(make({.chunks = 101, .seed = 5})));
}

TEST(RandomDerived, RefuseWhatIsNone) {
  EXPECT_EQ(test::message([] { random::laplace(0, -1, {3}); }),
            "random::laplace takes a finite loc and a finite scale of at least 0, not 0.0, -1.0");
  EXPECT_NE(test::message([] { random::geometric(0, {3}); }).find("a probability above 0, up to 1, not 0"),
            std::string::npos);
  EXPECT_NE(test::message([] { random::pareto(std::nan(""), {3}); }).find("a form above 0"), std::string::npos);
}

} // namespace
} // namespace troupe
