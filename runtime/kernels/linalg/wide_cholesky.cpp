#include "runtime/kernels/linalg/wide_cholesky.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace troupe {
namespace {

std::size_t place(std::int64_t i) { return static_cast<std::size_t>(i); }

} // namespace

WideCholesky::WideCholesky(Vector matrix, const std::vector<double>& tolerance)
    : matrix_(std::move(matrix)), order_(tolerance.size()) {
  std::iota(order_.begin(), order_.end(), 0);
  const auto n = order_.size();
  for (std::size_t k = 0; k < n; ++k) {
    auto pivot = n;
    for (auto i = k; i < n; ++i)
      if (lower(i, i).hi > tolerance[place(order_[i])] && (pivot == n || lower(i, i).hi > lower(pivot, pivot).hi))
        pivot = i;
    if (pivot == n) {
      dependent_ = *std::min_element(order_.begin() + static_cast<std::ptrdiff_t>(k), order_.end());
      return;
    }
    if (pivot != k) {
      for (std::size_t j = 0; j < n; ++j)
        std::swap(matrix_[k * n + j], matrix_[pivot * n + j]);
      for (std::size_t i = 0; i < n; ++i)
        std::swap(matrix_[i * n + k], matrix_[i * n + pivot]);
      std::swap(order_[k], order_[pivot]);
    }
    const auto root = sqrt(lower(k, k));
    matrix_[k * n + k] = root;
    for (auto i = k + 1; i < n; ++i)
      matrix_[i * n + k] = lower(i, k) / root;
    for (auto i = k + 1; i < n; ++i)
      for (auto j = k + 1; j <= i; ++j) {
        matrix_[i * n + j] -= lower(i, k) * lower(j, k);
        matrix_[j * n + i] = lower(i, j);
      }
  }
}

WideCholesky::Vector WideCholesky::half_solved(const Vector& right) const {
  Vector half;
  for (std::size_t i = 0; i < order_.size(); ++i) {
    auto rest = right[place(order_[i])];
    for (std::size_t j = 0; j < i; ++j)
      rest -= lower(i, j) * half[j];
    half.push_back(rest / lower(i, i));
  }
  return half;
}

WideCholesky::Vector WideCholesky::solved_from(const Vector& half) const {
  const auto n = order_.size();
  Vector permuted = half, solution(n);
  for (auto i = n; i-- > 0;) {
    for (auto j = i + 1; j < n; ++j)
      permuted[i] -= lower(j, i) * permuted[j];
    permuted[i] = permuted[i] / lower(i, i);
    solution[place(order_[i])] = permuted[i];
  }
  return solution;
}

WideCholesky::Vector WideCholesky::inverse_diagonal() const {
  const auto n = order_.size();
  Vector diagonal(n);
  for (std::size_t column = 0; column < n; ++column) { // of L^-1, whose squares add up
    Vector inverse(n);
    DoubleDouble squares;
    for (auto i = column; i < n; ++i) {
      DoubleDouble rest = i == column ? 1.0 : 0.0;
      for (auto j = column; j < i; ++j)
        rest -= lower(i, j) * inverse[j];
      inverse[i] = rest / lower(i, i);
      squares += inverse[i] * inverse[i];
    }
    diagonal[place(order_[column])] = squares;
  }
  return diagonal;
}

} // namespace troupe
