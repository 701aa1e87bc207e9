#include "runtime/kernels/linalg/cholesky.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace troupe {

PivotedCholesky::PivotedCholesky(Eigen::MatrixXd matrix, double tolerance)
    : matrix_(std::move(matrix)), lower_(matrix_),
      order_(Eigen::VectorX<std::int64_t>::LinSpaced(matrix_.rows(), 0, matrix_.rows() - 1)) {
  const auto size = matrix_.rows();
  Eigen::VectorXd rest = matrix_.diagonal(); // variance that the variables taken so far leave unexplained
  for (Eigen::Index k = 0; k < size; ++k) {
    Eigen::Index pivot = k;
    rest.tail(size - k).maxCoeff(&pivot);
    pivot += k;
    if (!(rest[pivot] > tolerance)) {
      dependent_ = order_.tail(size - k).minCoeff();
      return;
    }
    if (pivot != k) {
      lower_.row(k).swap(lower_.row(pivot));
      lower_.col(k).swap(lower_.col(pivot));
      std::swap(rest[k], rest[pivot]);
      std::swap(order_[k], order_[pivot]);
    }
    const auto below = size - k - 1;
    lower_(k, k) = std::sqrt(rest[k]);
    lower_.col(k).tail(below).noalias() -= lower_.bottomLeftCorner(below, k) * lower_.row(k).head(k).transpose();
    lower_.col(k).tail(below) /= lower_(k, k);
    rest.tail(below) -= lower_.col(k).tail(below).cwiseAbs2();
  }
}

Eigen::VectorXd PivotedCholesky::solve_once(const Eigen::VectorXd& right) const {
  Eigen::VectorXd permuted(right.size());
  for (Eigen::Index i = 0; i < right.size(); ++i)
    permuted[i] = right[order_[i]];
  lower_.triangularView<Eigen::Lower>().solveInPlace(permuted);
  lower_.triangularView<Eigen::Lower>().transpose().solveInPlace(permuted);
  Eigen::VectorXd solution(right.size());
  for (Eigen::Index i = 0; i < right.size(); ++i)
    solution[order_[i]] = permuted[i];
  return solution;
}

Eigen::VectorXd PivotedCholesky::solve(const Eigen::VectorXd& right) const {
  Eigen::VectorXd solution = solve_once(right);
  Eigen::VectorXd residual(right.size());
  for (Eigen::Index i = 0; i < right.size(); ++i) {
    long double sum = right[i];
    for (Eigen::Index j = 0; j < right.size(); ++j)
      sum -= static_cast<long double>(matrix_(j, i)) * solution[j]; // symmetric: down the columns
    residual[i] = static_cast<double>(sum);
  }
  return solution + solve_once(residual);
}

Eigen::VectorXd PivotedCholesky::inverse_diagonal() const {
  const auto size = lower_.rows();
  Eigen::MatrixXd inverse = Eigen::MatrixXd::Identity(size, size);
  lower_.triangularView<Eigen::Lower>().solveInPlace(inverse);
  Eigen::VectorXd diagonal(size);
  for (Eigen::Index i = 0; i < size; ++i)
    diagonal[order_[i]] = inverse.col(i).squaredNorm();
  return diagonal;
}

} // namespace troupe
