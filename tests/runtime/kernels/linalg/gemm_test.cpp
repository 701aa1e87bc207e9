#include "runtime/kernels/linalg/gemm_complex.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

namespace troupe {
namespace {

using Number = std::complex<double>;

template <class T>
std::vector<T> numbers(std::int64_t count, unsigned seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal;
  std::vector<T> made(static_cast<std::size_t>(count));
  for (auto& each : made)
    if constexpr (std::is_same_v<T, Number>)
      each = {normal(random), normal(random)};
    else
      each = static_cast<T>(normal(random));
  return made;
}

template <class T>
T element(const MatrixRef<T>& matrix, std::int64_t i, std::int64_t j) {
  return matrix.data[i * matrix.row + j * matrix.column];
}

struct Sizes {
  std::int64_t m, n, k;
};
const Sizes all_sizes[] = {{1, 1, 1}, {3, 5, 7}, {8, 24, 16}, {9, 25, 300}, {70, 50, 1}, {130, 33, 65}, {4, 4, 0}};

/// Exact numbers, so that no order of adding up matters: every product is right to the bit.
TEST(Gemm, AddsProductsOfMatricesHoweverTheyLie) {
  for (const auto& [m, n, k] : all_sizes)
    for (const bool turned : {false, true}) {
      auto a = numbers<double>(m * k, 1), b = numbers<double>(k * n, 2), c = numbers<double>(m * n, 3);
      for (auto* each : {&a, &b, &c})
        for (auto& value : *each)
          value = std::round(value * 8);
      const MatrixRef<double> left = turned ? MatrixRef<double>{a.data(), 1, m} : MatrixRef<double>{a.data(), k, 1};
      const MatrixRef<double> right = turned ? MatrixRef<double>{b.data(), 1, k} : MatrixRef<double>{b.data(), n, 1};
      auto expected = c;
      for (std::int64_t i = 0; i < m; ++i)
        for (std::int64_t j = 0; j < n; ++j)
          for (std::int64_t p = 0; p < k; ++p)
            expected[static_cast<std::size_t>(i * n + j)] -= 2 * element(left, i, p) * element(right, p, j);
      gemm(m, n, k, -2.0, left, right, c.data(), n);
      EXPECT_EQ(c, expected) << m << " x " << n << " x " << k << (turned ? ", turned" : "");
    }
}

TEST(Gemm, MultipliesComplexNumbersAndConjugates) {
  for (const auto& [m, n, k] : all_sizes)
    for (const bool conjugated : {false, true}) {
      const auto a = numbers<Number>(m * k, 1), b = numbers<Number>(k * n, 2);
      const MatrixRef<Number> left{a.data(), k, 1}, right{b.data(), 1, k};
      std::vector<Number> c(static_cast<std::size_t>(m * n), Number(1, -1)), expected = c;
      for (std::int64_t i = 0; i < m; ++i)
        for (std::int64_t j = 0; j < n; ++j)
          for (std::int64_t p = 0; p < k; ++p)
            expected[static_cast<std::size_t>(i * n + j)] -=
                element(left, i, p) * (conjugated ? std::conj(element(right, p, j)) : element(right, p, j));
      gemm_complex(m, n, k, -1.0, left, right, conjugated, c.data(), n, process_pool());
      for (std::size_t i = 0; i < c.size(); ++i)
        ASSERT_LE(std::abs(c[i] - expected[i]), 1e-13 * (1 + static_cast<double>(k))) << m << " x " << n << " x " << k;
    }
}

} // namespace
} // namespace troupe
