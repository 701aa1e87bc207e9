// What blocked factorisations are made of besides their steps (linalg_step.cpp); float64 or complex128:
// linalg.dense {op}: of one matrix: qr_q, qr_r (reduced); svd: u, s and v' in one vector, k the lesser extent.
// linalg.piece {begin, shape}: elements of a vector from `begin` on as a matrix or vector.
// linalg.block {extents, dtype}: hands its matrix on; without one, zeros, for the blocks of a square array cut so.
#include "runtime/kernels/linalg/linalg_kernels.hpp"
#include "runtime/kernels/linalg/linalg_matrix.hpp"
#include "runtime/kernels/linalg/svd.hpp"

#include <Eigen/QR>

#include <algorithm>

namespace troupe {
namespace {

template <class T>
Block svd_of(const Block& a, BufferPool& pool) {
  const auto m = a.shape[0], n = a.shape[1], k = std::min(m, n);
  auto made = new_block_of<T>(pool, {m * k + k + k * n});
  auto* out = made.template values<T>().data();
  const auto factors = svd<T>(dense_view<T>(a), SingularVectors::thin);
  DenseView<T>(out, m, k) = factors.u;
  Eigen::Map<Eigen::VectorX<T>>(out + m * k, k) = factors.s.template cast<T>();
  DenseView<T>(out + m * k + k, k, n) = factors.v.adjoint();
  return made;
}

template <class T>
Result<Block> dense_of(const std::string& op, const Block& a, BufferPool& pool) {
  if (op == "svd") {
    if (!dense_view<T>(a).allFinite())
      return fail(Errc::invalid_argument, "the matrix has NaN or infinities, and so no singular values");
    return svd_of<T>(a, pool);
  }
  const auto m = a.shape[0], k = std::min(m, a.shape[1]);
  const Eigen::HouseholderQR<DenseMatrix<T>> qr(dense_view<T>(a));
  if (op == "qr_q")
    return block_from(DenseMatrix<T>(qr.householderQ() * DenseMatrix<T>::Identity(m, k)), pool);
  if (op == "qr_r")
    return block_from(DenseMatrix<T>(qr.matrixQR().topRows(k).template triangularView<Eigen::Upper>()), pool);
  return fail(Errc::invalid_argument, "linalg.dense has no op '" + op + "'");
}

Result<ChunkPtr> dense(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 1));
  TROUPE_TRY(a, matrix_block(inputs[0]));
  TROUPE_TRY(op, context.params.text("op"));
  if (a->size() == 0)
    return fail(Errc::invalid_shape, "linalg.dense takes a matrix that has elements; got a " + describe(*inputs[0]));
  TROUPE_TRY(made, with_number_of(*a, [&](auto number) { return dense_of<decltype(number)>(op, *a, context.pool); }));
  return make_chunk(std::move(made));
}

Result<ChunkPtr> piece(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 1));
  TROUPE_TRY(vector, inexact_block(inputs[0]));
  TROUPE_TRY(begin, context.params.integer("begin"));
  TROUPE_TRY(shape, context.params.integers("shape"));
  TROUPE_TRY(count, checked_element_count(shape));
  if (begin < 0 || begin > vector->size() || count > vector->size() - begin)
    return fail(Errc::invalid_shape, "linalg.piece reaches beyond a " + describe(*inputs[0]));
  return make_chunk(with_number_of(*vector, [&](auto number) {
    using T = decltype(number);
    auto made = new_block_of<T>(context.pool, shape);
    std::copy_n(vector->values<T>().data() + begin, count, made.template values<T>().data());
    return made;
  }));
}

Result<ChunkPtr> zeros(const KernelContext& context) {
  TROUPE_TRY(extents, context.params.integers("extents"));
  TROUPE_TRY(name, context.params.text("dtype"));
  TROUPE_TRY(dtype, dtype_from_string(name));
  const auto n = extents.size();
  if (context.index >= n * n || (dtype != DType::float64 && dtype != DType::complex128))
    return fail(Errc::invalid_argument, "linalg.block has no chunk " + std::to_string(context.index) + " of " + name);
  Block made{dtype, {extents[context.index / n], extents[context.index % n]}, {}};
  TROUPE_TRY(count, checked_element_count(made.shape));
  made.data = context.pool.allocate(static_cast<std::size_t>(count) * size_of(dtype));
  std::fill_n(made.data.data(), made.data.size(), std::byte{0});
  return make_chunk(std::move(made));
}

Result<ChunkPtr> pass_on(const KernelContext& context, std::span<ChunkPtr> inputs) {
  if (inputs.empty())
    return zeros(context);
  TROUPE_CHECK(require_inputs(inputs, 1));
  TROUPE_TRY(block, matrix_block(inputs[0]));
  return with_shape(inputs[0], *block, block->shape, context.pool);
}

} // namespace

void add_linalg_parts(KernelRegistry& registry) {
  add_builtin(registry, {"linalg.block", pass_on, nullptr, nullptr});
  add_builtin(registry, {"linalg.dense", dense, nullptr, nullptr});
  add_builtin(registry, {"linalg.piece", piece, nullptr, nullptr});
}

} // namespace troupe
