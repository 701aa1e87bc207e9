// Matrix-vector products at the speed of memory: every element of the matrix is read once, sequentially. One thread.
// Thread-safe. Bits: the same on every CPU; each element's products are added in an order that follows from the sizes
// alone.
#pragma once

#include "runtime/kernels/linalg/gemm.hpp"

#include <cstdint>

namespace troupe {

/// Whether it is for a matrix that lies so: its rows or its columns together.
template <class T>
bool lies_for_vectors(const MatrixRef<T>& a) {
  return a.column == 1 || a.row == 1;
}

/// y (m elements together) += a (m x k) * x (k elements, `stride` apart). @pre lies_for_vectors(a), y overlaps neither
void multiply_vector(std::int64_t m, std::int64_t k, MatrixRef<double> a, const double* x, std::int64_t stride,
                     double* y);
void multiply_vector(std::int64_t m, std::int64_t k, MatrixRef<float> a, const float* x, std::int64_t stride, float* y);

} // namespace troupe
