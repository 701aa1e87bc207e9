// Whole random numbers at the ends of their types and for counts and means that double does not hold to the last digit.
#include "collections/array/creation.hpp"
#include "tests/support/distribution_checks.hpp"
#include "tests/support/numbered_array.hpp"
#include "tests/support/thrown.hpp"

#include <limits>
#include <set>

namespace troupe {
namespace {

using random::RandomOptions;
using testing_support::computed;

constexpr std::int64_t draws = 100'000;
const RandomOptions cut{.chunks = 30'011, .seed = 12};
constexpr auto lowest = std::numeric_limits<std::int64_t>::min(), highest = std::numeric_limits<std::int64_t>::max();
constexpr auto top = std::numeric_limits<std::uint64_t>::max();

/// Less `base`, which is exact in whole numbers, over `unit`.
std::vector<double> scaled(const Array& whole, std::int64_t base, double unit) {
  return computed((whole - base).astype(DType::float64) / unit);
}

TEST(RandomBinomial, HasItsSpreadForEveryCount) {
  for (const std::int64_t n : {std::int64_t{100'000'000'000}, std::int64_t{100'000'000'000'000},
                               std::int64_t{4'000'000'000'000'000}, std::int64_t{1'000'000'000'000'000'000}, highest})
    for (const double p : {0.5, 0.25, 0.75, 0x1p-20}) { // so that n p is whole or nearly
      const auto mean = static_cast<std::int64_t>(static_cast<long double>(n) * static_cast<long double>(p));
      const auto spread = std::sqrt(static_cast<double>(n) * p * (1 - p));
      const auto values = scaled(random::binomial(n, p, {draws}, cut), mean, spread);
      SCOPED_TRACE(std::to_string(n) + " trials of probability " + std::to_string(p));
      test::expect_mean_and_variance(values, 0, 1);
      if (spread > 1e5)
        test::expect_distribution(values, test::standard_normal); // the steps and the skewness are too small to be seen
    }
}

TEST(RandomBinomial, HasItsMeanForTinyProbabilitiesOfHugeCounts) {
  for (const double mean : {3.0, 50.0, 1e4}) {
    const std::int64_t n = 1'000'000'000'000'000'000;
    test::expect_mean_and_variance(scaled(random::binomial(n, mean / 1e18, {draws}, cut), 0, 1), mean, mean);
  }
  test::expect_mean_and_variance(
      scaled(random::binomial(1'000'000'000'000'000'000, 1 - 0x1p-53, {draws}, cut), 1'000'000'000'000'000'000, 1),
      -1e18 * 0x1p-53, 1e18 * 0x1p-53);
}

TEST(RandomPoisson, HasItsSpreadForEveryMean) {
  for (const double lam : {1e8, 1e12, 1e14, 1e15, 4e18, 9.2233720064847708e18}) {
    SCOPED_TRACE(lam);
    const auto values = scaled(random::poisson(lam, {draws}, cut), static_cast<std::int64_t>(lam), std::sqrt(lam));
    test::expect_mean_and_variance(values, 0, 1);
    if (lam >= 1e12)
      test::expect_distribution(values, test::standard_normal);
  }
  EXPECT_NE(test::message([] { random::poisson(1e19, {1}); }).find("random::poisson"), std::string::npos);
}

TEST(RandomPoisson, TakesEveryNumberNearALargeMean) {
  const auto values = scaled(random::poisson(1e18, {20'000}, cut), 1'000'000'000'000'000'000, 1);
  std::set<int> endings;
  for (auto x : values)
    endings.insert(static_cast<int>(std::fmod(std::fmod(x, 128) + 128, 128)));
  EXPECT_EQ(endings.size(), 128u) << "doubles near 1e18 are 128 apart";
}

TEST(RandomIntegers, RefusesBoundsThatTheTypeDoesNotHold) {
  const auto refused = [](const Scalar& low, const Scalar& high, DType dtype, bool endpoint = false) {
    return test::message([&] { random::integers(low, high, {3}, {}, dtype, endpoint); });
  };
  EXPECT_NE(refused(0, 300, DType::uint8).find("random::integers(0, 300) of uint8: high"), std::string::npos);
  EXPECT_NE(refused(-1, 5, DType::uint8).find("random::integers(-1, 5) of uint8: low"), std::string::npos);
  EXPECT_NE(refused(-129, 0, DType::int8).find("low"), std::string::npos);
  EXPECT_NE(refused(0, 128, DType::int8, true).find("high"), std::string::npos);
  EXPECT_NE(refused(0, 3, DType::bool_).find("bool"), std::string::npos);
  EXPECT_NE(refused(-1, 5, DType::uint64).find("low"), std::string::npos);
  EXPECT_NE(refused(0, top, DType::int64).find("high"), std::string::npos);
  EXPECT_NE(refused(5, 5, DType::int64).find("below"), std::string::npos);
  EXPECT_NE(refused(6, 5, DType::int64, true).find("below"), std::string::npos);
  EXPECT_NE(refused(0, 5, DType::float64).find("float64"), std::string::npos);
  EXPECT_NE(refused(0, 5.5, DType::int64).find("whole"), std::string::npos);
}

TEST(RandomIntegers, TakesAllThatTheTypeHolds) {
  const auto bytes = computed(random::integers(-128, 128, {draws}, cut, DType::int8).astype(DType::float64));
  EXPECT_EQ(*std::min_element(bytes.begin(), bytes.end()), -128);
  EXPECT_EQ(*std::max_element(bytes.begin(), bytes.end()), 127);
  test::expect_mean_and_variance(bytes, -0.5, (256.0 * 256 - 1) / 12);
  EXPECT_EQ(computed(random::integers(255, 255, {2}, {}, DType::uint8, true).astype(DType::float64)),
            (std::vector<double>{255, 255}));
  const auto halves = [](const Array& whole) { return computed(whole.astype(DType::float64) / 0x1p64); };
  test::expect_distribution(halves(random::integers(0, top, {draws}, cut, DType::uint64, true)),
                            [](double x) { return x; });
  test::expect_distribution(halves(random::integers(0, 0x1p64, {draws}, cut, DType::uint64)),
                            [](double x) { return x; });
  test::expect_distribution(halves(random::integers(lowest, highest, {draws}, cut, DType::int64, true)),
                            [](double x) { return x + 0.5; });
  const auto both = computed(random::integers(0, 2, {1000}, cut, DType::bool_).astype(DType::float64));
  EXPECT_NEAR(std::count(both.begin(), both.end(), 1.0), 500, 80);
}

} // namespace
} // namespace troupe
