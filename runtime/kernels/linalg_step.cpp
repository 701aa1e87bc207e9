// Steps of blocked factorisations (float64):
// linalg.step {pairs, transpose, finish}: A - X1 Y1 - X2 Y2 ... (or Y'), then `finish`, with a last block D where it says so:
//   none
//   cholesky        lower triangular L of L L' (Errc::singular when there is none)
//   lu              L and U in one matrix, and under it a row of pivots: row i comes from row pivot[i]
//   right_lower_t   A D'^-1, D lower
//   right_upper     A D^-1, D as `lu` makes it
//   left_lower      D^-1 A, D lower; left_upper, left_unit_lower, left_unit_upper: D upper, or with a unit diagonal
//   left_lu         U's row: L^-1 P' A, D as `lu` makes it
// linalg.lu_part {part}: p, l, u of what `lu` made; `pt` with a second block: its rows permuted; `sign`: of the pivots.
// linalg.dense {op}: of one matrix: qr_q, qr_r (reduced); svd: u, s and v' in one vector, k the lesser extent.
// linalg.piece {begin, shape}: elements of a vector from `begin` on as a matrix or vector.
// linalg.block {extents}: hands its matrix on; without one, zeros, for the blocks of a square array cut so.
#include "runtime/kernels/arguments.hpp"
#include "runtime/kernels/builtin.hpp"
#include "runtime/kernels/gemm.hpp"

#include <Eigen/Cholesky>
#include <Eigen/LU>
#include <Eigen/QR>
#include <Eigen/SVD>

#include <algorithm>
#include <cmath>
#include <vector>

namespace troupe {
namespace {

using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using View = Eigen::Map<RowMajor>;
using ConstView = Eigen::Map<const RowMajor>;

Result<const Block*> matrix(const ChunkPtr& input) {
  TROUPE_TRY(block, float64_block(input));
  if (block->shape.size() != 2)
    return fail(Errc::invalid_shape, "linear algebra takes matrices; it was given a " + describe(*input));
  return block;
}
ConstView view(const Block& block) { return {block.values<double>().data(), block.shape[0], block.shape[1]}; }
View view(Block& block) { return {block.values<double>().data(), block.shape[0], block.shape[1]}; }

Block copy_of(const Eigen::Ref<const RowMajor>& values, BufferPool& pool) {
  auto block = new_float64_block(pool, {values.rows(), values.cols()});
  view(block) = values;
  return block;
}

Failure misfit(const Block& a, const Block& b) {
  return fail(Errc::invalid_shape, "linalg.step: matrices of shapes " + to_string(a.shape) + " and " + to_string(b.shape) + " do not fit");
}

Result<Block> factor_lu(const Block& a, BufferPool& pool) {
  const auto n = a.shape[0];
  if (a.shape[1] != n)
    return fail(Errc::invalid_shape, "LU takes square blocks; one is " + to_string(a.shape));
  const Eigen::PartialPivLU<RowMajor> lu(view(a));
  auto made = new_float64_block(pool, {n + 1, n});
  View out(made.values<double>().data(), n + 1, n);
  out.topRows(n) = lu.matrixLU();
  for (Eigen::Index row = 0; row < n; ++row) // row `row` of A goes to row indices()(row)
    out(n, lu.permutationP().indices()(row)) = static_cast<double>(row);
  for (Eigen::Index i = 0; i < n; ++i)
    if (out(i, i) == 0 || !std::isfinite(out(i, i)))
      return fail(Errc::singular, "the matrix is singular (pivot " + std::to_string(i) + " of a diagonal block is " +
                                    std::to_string(out(i, i)) + ")");
  return made;
}

/// Rows of `from` in the order in which the pivots took them.
Result<Block> permuted(const Block& lu, const Block& from, BufferPool& pool) {
  const auto n = lu.shape[1];
  if (lu.shape[0] != n + 1 || from.shape[0] != n)
    return misfit(lu, from);
  auto made = new_float64_block(pool, from.shape);
  const auto* pivots = lu.values<double>().data() + n * n;
  for (std::int64_t i = 0; i < n; ++i) {
    if (!(pivots[i] >= 0 && pivots[i] < static_cast<double>(n)))
      return fail(Errc::invalid_argument, "linalg: the pivots are not those of a factorisation");
    view(made).row(i) = view(from).row(static_cast<Eigen::Index>(pivots[i]));
  }
  return made;
}

Result<Block> solved(const std::string& finish, Block a, const Block& d, BufferPool& pool) {
  const bool right = finish.starts_with("right");
  const bool compact = finish == "right_upper" || finish == "left_lu";
  const auto n = d.shape[1];
  if ((right ? a.shape[1] : a.shape[0]) != n || d.shape[0] != n + (compact ? 1 : 0))
    return misfit(a, d);
  const ConstView triangle(d.values<double>().data(), n, n);
  if (finish == "left_lu") {
    TROUPE_TRY(rows, permuted(d, a, pool));
    a = std::move(rows);
  }
  if (!finish.ends_with("unit_lower") && !finish.ends_with("unit_upper") && finish != "left_lu")
    for (std::int64_t i = 0; i < n; ++i)
      if (triangle(i, i) == 0)
        return fail(Errc::singular, "the triangular matrix is singular: a zero on its diagonal");
  auto x = view(a);
  if (finish == "right_lower_t")
    triangle.triangularView<Eigen::Lower>().transpose().solveInPlace<Eigen::OnTheRight>(x);
  else if (finish == "right_upper")
    triangle.triangularView<Eigen::Upper>().solveInPlace<Eigen::OnTheRight>(x);
  else if (finish == "left_lower")
    triangle.triangularView<Eigen::Lower>().solveInPlace(x);
  else if (finish == "left_upper")
    triangle.triangularView<Eigen::Upper>().solveInPlace(x);
  else if (finish == "left_unit_lower" || finish == "left_lu")
    triangle.triangularView<Eigen::UnitLower>().solveInPlace(x);
  else if (finish == "left_unit_upper")
    triangle.triangularView<Eigen::UnitUpper>().solveInPlace(x);
  else
    return fail(Errc::invalid_argument, "linalg.step has no finish '" + finish + "'");
  return a;
}

Result<Block> finished(const std::string& finish, Block a, const Block* d, BufferPool& pool) {
  if (finish == "none")
    return a;
  if (finish == "cholesky") {
    if (a.shape[0] != a.shape[1])
      return fail(Errc::invalid_shape, "Cholesky takes square blocks; one is " + to_string(a.shape));
    const Eigen::LLT<RowMajor> llt(view(a));
    if (llt.info() != Eigen::Success)
      return fail(Errc::singular, "the matrix is not positive definite");
    view(a) = RowMajor(llt.matrixL());
    return a;
  }
  if (finish == "lu")
    return factor_lu(a, pool);
  if (!d)
    return fail(Errc::invalid_argument, "linalg.step '" + finish + "' needs one block more");
  return solved(finish, std::move(a), *d, pool);
}

Result<ChunkPtr> step(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_some_inputs(inputs));
  TROUPE_TRY(pairs, context.params.integer("pairs"));
  TROUPE_TRY(transpose, context.params.boolean("transpose"));
  TROUPE_TRY(finish, context.params.text("finish"));
  if (pairs < 0 || static_cast<std::size_t>(pairs) > inputs.size() || inputs.size() - 1 < 2 * static_cast<std::size_t>(pairs)
      || inputs.size() > 2 + 2 * static_cast<std::size_t>(pairs))
    return fail(Errc::invalid_argument, "linalg.step of " + std::to_string(pairs) + " pairs was given " + std::to_string(inputs.size()) + " blocks");
  TROUPE_TRY(given, matrix(inputs[0]));
  auto a = may_overwrite(inputs[0], *given) ? *given : copy_of(view(*given), context.pool);
  const auto m = a.shape[0], n = a.shape[1];
  for (std::size_t i = 0; i < static_cast<std::size_t>(pairs); ++i) {
    if (context.is_cancelled())
      return fail(Errc::cancelled, "linalg.step was cancelled");
    TROUPE_TRY(x, matrix(inputs[1 + i]));
    TROUPE_TRY(y, matrix(inputs[1 + static_cast<std::size_t>(pairs) + i]));
    const auto k = x->shape[1];
    if (x->shape[0] != m || y->shape != (transpose ? Shape{n, k} : Shape{k, n}))
      return misfit(*x, *y);
    const MatrixRef<double> right{y->values<double>().data(), transpose ? 1 : n, transpose ? k : 1};
    gemm(m, n, k, -1.0, MatrixRef<double>{x->values<double>().data(), k, 1}, right, a.values<double>().data(), n);
  }
  const Block* d = nullptr;
  if (inputs.size() == 2 + 2 * static_cast<std::size_t>(pairs)) {
    TROUPE_TRY(last, matrix(inputs.back()));
    d = last;
  }
  TROUPE_TRY(made, finished(finish, std::move(a), d, context.pool));
  return make_chunk(std::move(made));
}

Result<ChunkPtr> lu_part(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_some_inputs(inputs));
  TROUPE_TRY(lu, matrix(inputs[0]));
  TROUPE_TRY(part, context.params.text("part"));
  const auto n = lu->shape[1];
  if (lu->shape[0] != n + 1)
    return fail(Errc::invalid_shape, "linalg.lu_part takes what 'lu' made; it was given a " + describe(*inputs[0]));
  if (part == "pt") {
    TROUPE_CHECK(require_inputs(inputs, 2));
    TROUPE_TRY(other, matrix(inputs[1]));
    TROUPE_TRY(made, permuted(*lu, *other, context.pool));
    return make_chunk(std::move(made));
  }
  const ConstView compact(lu->values<double>().data(), n, n);
  const auto* pivots = lu->values<double>().data() + n * n;
  RowMajor out = RowMajor::Zero(part == "sign" ? 1 : n, part == "sign" ? 1 : n);
  if (part == "l") {
    out = compact.triangularView<Eigen::UnitLower>();
  } else if (part == "u") {
    out = compact.triangularView<Eigen::Upper>();
  } else if (part == "p") {
    for (std::int64_t i = 0; i < n; ++i)
      out(static_cast<Eigen::Index>(pivots[i]), i) = 1;
  } else if (part == "sign") { // by the cycles of the permutation
    std::vector<bool> seen(static_cast<std::size_t>(n), false);
    double sign = 1;
    for (std::int64_t i = 0; i < n; ++i)
      for (auto at = static_cast<std::size_t>(i), first = at; !seen[at];) {
        seen[at] = true;
        at = static_cast<std::size_t>(pivots[at]);
        sign = at == first ? sign : -sign;
      }
    out(0, 0) = sign;
  } else {
    return fail(Errc::invalid_argument, "linalg.lu_part has no part '" + part + "'");
  }
  return make_chunk(copy_of(out, context.pool));
}

Result<ChunkPtr> dense(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 1));
  TROUPE_TRY(a, matrix(inputs[0]));
  TROUPE_TRY(op, context.params.text("op"));
  const auto m = a->shape[0], n = a->shape[1], k = std::min(m, n);
  if (op == "svd") {
    auto made = new_float64_block(context.pool, {m * k + k + k * n});
    auto* out = made.values<double>().data();
    const Eigen::BDCSVD<Eigen::MatrixXd> svd(view(*a), Eigen::ComputeThinU | Eigen::ComputeThinV);
    View(out, m, k) = svd.matrixU();
    Eigen::Map<Eigen::VectorXd>(out + m * k, k) = svd.singularValues();
    View(out + m * k + k, k, n) = svd.matrixV().transpose();
    return make_chunk(std::move(made));
  }
  const Eigen::HouseholderQR<RowMajor> qr(view(*a));
  if (op == "qr_q")
    return make_chunk(copy_of(RowMajor(qr.householderQ() * RowMajor::Identity(m, k)), context.pool));
  if (op == "qr_r")
    return make_chunk(copy_of(RowMajor(qr.matrixQR().topRows(k).triangularView<Eigen::Upper>()), context.pool));
  return fail(Errc::invalid_argument, "linalg.dense has no op '" + op + "'");
}

Result<ChunkPtr> piece(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 1));
  TROUPE_TRY(vector, float64_block(inputs[0]));
  TROUPE_TRY(begin, context.params.integer("begin"));
  TROUPE_TRY(shape, context.params.integers("shape"));
  TROUPE_TRY(count, checked_element_count(shape));
  if (begin < 0 || begin > vector->size() || count > vector->size() - begin)
    return fail(Errc::invalid_shape, "linalg.piece reaches beyond a " + describe(*inputs[0]));
  auto made = new_float64_block(context.pool, shape);
  std::copy_n(vector->values<double>().data() + begin, count, made.values<double>().data());
  return make_chunk(std::move(made));
}

Result<ChunkPtr> pass_on(const KernelContext& context, std::span<ChunkPtr> inputs) {
  if (inputs.empty()) {
    TROUPE_TRY(extents, context.params.integers("extents"));
    const auto n = extents.size();
    if (context.index >= n * n)
      return fail(Errc::invalid_argument, "linalg.block has no chunk " + std::to_string(context.index));
    const Shape shape{extents[context.index / n], extents[context.index % n]};
    TROUPE_CHECK(checked_element_count(shape));
    auto made = new_float64_block(context.pool, shape);
    std::fill_n(made.values<double>().data(), made.size(), 0.0);
    return make_chunk(std::move(made));
  }
  TROUPE_CHECK(require_inputs(inputs, 1));
  TROUPE_TRY(block, matrix(inputs[0]));
  if (may_overwrite(inputs[0], *block))
    return std::move(inputs[0]);
  return make_chunk(copy_of(view(*block), context.pool));
}

} // namespace

void add_linalg_step(KernelRegistry& registry) {
  add_builtin(registry, {"linalg.block", pass_on, nullptr, nullptr});
  add_builtin(registry, {"linalg.dense", dense, nullptr, nullptr});
  add_builtin(registry, {"linalg.lu_part", lu_part, nullptr, nullptr});
  add_builtin(registry, {"linalg.piece", piece, nullptr, nullptr});
  add_builtin(registry, {"linalg.step", step, nullptr, nullptr});
}

} // namespace troupe
