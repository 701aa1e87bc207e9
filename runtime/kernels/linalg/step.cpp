// linalg.step {pairs, transpose, finish}: a step of a blocked factorisation (float64 or complex128): A - X1 Y1 - X2 Y2
// ... (or the conjugates of Y'), then `finish`, with a last block D where it says so:
//   none
//   cholesky        lower triangular L of L L' (Errc::singular when there is none); ' conjugates
//   right_lower_t   A D'^-1, D lower
//   left_lower      D^-1 A, D lower; left_upper, left_unit_lower, left_unit_upper: D upper, or with a unit diagonal
#include "runtime/kernels/linalg/gemm_complex.hpp"
#include "runtime/kernels/linalg/linalg_kernels.hpp"
#include "runtime/kernels/linalg/linalg_matrix.hpp"

#include <Eigen/Cholesky>

#include <algorithm>
#include <cmath>

namespace troupe {
namespace {

Failure misfit(const Block& a, const Block& b) {
  return fail(Errc::invalid_shape,
              "linalg.step: matrices of shapes " + to_string(a.shape) + " and " + to_string(b.shape) + " do not fit");
}

template <class T>
Result<Block> solved(const std::string& finish, Block a, const Block& d) {
  const bool right = finish.starts_with("right");
  const auto n = d.shape[1];
  if ((right ? a.shape[1] : a.shape[0]) != n || d.shape[0] != n)
    return misfit(a, d);
  const ConstDenseView<T> triangle(d.values<T>().data(), n, n);
  if (!finish.ends_with("unit_lower") && !finish.ends_with("unit_upper"))
    for (std::int64_t i = 0; i < n; ++i)
      if (triangle(i, i) == T{0})
        return fail(Errc::singular, "the triangular matrix is singular: a zero on its diagonal");
  auto x = dense_view<T>(a);
  if (finish == "right_lower_t")
    triangle.template triangularView<Eigen::Lower>().adjoint().template solveInPlace<Eigen::OnTheRight>(x);
  else if (finish == "left_lower")
    triangle.template triangularView<Eigen::Lower>().solveInPlace(x);
  else if (finish == "left_upper")
    triangle.template triangularView<Eigen::Upper>().solveInPlace(x);
  else if (finish == "left_unit_lower")
    triangle.template triangularView<Eigen::UnitLower>().solveInPlace(x);
  else if (finish == "left_unit_upper")
    triangle.template triangularView<Eigen::UnitUpper>().solveInPlace(x);
  else
    return fail(Errc::invalid_argument, "linalg.step has no finish '" + finish + "'");
  return a;
}

template <class T>
Result<Block> finished(const std::string& finish, Block a, const Block* d) {
  if (finish == "none")
    return a;
  if (finish == "cholesky") {
    if (a.shape[0] != a.shape[1])
      return fail(Errc::invalid_shape, "Cholesky takes square blocks; one is " + to_string(a.shape));
    const Eigen::LLT<DenseMatrix<T>> llt(dense_view<T>(a));
    dense_view<T>(a) = DenseMatrix<T>(llt.matrixL());
    if (const auto diagonal = dense_view<T>(a).diagonal(); llt.info() != Eigen::Success || !diagonal.allFinite())
      return fail(Errc::singular, "the matrix is not positive definite");
    return a;
  }
  if (!d)
    return fail(Errc::invalid_argument, "linalg.step '" + finish + "' needs one block more");
  return solved<T>(finish, std::move(a), *d);
}

/// a -= x y, or x times the conjugate of y'. @pre they fit
template <class T>
void take_away(Block& a, const Block& x, const Block& y, bool transpose, BufferPool& pool) {
  const auto m = a.shape[0], n = a.shape[1], k = x.shape[1];
  const MatrixRef<T> left{x.values<T>().data(), k, 1};
  const MatrixRef<T> right{y.values<T>().data(), transpose ? 1 : n, transpose ? k : 1};
  if constexpr (std::is_same_v<T, double>)
    gemm(m, n, k, -1.0, left, right, a.values<T>().data(), n);
  else
    gemm_complex(m, n, k, -1.0, left, right, transpose, a.values<T>().data(), n, pool);
}

template <class T>
Result<ChunkPtr> step_of(const KernelContext& context, std::span<ChunkPtr> inputs, std::size_t pairs) {
  TROUPE_TRY(transpose, context.params.boolean("transpose"));
  TROUPE_TRY(finish, context.params.text("finish"));
  std::vector<const Block*> blocks;
  for (const auto& input : inputs) {
    TROUPE_TRY(block, matrix_block(input));
    if (!blocks.empty() && block->dtype != blocks[0]->dtype)
      return fail(Errc::invalid_dtype, "linalg.step takes matrices of one type; it was given a " + describe(*inputs[0])
                                           + " and a " + describe(*input));
    blocks.push_back(block);
  }
  auto a = own_block<T>(inputs[0], *blocks[0], context.pool);
  for (std::size_t i = 0; i < pairs; ++i) {
    if (context.is_cancelled())
      return fail(Errc::cancelled, "linalg.step was cancelled");
    const auto &x = *blocks[1 + i], &y = *blocks[1 + pairs + i];
    const auto k = x.shape[1];
    if (x.shape[0] != a.shape[0] || y.shape != (transpose ? Shape{a.shape[1], k} : Shape{k, a.shape[1]}))
      return misfit(x, y);
    take_away<T>(a, x, y, transpose, context.pool);
  }
  TROUPE_TRY(made, finished<T>(finish, std::move(a), blocks.size() == 2 + 2 * pairs ? blocks.back() : nullptr));
  return make_chunk(std::move(made));
}

Result<ChunkPtr> step(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_some_inputs(inputs));
  TROUPE_TRY(given, context.params.integer("pairs"));
  const auto pairs = static_cast<std::size_t>(given);
  if (given < 0 || pairs > inputs.size() || inputs.size() - 1 < 2 * pairs || inputs.size() > 2 + 2 * pairs)
    return fail(Errc::invalid_argument, "linalg.step of " + std::to_string(given) + " pairs was given "
                                            + std::to_string(inputs.size()) + " blocks");
  TROUPE_TRY(first, matrix_block(inputs[0]));
  return with_number_of(*first, [&](auto number) { return step_of<decltype(number)>(context, inputs, pairs); });
}

} // namespace

void add_linalg_step(KernelRegistry& registry) { add_builtin(registry, {"linalg.step", step, nullptr, nullptr}); }

} // namespace troupe
