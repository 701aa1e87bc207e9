#include "runtime/kernels/linalg/cross_products.hpp"

#include "runtime/kernels/random/random_fill.hpp"
#include "tests/support/kernel_call.hpp"
#include "tests/support/simd_targets.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

namespace troupe {
namespace {

using namespace test;

/// Rows of `p` numbers, of very different size and spread by column.
std::vector<double> sample(std::int64_t rows, std::int64_t p) {
  std::vector<double> values(static_cast<std::size_t>(rows * p));
  fill_normal(99, {.first = 0, .count = values.size()}, 0, 1, values.data());
  for (std::int64_t row = 0; row < rows; ++row)
    for (std::int64_t j = 0; j < p; ++j)
      values[static_cast<std::size_t>(row * p + j)] =
          1e4 * static_cast<double>(j) + values[static_cast<std::size_t>(row * p + j)] * std::pow(3.0, j % 7);
  return values;
}

/// A packed tile, and the moments of it.
class Tile {
public:
  Tile(const std::vector<double>& values, std::int64_t rows, std::int64_t p, std::int64_t capacity)
      : packed_(process_pool().allocate_for<double>(static_cast<std::size_t>(capacity * padded(p)))),
        out_(process_pool().allocate_for<double>(static_cast<std::size_t>(padded(p) * (padded(p) + 1)))) {
    auto* packed = packed_.as<double>().data();
    std::fill_n(packed, capacity * padded(p), 0.0);
    for (std::int64_t row = 0; row < rows; ++row)
      for (std::int64_t j = 0; j < p; ++j)
        packed[j / packed_columns * capacity * packed_columns + row * packed_columns + j % packed_columns] =
            values[static_cast<std::size_t>(row * p + j)];
    auto* out = out_.as<double>().data();
    view = {0, out, out + padded(p), padded(p)};
    tile_moments(packed, capacity, rows, p, view);
  }
  MomentsView view;

  /// n, means and the upper triangle.
  std::vector<double> numbers(std::int64_t p) const {
    std::vector<double> all{view.n};
    all.insert(all.end(), view.mean, view.mean + p);
    for (std::int64_t i = 0; i < p; ++i)
      for (auto j = i; j < p; ++j)
        all.push_back(view.products[i * view.stride + j]);
    return all;
  }

private:
  Buffer packed_, out_;
};

/// The same, straight from the definition in extended precision.
std::vector<long double> naive(const std::vector<double>& values, std::int64_t rows, std::int64_t p) {
  const auto at = [&](std::int64_t row, std::int64_t j) {
    return static_cast<long double>(values[static_cast<std::size_t>(row * p + j)]);
  };
  std::vector<long double> all{static_cast<long double>(rows)};
  for (std::int64_t j = 0; j < p; ++j) {
    long double sum = 0;
    for (std::int64_t row = 0; row < rows; ++row)
      sum += at(row, j);
    all.push_back(sum / static_cast<long double>(rows));
  }
  for (std::int64_t i = 0; i < p; ++i)
    for (auto j = i; j < p; ++j) {
      long double sum = 0;
      for (std::int64_t row = 0; row < rows; ++row)
        sum +=
            (at(row, i) - all[static_cast<std::size_t>(1 + i)]) * (at(row, j) - all[static_cast<std::size_t>(1 + j)]);
      all.push_back(sum);
    }
  return all;
}

/// Each product is compared with the size that it could have, the root of the two sums of squares.
void expect_close(const std::vector<double>& got, const std::vector<long double>& wanted, std::int64_t p) {
  const auto place = [p](std::int64_t i, std::int64_t j) {
    return static_cast<std::size_t>(1 + p + i * p - i * (i - 1) / 2 + (j - i));
  };
  ASSERT_EQ(got.size(), wanted.size());
  EXPECT_EQ(got[0], static_cast<double>(wanted[0]));
  for (std::int64_t i = 0; i < p; ++i) {
    const auto mean = static_cast<double>(wanted[static_cast<std::size_t>(1 + i)]);
    EXPECT_NEAR(got[static_cast<std::size_t>(1 + i)], mean, 1e-14 * (1 + std::abs(mean)));
    for (auto j = i; j < p; ++j) {
      const auto size = static_cast<double>(std::sqrt(wanted[place(i, i)] * wanted[place(j, j)]));
      EXPECT_NEAR(got[place(i, j)], static_cast<double>(wanted[place(i, j)]), 1e-11 * size) << i << " " << j;
    }
  }
}

TEST(TileMoments, AreThoseOfTheDefinition) {
  for (const std::int64_t p : {2, 3, 8, 9, 17, 24, 25, 40})
    for (const std::int64_t rows : {1, 2, 3, 5, 127, 128, 129, 300}) {
      const auto values = sample(rows, p);
      expect_close(Tile(values, rows, p, 320).numbers(p), naive(values, rows, p), p);
    }
}

TEST(TileMoments, OfAConstantColumnAreExactlyItsValueAndZero) {
  const std::vector<double> values(600, 0.1);
  const auto got = Tile(values, 200, 3, 256).numbers(3);
  EXPECT_EQ(got, (std::vector<double>{200, 0.1, 0.1, 0.1, 0, 0, 0, 0, 0, 0}));
}

TEST(TileMoments, LoseNoDigitsToALargeOffset) {
  // 2^40 and one more, in turn: the variance is that of 0 and 1.
  std::vector<double> values;
  for (int row = 0; row < 100; ++row)
    values.insert(values.end(), {0x1p40 + row % 2, 0x1p40 - row % 2});
  EXPECT_EQ(Tile(values, 100, 2, 128).numbers(2), (std::vector<double>{100, 0x1p40 + 0.5, 0x1p40 - 0.5, 25, -25, 25}));
}

bool has_fused_products(std::int64_t target) {
  // Targets are numbered from the best: AVX2 and better are below SSE4.
  return target < static_cast<std::int64_t>(HWY_SSE4);
}

TEST(TileMoments, HaveTheSameBitsOnAllCpusThatFuseAndOnAllThatDoNot) {
  const std::int64_t rows = 301, p = 21;
  const auto values = sample(rows, p);
  std::map<bool, std::vector<double>> seen;
  for_each_simd_target([&](std::int64_t target) {
    const auto got = Tile(values, rows, p, 320).numbers(p);
    const auto [at, fresh] = seen.try_emplace(has_fused_products(target), got);
    EXPECT_TRUE(same_bits(got, at->second));
    expect_close(got, naive(values, rows, p), p);
  });
  EXPECT_FALSE(seen.empty());
}

TEST(AddMoments, MakeThoseOfAllRowsFromThoseOfTwoParts) {
  const std::int64_t p = 11;
  const auto values = sample(300, p);
  for (const std::int64_t cut : {1, 2, 150, 299}) {
    Tile first({values.begin(), values.begin() + cut * p}, cut, p, 320);
    const Tile second({values.begin() + cut * p, values.end()}, 300 - cut, p, 320);
    add_moments(first.view, second.view, p);
    expect_close(first.numbers(p), naive(values, 300, p), p);
  }
}

TEST(AddMoments, OfNothingChangeNothing) {
  const auto values = sample(10, 3);
  Tile some(values, 10, 3, 64);
  const auto before = some.numbers(3);
  std::vector<double> numbers(3 + 9, -7.0);
  MomentsView nothing{0, numbers.data(), numbers.data() + 3, 3};
  add_moments(some.view, nothing, 3);
  EXPECT_TRUE(same_bits(some.numbers(3), before));
  add_moments(nothing, some.view, 3);
  EXPECT_EQ(nothing.n, 10);
  EXPECT_EQ(nothing.mean[2], some.view.mean[2]);
  EXPECT_EQ(nothing.products[1 * 3 + 2], some.view.products[some.view.stride + 2]);
}

TEST(AddMoments, HaveTheSameBitsOnEveryCpu) {
  const std::int64_t p = 13;
  const auto values = sample(300, p);
  const std::vector<double> head(values.begin(), values.begin() + 100 * p),
      tail(values.begin() + 100 * p, values.end());
  // The tiles by one target, so that only the sum differs.
  std::vector<double> best;
  for_each_simd_target([&](std::int64_t target) {
    std::optional<Tile> first, second;
    {
      const OnlyTarget same(HWY_STATIC_TARGET);
      first.emplace(head, 100, p, 320);
      second.emplace(tail, 200, p, 320);
    }
    const OnlyTarget again(target);
    add_moments(first->view, second->view, p);
    if (best.empty())
      best = first->numbers(p);
    EXPECT_TRUE(same_bits(first->numbers(p), best));
  });
}

} // namespace
} // namespace troupe
