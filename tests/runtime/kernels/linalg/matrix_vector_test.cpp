#include "runtime/kernels/linalg/matrix_vector.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace troupe {
namespace {

/// Whole numbers, so that sums are exact in any order.
template <class T>
void expect_products() {
  for (std::int64_t m : {0, 1, 3, 8, 20, 2'049})
    for (std::int64_t k : {0, 1, 4, 7, 8, 9, 33})
      for (const bool columns_together : {false, true})
        for (std::int64_t stride : {1, 3}) {
          std::vector<T> a(static_cast<std::size_t>(m * k + 1)), x(static_cast<std::size_t>(k * stride + 1)),
              y(static_cast<std::size_t>(m), T{5}), expected = y;
          for (std::size_t i = 0; i < a.size(); ++i)
            a[i] = static_cast<T>(i % 7) - 3;
          for (std::size_t i = 0; i < x.size(); ++i)
            x[i] = static_cast<T>(i % 5) - 1;
          const MatrixRef<T> matrix{a.data(), columns_together ? 1 : k, columns_together ? m : 1};
          for (std::int64_t i = 0; i < m; ++i)
            for (std::int64_t p = 0; p < k; ++p)
              expected[static_cast<std::size_t>(i)] += a[static_cast<std::size_t>(i * matrix.row + p * matrix.column)]
                                                       * x[static_cast<std::size_t>(p * stride)];
          ASSERT_TRUE(lies_for_vectors(matrix));
          multiply_vector(m, k, matrix, x.data(), stride, y.data());
          ASSERT_EQ(y, expected) << m << " x " << k << (columns_together ? ", columns together" : "") << ", stride "
                                 << stride;
        }
}

TEST(MatrixVector, MultipliesMatricesThatLieEitherWay) {
  expect_products<double>();
  expect_products<float>();
}

} // namespace
} // namespace troupe
