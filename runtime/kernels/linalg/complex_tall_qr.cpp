#include "runtime/kernels/linalg/complex_tall_qr.hpp"

#include "runtime/kernels/linalg/gemm_complex.hpp"
#include "runtime/kernels/linalg/linalg_matrix.hpp"

#include <Eigen/QR>

#include <algorithm>

namespace troupe {
namespace {

using Number = std::complex<double>;

Result<void> check_factors(const Block& factors) {
  if (factors.dtype != DType::complex128 || factors.shape.size() != 2 || factors.shape[0] < 2 * factors.shape[1])
    return fail(Errc::invalid_argument,
                "a complex QR factorisation is a matrix of at least twice as many rows as columns; not one of shape "
                    + to_string(factors.shape));
  return {};
}

} // namespace

Result<Block> factor_complex(const Block& matrix, BufferPool& pool) {
  const auto m = matrix.shape[0], n = matrix.shape[1];
  if (m < n)
    return fail(Errc::invalid_shape, "a complex QR takes at least as many rows as columns; not a matrix of shape "
                                         + to_string(matrix.shape));
  const Eigen::HouseholderQR<Eigen::MatrixX<Number>> qr(dense_view<Number>(matrix));
  auto made = new_block_of<Number>(pool, {n + m, n});
  auto out = dense_view<Number>(made);
  out.topRows(n) = Eigen::MatrixX<Number>(qr.matrixQR().topRows(n).triangularView<Eigen::Upper>());
  out.bottomRows(m) = qr.householderQ() * Eigen::MatrixX<Number>::Identity(m, n);
  return made;
}

Result<Block> complex_triangle_of(const Block& factors, BufferPool& pool) {
  TROUPE_CHECK(check_factors(factors));
  return block_from(dense_view<Number>(factors).topRows(factors.shape[1]), pool);
}

Result<Block> apply_complex(const Block& factors, const Block* right, std::int64_t first, BufferPool& pool) {
  TROUPE_CHECK(check_factors(factors));
  const auto n = factors.shape[1], m = factors.shape[0] - n;
  if (!right)
    return block_from(dense_view<Number>(factors).bottomRows(m), pool);
  if (right->dtype != DType::complex128 || right->shape.size() != 2 || right->shape[0] < first + n)
    return fail(Errc::invalid_shape, "a complex factorisation of " + std::to_string(n)
                                         + " columns cannot be multiplied by a matrix of shape "
                                         + to_string(right->shape));
  const auto width = right->shape[1];
  auto made = new_block_of<Number>(pool, {m, width});
  std::fill_n(made.values<Number>().data(), m * width, Number{});
  gemm_complex(m, width, n, 1.0, MatrixRef<Number>{factors.values<Number>().data() + n * n, n, 1},
               MatrixRef<Number>{right->values<Number>().data() + first * width, width, 1}, false,
               made.values<Number>().data(), width, pool);
  return made;
}

} // namespace troupe
