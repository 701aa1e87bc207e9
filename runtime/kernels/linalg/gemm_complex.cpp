#include "runtime/kernels/linalg/gemm_complex.hpp"

#include <algorithm>

namespace troupe {
namespace {

template <class Real>
MatrixRef<Real> part(MatrixRef<std::complex<Real>> matrix, int which) {
  return {reinterpret_cast<const Real*>(matrix.data) + which, 2 * matrix.row, 2 * matrix.column};
}

template <class Real>
void multiply_add(std::int64_t m, std::int64_t n, std::int64_t k, Real alpha, MatrixRef<std::complex<Real>> a,
                  MatrixRef<std::complex<Real>> b, bool conjugate_b, std::complex<Real>* c, std::int64_t stride,
                  BufferPool& pool) {
  if (m == 0 || n == 0 || k == 0)
    return; // there may be no memory at all
  auto memory = pool.allocate_for<Real>(static_cast<std::size_t>(m * n));
  auto* sum = memory.template as<Real>().data();
  const auto turned = conjugate_b ? -alpha : alpha; // what b's imaginary part is multiplied by
  for (int which = 0; which < 2; ++which) {         // the real part, then the imaginary one
    std::fill_n(sum, m * n, Real{0});
    gemm(m, n, k, which == 0 ? alpha : turned, part(a, 0), part(b, which), sum, n);
    gemm(m, n, k, which == 0 ? -turned : alpha, part(a, 1), part(b, 1 - which), sum, n);
    auto* out = reinterpret_cast<Real*>(c) + which;
    for (std::int64_t i = 0; i < m; ++i)
      for (std::int64_t j = 0; j < n; ++j)
        out[2 * (i * stride + j)] += sum[i * n + j];
  }
}

} // namespace

void gemm_complex(std::int64_t m, std::int64_t n, std::int64_t k, double alpha, MatrixRef<std::complex<double>> a,
                  MatrixRef<std::complex<double>> b, bool conjugate_b, std::complex<double>* c, std::int64_t stride,
                  BufferPool& pool) {
  multiply_add(m, n, k, alpha, a, b, conjugate_b, c, stride, pool);
}
void gemm_complex(std::int64_t m, std::int64_t n, std::int64_t k, float alpha, MatrixRef<std::complex<float>> a,
                  MatrixRef<std::complex<float>> b, bool conjugate_b, std::complex<float>* c, std::int64_t stride,
                  BufferPool& pool) {
  multiply_add(m, n, k, alpha, a, b, conjugate_b, c, stride, pool);
}

} // namespace troupe
