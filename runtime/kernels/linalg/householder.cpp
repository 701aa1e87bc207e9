#include "runtime/kernels/linalg/householder.hpp"

#include "runtime/kernels/linalg/column_products.hpp"

#include <algorithm>
#include <cmath>

namespace troupe {
namespace {

/// Panels this narrow are eliminated column by column; wider ones as two halves.
constexpr std::int64_t narrow_panel = 8;

void scale(double* x, std::int64_t rows, double factor) {
  for (std::int64_t i = 0; i < rows; ++i)
    x[i] *= factor;
}

/// Euclidean length, with the column scaled first where its square would leave the range of doubles.
double length_of(const double* x, std::int64_t rows) {
  double squares = 0;
  add_column_products(x, 1, x, 1, rows, &squares);
  if (squares > 1e-280 && squares < 1e280)
    return std::sqrt(squares);
  double largest = 0;
  for (std::int64_t i = 0; i < rows; ++i)
    if (!(std::abs(x[i]) <= largest))
      largest = std::abs(x[i]);
  if (largest == 0 || !std::isfinite(largest))
    return largest;
  squares = 0;
  for (std::int64_t i = 0; i < rows; ++i)
    squares += (x[i] / largest) * (x[i] / largest);
  return largest * std::sqrt(squares);
}

/// At most narrow_panel columns, one after the other.
void eliminate(double* columns, std::int64_t rows, std::int64_t width, double* triangle, std::int64_t stride, double* t,
               std::int64_t t_stride) {
  double dots[narrow_panel], factors[narrow_panel];
  for (std::int64_t i = 0; i < width; ++i)
    std::fill_n(t + i * t_stride, width, 0.0);
  for (std::int64_t k = 0; k < width; ++k) {
    double* x = columns + k * rows;
    double& diagonal = triangle[k * stride + k];
    double length = length_of(x, rows);
    if (length == 0)
      continue; // nothing to eliminate: H = I, T's column stays zero
    // What is left over of rows that are fewer than the columns may be as small as numbers get, and its reciprocal too
    // large.
    const double lift = std::max(length, std::abs(diagonal)) < 1e-280 ? 0x1p600 : 1.0;
    if (lift != 1) {
      scale(x, rows, lift);
      diagonal *= lift;
      length = length_of(x, rows);
    }
    const double beta = -std::copysign(std::hypot(diagonal, length), diagonal);
    const double tau = (beta - diagonal) / beta;
    scale(x, rows, 1 / (diagonal - beta));
    diagonal = beta / lift;
    std::fill_n(dots, width, 0.0);
    add_column_products(x, 1, columns, width, rows, dots);
    for (auto j = k + 1; j < width; ++j) {
      const double w = tau * (triangle[k * stride + j] + dots[j]);
      triangle[k * stride + j] -= w;
      factors[j - k - 1] = w;
    }
    if (k + 1 < width)
      subtract_product(x, 1, factors, width - k - 1, rows, x + rows);
    for (std::int64_t i = 0; i < k; ++i) { // T's new column: -tau T V' v
      double sum = 0;
      for (auto j = i; j < k; ++j)
        sum += t[i * t_stride + j] * dots[j];
      t[i * t_stride + k] = -tau * sum;
    }
    t[k * t_stride + k] = tau;
  }
}

/// w (size x width in C order) = T w, or T' w. T is upper triangular, its rows `stride` apart.
void multiply_triangle(const double* t, std::int64_t stride, std::int64_t size, bool transposed, double* w,
                       std::int64_t width) {
  for (std::int64_t step = 0; step < size; ++step) {
    const auto i = transposed ? size - 1 - step : step;
    double* row = w + i * width;
    for (std::int64_t j = 0; j < width; ++j)
      row[j] *= t[i * stride + i];
    const auto begin = transposed ? 0 : i + 1, end = transposed ? i : size;
    for (auto k = begin; k < end; ++k) {
      const double factor = transposed ? t[k * stride + i] : t[i * stride + k];
      for (std::int64_t j = 0; j < width; ++j)
        row[j] += factor * w[k * width + j];
    }
  }
}

/// The corner of T between two neighbours' own: -T1 V1' V2 T2.
void join_triangles(const Reflections& left, const Reflections& right, double* corner, double* space) {
  std::fill_n(space, left.count * right.count, 0.0);
  add_column_products(left.v, left.count, right.v, right.count, left.rows, space);
  multiply_triangle(left.t, left.stride, left.count, false, space, right.count);
  for (std::int64_t i = 0; i < left.count; ++i)
    for (std::int64_t j = 0; j < right.count; ++j) {
      double sum = 0;
      for (std::int64_t k = 0; k <= j; ++k)
        sum += space[i * right.count + k] * right.t[k * right.stride + j];
      corner[i * left.stride + j] = -sum;
    }
}

} // namespace

void reflect_columns(const Reflections& by, Turn turn, double* above, std::int64_t stride, double* columns,
                     std::int64_t width, bool zero, double* space) {
  for (std::int64_t i = 0; i < by.count; ++i)
    std::copy_n(above + i * stride, width, space + i * width);
  if (!zero)
    add_column_products(by.v, by.count, columns, width, by.rows, space);
  multiply_triangle(by.t, by.stride, by.count, turn == Turn::back, space, width);
  for (std::int64_t i = 0; i < by.count; ++i)
    for (std::int64_t j = 0; j < width; ++j)
      above[i * stride + j] -= space[i * width + j];
  subtract_product(by.v, by.count, space, width, by.rows, columns);
}

void eliminate_panel(double* columns, std::int64_t rows, std::int64_t width, double* triangle, std::int64_t stride,
                     double* t, std::int64_t t_stride, double* space) {
  if (width <= narrow_panel)
    return eliminate(columns, rows, width, triangle, stride, t, t_stride);
  const auto left = (width / 2 + narrow_panel - 1) / narrow_panel * narrow_panel, right = width - left;
  double *others = columns + left * rows, *others_t = t + left * t_stride + left;
  eliminate_panel(columns, rows, left, triangle, stride, t, t_stride, space);
  const Reflections first{columns, rows, t, t_stride, left}, second{others, rows, others_t, t_stride, right};
  reflect_columns(first, Turn::back, triangle + left, stride, others, right, false, space);
  eliminate_panel(others, rows, right, triangle + left * stride + left, stride, others_t, t_stride, space);
  join_triangles(first, second, t + left, space);
  for (std::int64_t i = left; i < width; ++i)
    std::fill_n(t + i * t_stride, left, 0.0);
}

} // namespace troupe
