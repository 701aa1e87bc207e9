// Cholesky factorisation of a correlation matrix in double-double, with complete pivoting, like PivotedCholesky in
// double. Pure functions.
#pragma once

#include "runtime/kernels/linalg/double_double.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace troupe {

class WideCholesky {
public:
  using Vector = std::vector<DoubleDouble>;

  /// @param matrix     n x n in C order, symmetric
  /// @param tolerance  for each variable: it counts as dependent where others leave no more of its variance than that
  WideCholesky(Vector matrix, const std::vector<double>& tolerance);

  /// The first of the variables that are combinations of others; none where the matrix is regular.
  std::optional<std::int64_t> dependent() const { return dependent_; }

  /// L^-1 P' right and P L'^-1 half: both in turn solve the equations. @pre !dependent()
  Vector half_solved(const Vector& right) const;
  Vector solved_from(const Vector& half) const;
  /// The diagonal of the inverse.
  Vector inverse_diagonal() const;

private:
  const DoubleDouble& lower(std::size_t i, std::size_t j) const { return matrix_[i * order_.size() + j]; }

  Vector matrix_; ///< of the variables in the order of the pivots, L in its lower triangle
  std::vector<std::int64_t> order_;
  std::optional<std::int64_t> dependent_;
};

} // namespace troupe
