#include "runtime/kernels/linalg/cholesky.hpp"

#include <gtest/gtest.h>

namespace troupe {
namespace {

TEST(PivotedCholesky, SolvesARegularSystem) {
  Eigen::Matrix3d matrix;
  matrix << 1, 0.5, 0.25, 0.5, 1, 0.5, 0.25, 0.5, 1;
  const Eigen::Vector3d wanted(1, -2, 3);
  const PivotedCholesky factor(matrix, 1e-12);
  ASSERT_FALSE(factor.dependent());
  EXPECT_LT((factor.solve(matrix * wanted) - wanted).cwiseAbs().maxCoeff(), 1e-15);
}

TEST(PivotedCholesky, KeepsTheDigitsOfANearlySingularSystem) {
  // The 8 x 8 Hilbert matrix, scaled to ones on the diagonal: its condition number is beyond 1e9.
  constexpr int n = 8;
  Eigen::MatrixXd matrix(n, n);
  for (int i = 0; i < n; ++i)
    for (int j = 0; j < n; ++j)
      matrix(i, j) = std::sqrt((2.0 * i + 1) * (2.0 * j + 1)) / (i + j + 1);
  const Eigen::VectorXd wanted = Eigen::VectorXd::Ones(n);
  Eigen::VectorXd right(n);
  for (int i = 0; i < n; ++i) {
    long double sum = 0;
    for (int j = 0; j < n; ++j)
      sum += matrix(i, j);
    right[i] = static_cast<double>(sum);
  }
  const PivotedCholesky factor(matrix, 1e-14);
  ASSERT_FALSE(factor.dependent());
  EXPECT_LT((factor.solve(right) - wanted).cwiseAbs().maxCoeff(), 1e-6);
}

TEST(PivotedCholesky, NamesTheFirstOfThoseThatAreCombinations) {
  // Variable 3 is 1 again; 0 and 2 are independent of all.
  Eigen::Matrix4d matrix = Eigen::Matrix4d::Identity();
  matrix(1, 3) = matrix(3, 1) = 1;
  const PivotedCholesky factor(matrix, 1e-12);
  ASSERT_TRUE(factor.dependent().has_value());
  EXPECT_EQ(*factor.dependent(), 3);
}

TEST(PivotedCholesky, TakesANumberThatIsNoneForSingular) {
  Eigen::Matrix2d matrix;
  matrix << 1, std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN(), 1;
  EXPECT_TRUE(PivotedCholesky(matrix, 1e-12).dependent().has_value());
}

} // namespace
} // namespace troupe
