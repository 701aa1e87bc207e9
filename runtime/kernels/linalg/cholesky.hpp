// Solving with a correlation matrix: symmetric, positive, ones on the diagonal. Pure functions.
#pragma once

#include <Eigen/Core>

#include <cstdint>
#include <optional>

namespace troupe {

/// Cholesky's factorisation with complete pivoting (as LAPACK's pstrf): the next variable is always the one that those
/// before it explain least, so the first pivot that is as small as rounding means that the rest are combinations.
class PivotedCholesky {
public:
  /// @param tolerance  A variable whose variance is explained by others but for this share counts as dependent.
  PivotedCholesky(Eigen::MatrixXd matrix, double tolerance);

  /// The first variable, in the matrix's order, that is a combination of others; none when the matrix is regular.
  std::optional<std::int64_t> dependent() const { return dependent_; }

  /// The solution, improved once by its residual in extended precision. @pre !dependent()
  Eigen::VectorXd solve(const Eigen::VectorXd& right) const;

  /// The diagonal of the inverse. @pre !dependent()
  Eigen::VectorXd inverse_diagonal() const;

private:
  Eigen::VectorXd solve_once(const Eigen::VectorXd& right) const;

  Eigen::MatrixXd matrix_;
  Eigen::MatrixXd lower_; ///< of the permuted matrix
  Eigen::VectorX<std::int64_t> order_;
  std::optional<std::int64_t> dependent_;
};

} // namespace troupe
