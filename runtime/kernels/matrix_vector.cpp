#include "runtime/kernels/matrix_vector.hpp"

#include <algorithm>
#include <vector>

namespace troupe {
namespace {

constexpr std::int64_t lanes = 8;           ///< partial sums of one row, added up at its end
constexpr std::int64_t rows_at_once = 4;   ///< of those that are added to y, which is read and written once for all of them
constexpr std::int64_t elements_at_once = 2048;         ///< elements of y that stay in the first-level cache meanwhile

/// Sums of products along one row: eight of them side by side, which compilers turn into vectors.
template <class T> T row_product(std::int64_t k, const T* row, const T* x) {
  T sums[lanes] = {};
  std::int64_t at = 0;
  for (; at + lanes <= k; at += lanes)
    for (std::int64_t lane = 0; lane < lanes; ++lane)
      sums[lane] += row[at + lane] * x[at + lane];
  for (std::int64_t lane = 0; at < k; ++at, ++lane)
    sums[lane] += row[at] * x[at];
  return ((sums[0] + sums[4]) + (sums[1] + sums[5])) + ((sums[2] + sums[6]) + (sums[3] + sums[7]));
}

/// Columns of a lie together: y += a's column times x's element, four of them at a time.
template <class T> void by_columns(std::int64_t m, std::int64_t k, MatrixRef<T> a, const T* x, T* y) {
  for (std::int64_t first = 0; first < m; first += elements_at_once) {
    const auto count = std::min(elements_at_once, m - first);
    auto* out = y + first;
    std::int64_t p = 0;
    for (; p + rows_at_once <= k; p += rows_at_once) {
      const T* c0 = a.data + p * a.column + first;
      const T *c1 = c0 + a.column, *c2 = c1 + a.column, *c3 = c2 + a.column;
      const T x0 = x[p], x1 = x[p + 1], x2 = x[p + 2], x3 = x[p + 3];
      for (std::int64_t i = 0; i < count; ++i)
        out[i] += (c0[i] * x0 + c1[i] * x1) + (c2[i] * x2 + c3[i] * x3);
    }
    for (; p < k; ++p)
      for (std::int64_t i = 0; i < count; ++i)
        out[i] += a.data[p * a.column + first + i] * x[p];
  }
}

template <class T> void multiply(std::int64_t m, std::int64_t k, MatrixRef<T> a, const T* x, std::int64_t stride, T* y) {
  std::vector<T> together;
  if (stride != 1) {
    for (std::int64_t p = 0; p < k; ++p)
      together.push_back(x[p * stride]);
    x = together.data();
  }
  if (a.column == 1)
    for (std::int64_t i = 0; i < m; ++i)
      y[i] += row_product(k, a.data + i * a.row, x);
  else
    by_columns(m, k, a, x, y);
}

} // namespace

void multiply_vector(std::int64_t m, std::int64_t k, MatrixRef<double> a, const double* x, std::int64_t stride, double* y) {
  multiply(m, k, a, x, stride, y);
}
void multiply_vector(std::int64_t m, std::int64_t k, MatrixRef<float> a, const float* x, std::int64_t stride, float* y) {
  multiply(m, k, a, x, stride, y);
}

} // namespace troupe
