// Products of matrices at the speed of the machine's vector units: blocked for the caches, packed, and compiled for
// every instruction set, the best of which is chosen at run time. One thread. Thread-safe. Source of the blocking: Goto
// and van de Geijn, "Anatomy of High-Performance Matrix Multiplication" (2008). Bits: each element's products are
// summed in the order of k, within blocks of gemm_depth; fused where the CPU can.
#pragma once

#include <cstdint>

namespace troupe {

/// Element (i, j) lies at data[i * row + j * column].
template <class T>
struct MatrixRef {
  const T* data = nullptr;
  std::int64_t row = 0;
  std::int64_t column = 1;
  MatrixRef transposed() const { return {data, column, row}; }
};

/// c (m x n, rows `stride` apart, columns together) += alpha * a (m x k) * b (k x n). @pre c overlaps neither
void gemm(std::int64_t m, std::int64_t n, std::int64_t k, double alpha, MatrixRef<double> a, MatrixRef<double> b,
          double* c, std::int64_t stride);
void gemm(std::int64_t m, std::int64_t n, std::int64_t k, float alpha, MatrixRef<float> a, MatrixRef<float> b, float* c,
          std::int64_t stride);

} // namespace troupe
