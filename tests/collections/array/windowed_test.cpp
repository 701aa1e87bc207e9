// Reductions of sliding windows: the values of each window by itself, and no window made.
#include "collections/array/creation.hpp"
#include "collections/array/elementwise.hpp"
#include "collections/array/overlap.hpp"
#include "collections/array/reductions.hpp"
#include "collections/session/persist.hpp"
#include "runtime/execute/serial_executor.hpp"
#include "runtime/graph/task_graph.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <random>

namespace troupe {
namespace {

using Numbers = std::vector<double>;
using OfWindow = std::function<double(const Numbers&)>;

constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

class WindowedArrays : public testing::Test {
protected:
  /// An array of these numbers, cut into chunks of `chunk`.
  Array line(const Numbers& numbers, std::int64_t chunk) {
    kept.push_back(std::make_unique<Numbers>(numbers));
    return from_span(std::span<const double>(*kept.back())).rechunk({chunk});
  }

  Numbers computed(const Array& array) {
    const auto values = compute(executor, array.astype(DType::float64));
    const auto numbers = values.values<double>();
    return {numbers.begin(), numbers.end()};
  }

  static bool makes_windows(const Array& array) {
    const ExpressionPtr wanted[] = {array.expression()};
    const auto graph = lower(wanted);
    return std::any_of(graph.layers.begin(), graph.layers.end(),
                       [](const Layer& layer) { return layer.kernel == "array.windows"; });
  }

  SerialExecutor executor;
  std::vector<std::unique_ptr<Numbers>> kept;
};

Numbers each_window(const Numbers& numbers, std::size_t window, const OfWindow& function) {
  Numbers results;
  for (std::size_t at = 0; at + window <= numbers.size(); ++at)
    results.push_back(function(Numbers(numbers.begin() + static_cast<std::ptrdiff_t>(at),
                                       numbers.begin() + static_cast<std::ptrdiff_t>(at + window))));
  return results;
}

void expect_near(const Numbers& got, const Numbers& wanted, double relative, const std::string& what) {
  ASSERT_EQ(got.size(), wanted.size()) << what;
  for (std::size_t i = 0; i < got.size(); ++i) {
    if (std::isfinite(wanted[i]))
      ASSERT_NEAR(got[i], wanted[i], relative * std::abs(wanted[i])) << what << " of window " << i;
    else
      ASSERT_TRUE(std::isnan(wanted[i]) ? std::isnan(got[i]) : got[i] == wanted[i])
          << what << " of window " << i << ": " << got[i];
  }
}

double total(const Numbers& some) {
  long double sum = 0;
  for (auto each : some)
    sum += each;
  return static_cast<double>(sum);
}
double average_of(const Numbers& some) {
  long double sum = 0;
  for (auto each : some)
    sum += each;
  return static_cast<double>(sum / static_cast<long double>(some.size()));
}
double variance(const Numbers& some, double ddof) {
  long double mean = 0, squares = 0;
  for (auto each : some)
    mean += static_cast<long double>(each) / static_cast<long double>(some.size());
  for (auto each : some)
    squares += (each - mean) * (each - mean);
  return static_cast<double>(squares / (static_cast<long double>(some.size()) - ddof));
}
Numbers without_nan(Numbers some) {
  std::erase_if(some, [](double x) { return std::isnan(x); });
  return some;
}
double largest(const Numbers& some) {
  return std::any_of(some.begin(), some.end(), [](double x) { return std::isnan(x); })
             ? nan_value
             : *std::max_element(some.begin(), some.end());
}

struct Reduction {
  std::string name;
  std::function<Array(const Array&)> lazily;
  OfWindow plainly;
};

std::vector<Reduction> reductions() {
  const auto negated = [](Numbers some) {
    for (auto& each : some)
      each = -each;
    return some;
  };
  return {
      {"sum", [](const Array& w) { return w.sum(-1); }, total},
      {"mean", [](const Array& w) { return w.mean(-1); }, average_of},
      {"max", [](const Array& w) { return w.max(-1); }, largest},
      {"min", [](const Array& w) { return w.min(-1); }, [=](const Numbers& some) { return -largest(negated(some)); }},
      {"var", [](const Array& w) { return w.var(-1, 1); }, [](const Numbers& some) { return variance(some, 1); }},
      {"std", [](const Array& w) { return w.std(-1); },
       [](const Numbers& some) { return std::sqrt(variance(some, 0)); }},
      {"nansum", [](const Array& w) { return nansum(w, -1); },
       [](const Numbers& some) { return total(without_nan(some)); }},
      {"nanmean", [](const Array& w) { return nanmean(w, -1); },
       [](const Numbers& some) { return average_of(without_nan(some)); }},
      {"nanvar", [](const Array& w) { return nanvar(w, -1); },
       [](const Numbers& some) { return variance(without_nan(some), 0); }},
      {"nanmax", [](const Array& w) { return nanmax(w, -1); },
       [](const Numbers& some) {
         const auto left = without_nan(some);
         return left.empty() ? nan_value : largest(left);
       }}};
}

TEST_F(WindowedArrays, AreReducedAsEachWindowByItself) {
  std::mt19937_64 random(7);
  std::normal_distribution<double> normal;
  for (const double offset : {0.0, 1e9}) {
    Numbers numbers(97);
    for (auto& each : numbers)
      each = offset + normal(random);
    for (const std::int64_t chunk : {97, 40, 7})
      for (const std::int64_t window : {1, 2, 5, 24, 96, 97})
        for (const auto& reduction : reductions()) {
          if (window == 1 && reduction.name == "var")
            continue; // 0 / 0
          const auto lazily = reduction.lazily(sliding_window_view(line(numbers, chunk), window));
          ASSERT_FALSE(makes_windows(lazily)) << reduction.name;
          ASSERT_NO_FATAL_FAILURE(expect_near(
              computed(lazily), each_window(numbers, static_cast<std::size_t>(window), reduction.plainly), 1e-12,
              reduction.name + " of " + std::to_string(window) + " in chunks of " + std::to_string(chunk)));
        }
  }
}

TEST_F(WindowedArrays, AreHarmedByNoNanOrInfinityThatTheyDoNotHold) {
  Numbers numbers(60);
  for (std::size_t i = 0; i < numbers.size(); ++i)
    numbers[i] = static_cast<double>(i * i % 17);
  numbers[20] = nan_value;
  numbers[21] = nan_value;
  numbers[33] = infinity;
  numbers[48] = -infinity;
  for (const std::int64_t chunk : {60, 9})
    for (const std::size_t window : {2u, 4u, 11u})
      for (const auto& reduction : reductions())
        ASSERT_NO_FATAL_FAILURE(expect_near(
            computed(reduction.lazily(sliding_window_view(line(numbers, chunk), static_cast<std::int64_t>(window)))),
            each_window(numbers, window, reduction.plainly), 1e-12, reduction.name + " of " + std::to_string(window)));
}

TEST_F(WindowedArrays, LoseNothingBesideALargeNumber) {
  Numbers numbers(40, 1.0);
  numbers[10] = 1e17;
  const auto sums = computed(sliding_window_view(line(numbers, 40), 3).sum(-1));
  EXPECT_EQ(sums[11], 3);
  EXPECT_EQ(sums[8], 1e17 + 2); // 100000000000000002 rounds to 1e17
  EXPECT_EQ(computed(sliding_window_view(line(numbers, 40), 3).var(-1))[11], 0);
}

TEST_F(WindowedArrays, OfIntegersAreExact) {
  const auto x = arange(50, {.chunks = 8, .dtype = DType::int64}) + std::int64_t{9'007'199'254'740'993}; // 2^53 + 1
  const auto sums = compute(executor, sliding_window_view(x, 7).sum(-1));
  EXPECT_EQ(sums.block().dtype, DType::int64);
  for (std::int64_t i = 0; i < 44; ++i)
    EXPECT_EQ(sums.values<std::int64_t>()[static_cast<std::size_t>(i)], 7 * (9'007'199'254'740'993 + i) + 21);
  const auto least = compute(executor, sliding_window_view(x, 7).min(-1));
  EXPECT_EQ(least.values<std::int64_t>()[43], 9'007'199'254'740'993 + 43);
  const auto small = compute(executor, sliding_window_view(x.astype(DType::uint8), 7).max(-1));
  EXPECT_EQ(small.values<std::uint8_t>()[0], 7);
}

TEST_F(WindowedArrays, HaveAnyAxesReduced) {
  const auto x = arange(8 * 9 * 5, {.dtype = DType::float64}).reshape({8, 9, 5});
  const auto at = [](std::int64_t i, std::int64_t j, std::int64_t k) {
    return static_cast<double>((i * 9 + j) * 5 + k);
  };
  for (const Shape& chunks : {Shape{8, 9, 5}, Shape{3, 2, 5}, Shape{2, 4, 1}}) {
    const auto view = sliding_window_view(x.rechunk(chunks), {3, 4}, {0, 1});
    const auto both = view.mean({-1, -2});
    ASSERT_FALSE(makes_windows(both));
    const auto means = compute(executor, both);
    const auto spread = compute(executor, view.var({-1, -2}));
    const auto first = compute(executor, view.sum(3)); // the windows along axis 1 are left
    const auto kept_axes = compute(executor, view.max(-1, true));
    const auto all = compute(executor, view.sum({0, 3, 4}));
    ASSERT_EQ(means.shape(), (Shape{6, 6, 5}));
    ASSERT_EQ(first.shape(), (Shape{6, 6, 5, 4}));
    ASSERT_EQ(kept_axes.shape(), (Shape{6, 6, 5, 3, 1}));
    ASSERT_EQ(all.shape(), (Shape{6, 5}));
    double column = 0;
    for (std::int64_t i = 0; i < 6; ++i) {
      EXPECT_NEAR(means.values<double>()[static_cast<std::size_t>((i * 6 + 2) * 5 + 4)], at(i + 1, 0, 4) + 17.5,
                  1e-10); // rows i .. i+2, columns 2 .. 5
      // Rows 45 apart and columns 5 apart: 45^2 (3^2 - 1) / 12 + 5^2 (4^2 - 1) / 12.
      EXPECT_NEAR(spread.values<double>()[static_cast<std::size_t>((i * 6 + 2) * 5 + 4)],
                  2025 * 8.0 / 12 + 25 * 15.0 / 12, 1e-9);
      EXPECT_EQ(first.values<double>()[static_cast<std::size_t>(((i * 6 + 1) * 5 + 2) * 4 + 3)], 3 * at(i + 1, 4, 2));
      EXPECT_EQ(kept_axes.values<double>()[static_cast<std::size_t>(((i * 6 + 1) * 5 + 2) * 3 + 2)], at(i + 2, 4, 2));
      column += 12 * (at(i + 1, 0, 3) + 7.5);
    }
    EXPECT_NEAR(all.values<double>()[3], column, 1e-9);
  }
}

TEST_F(WindowedArrays, MayLieAlongOneAxisTwice) {
  const auto view = sliding_window_view(arange(12, {.chunks = 5, .dtype = DType::float64}), {3, 2}, {0, 0});
  const auto sums = computed(view.sum({-1, -2})); // element i + j + k for j < 3, k < 2: 6 i + 9
  ASSERT_EQ(sums.size(), 9u);
  for (std::size_t i = 0; i < sums.size(); ++i)
    EXPECT_EQ(sums[i], 6.0 * static_cast<double>(i) + 9);
}

TEST_F(WindowedArrays, AreSeenThroughFunctionsOfTheirElements) {
  const auto view = sliding_window_view(line({1, -2, 3, -4, 5, -6}, 2), 2);
  const auto squares = sqrt(absolute(view) * 2.0 + view * view).max(-1);
  EXPECT_FALSE(makes_windows(squares));
  EXPECT_EQ(computed(squares)[4], std::sqrt(2 * 6 + 36.0));
  EXPECT_EQ(computed((view > 0).any(-1)), (Numbers{1, 1, 1, 1, 1}));
  EXPECT_EQ(computed(view.prod(-1)), (Numbers{-2, -6, -12, -20, -30}));
  EXPECT_EQ(computed(view), (Numbers{1, -2, -2, 3, 3, -4, -4, 5, 5, -6})); // made where they are asked for
}

} // namespace
} // namespace troupe
