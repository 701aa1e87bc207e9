// Of a whole square matrix in one block (float64 or complex128):
// linalg.eigh {vectors}: of its lower triangle as that of a symmetric (Hermitian) one: the eigenvalues, rising, then,
// where they are asked
//   for, the matrix whose columns are the eigenvectors, all in one vector.
// linalg.expm: its exponential. Source: Higham, "The Scaling and Squaring Method for the Matrix Exponential Revisited"
// (2005), as Eigen
//   has it.
#include "runtime/kernels/linalg/linalg_kernels.hpp"
#include "runtime/kernels/linalg/linalg_matrix.hpp"

#include <Eigen/Eigenvalues>
#include <unsupported/Eigen/MatrixFunctions>

#include <string>

namespace troupe {
namespace {

Result<Block*> square_block(std::span<ChunkPtr> inputs, const char* what) {
  TROUPE_CHECK(require_inputs(inputs, 1));
  TROUPE_TRY(a, matrix_block(inputs[0]));
  if (a->shape[0] != a->shape[1])
    return fail(Errc::invalid_shape, std::string(what) + " takes a square matrix; got a " + describe(*inputs[0]));
  const bool finite =
      with_number_of(*a, [&](auto number) { return dense_view<decltype(number)>(std::as_const(*a)).allFinite(); });
  if (!finite)
    return fail(Errc::invalid_argument, std::string(what) + ": the matrix has NaN or infinities");
  return a;
}

template <class T>
Result<ChunkPtr> eigen_of(const Block& a, bool vectors, BufferPool& pool) {
  using Columns = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>;
  const auto n = a.shape[0];
  auto made = new_block_of<T>(pool, {n + (vectors ? n * n : 0)});
  if (n == 0)
    return make_chunk(std::move(made));
  const Eigen::SelfAdjointEigenSolver<Columns> solver(Columns(dense_view<T>(a)),
                                                      vectors ? Eigen::ComputeEigenvectors : Eigen::EigenvaluesOnly);
  if (solver.info() != Eigen::Success)
    return fail(Errc::invalid_argument, "eigh: the eigenvalues did not converge");
  auto* out = made.template values<T>().data();
  Eigen::Map<Eigen::VectorX<T>>(out, n) = solver.eigenvalues().template cast<T>();
  if (vectors)
    DenseView<T>(out + n, n, n) = solver.eigenvectors();
  return make_chunk(std::move(made));
}

Result<ChunkPtr> eigh(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_TRY(a, square_block(inputs, "eigh"));
  TROUPE_TRY(vectors, context.params.boolean("vectors"));
  TROUPE_CHECK(checked_element_count({a->shape[0] + 1, 2 * std::max<std::int64_t>(a->shape[0], 1)}));
  return with_number_of(*a, [&](auto number) { return eigen_of<decltype(number)>(*a, vectors, context.pool); });
}

Result<ChunkPtr> expm(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_TRY(a, square_block(inputs, "expm"));
  return make_chunk(with_number_of(*a, [&](auto number) {
    using T = decltype(number);
    using Columns = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>;
    const Columns matrix = dense_view<T>(std::as_const(*a));
    return block_from(matrix.size() == 0 ? matrix : Columns(matrix.exp()), context.pool);
  }));
}

} // namespace

void add_linalg_spectral(KernelRegistry& registry) {
  add_builtin(registry, {"linalg.eigh", eigh, nullptr, nullptr});
  add_builtin(registry, {"linalg.expm", expm, nullptr, nullptr});
}

} // namespace troupe
