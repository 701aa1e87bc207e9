// Products of complex matrices as four real ones (gemm.hpp), at the speed of those. One thread. Thread-safe.
#pragma once

#include "runtime/chunk/buffer_pool.hpp"
#include "runtime/kernels/linalg/gemm.hpp"

#include <complex>
#include <cstdint>

namespace troupe {

/// c (m x n, rows `stride` apart, columns together) += alpha * a (m x k) * b (k x n), b's conjugate where that is said.
/// @pre c overlaps neither
void gemm_complex(std::int64_t m, std::int64_t n, std::int64_t k, double alpha, MatrixRef<std::complex<double>> a,
                  MatrixRef<std::complex<double>> b, bool conjugate_b, std::complex<double>* c, std::int64_t stride,
                  BufferPool& pool);
void gemm_complex(std::int64_t m, std::int64_t n, std::int64_t k, float alpha, MatrixRef<std::complex<float>> a,
                  MatrixRef<std::complex<float>> b, bool conjugate_b, std::complex<float>* c, std::int64_t stride,
                  BufferPool& pool);

} // namespace troupe
