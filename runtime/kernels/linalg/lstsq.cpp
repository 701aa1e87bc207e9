// Least squares with several right sides (float64, complex128 where it says so):
// linalg.lstsq_part: [rows of a, the same rows of b] to the triangle of [a b], or where its columns depend on each
// other so nearly that
//   digits would be lost, to the products of its columns in twice the precision (WideMoments about zero).
// linalg.lstsq_combine: several such to one.
// linalg.lstsq_solve {columns, rows, rcond}: one such, or the triangle of [a b] of complex128, to one vector: the
// solutions of a's so many
//   columns (columns x right sides, in C order), the sums of squares left over, a's singular values, its rank.
//   `rcond`: singular values below that share of the largest count as 0, as in NumPy. Where it is not given they do
//   only in a matrix that has not full rank once its columns are brought to unit length: units do not make a column
//   vanish.
#include "runtime/kernels/linalg/linalg_kernels.hpp"
#include "runtime/kernels/linalg/linalg_matrix.hpp"
#include "runtime/kernels/linalg/svd.hpp"
#include "runtime/kernels/linalg/tall_qr.hpp"
#include "runtime/kernels/linalg/wide_moments.hpp"

#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

namespace troupe {
namespace {

constexpr double epsilon = std::numeric_limits<double>::epsilon();
template <class T>
using Columns = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>;
using Wide = std::vector<DoubleDouble>;

std::size_t at(std::int64_t i) { return static_cast<std::size_t>(i); }

/// As loses_digits() of moments: whether a column is explained by those before it but for 1e-4 of its square.
bool triangle_loses_digits(const Block& triangle) {
  const auto r = dense_view<double>(triangle);
  if (r.rows() > most_wide_variables || !r.allFinite())
    return false;
  for (Eigen::Index k = 0; k < r.cols(); ++k)
    if (const auto size = r.col(k).stableNorm();
        size > 0 && std::isfinite(size * size) && size * size > 0 && std::abs(r(k, k)) <= 1e-2 * size)
      return true;
  return false;
}

WideMoments products_of_rows(std::span<const RowsView> parts, std::int64_t rows, std::int64_t variables) {
  WideAccumulator sums(std::vector<double>(at(variables), 0.0));
  sums.add(parts, rows);
  auto made = sums.finish();
  made.centre_at_zero();
  return made;
}

Result<ChunkPtr> lstsq_part(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 2));
  TROUPE_TRY(a, float64_block(inputs[0]));
  TROUPE_TRY(b, float64_block(inputs[1]));
  if (a->shape.size() != 2 || b->shape.size() != 2 || a->shape[0] != b->shape[0])
    return fail(Errc::invalid_shape, "linalg.lstsq_part: matrices of shapes " + to_string(a->shape) + " and "
                                         + to_string(b->shape) + " do not fit");
  const auto rows = a->shape[0], n = a->shape[1], k = b->shape[1];
  TROUPE_CHECK(checked_element_count({rows + n + k, 2 * std::max<std::int64_t>(n + k, 1)}));
  auto both = new_block_of<double>(context.pool, {rows, n + k});
  auto view = dense_view<double>(both);
  view.leftCols(n) = dense_view<double>(std::as_const(*a));
  view.rightCols(k) = dense_view<double>(std::as_const(*b));
  TROUPE_TRY(factors, factor_tall(both.values<double>().data(), rows, n + k, context.pool));
  TROUPE_TRY(triangle, triangle_of(factors, context.pool));
  if (!triangle_loses_digits(triangle))
    return make_chunk(std::move(triangle));
  const RowsView all{both.values<double>().data(), n + k};
  return make_chunk(products_of_rows({&all, 1}, rows, n + k).block(context.pool));
}

/// A block as products of columns, whichever of both it is.
Result<WideMoments> products_in(const Block& block) {
  const bool square = block.shape.size() == 2 && block.shape[0] == block.shape[1];
  if (!square)
    return WideMoments::read(block);
  const RowsView rows{block.values<double>().data(), block.shape[1]};
  return products_of_rows({&rows, 1}, block.shape[0], block.shape[1]);
}

Result<ChunkPtr> combine_products(const KernelContext& context, std::span<const Block* const> blocks) {
  TROUPE_TRY(sum, products_in(*blocks[0]));
  for (const auto* block : blocks.subspan(1)) {
    TROUPE_TRY(next, products_in(*block));
    if (next.variables != sum.variables)
      return fail(Errc::invalid_shape, "linalg.lstsq_combine takes parts of equally many columns");
    sum.add(next);
  }
  return make_chunk(sum.block(context.pool));
}

Result<ChunkPtr> lstsq_combine(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_some_inputs(inputs));
  std::vector<const Block*> blocks;
  bool triangles = true;
  for (const auto& input : inputs) {
    TROUPE_TRY(block, float64_block(input));
    if (block->shape.size() != 2)
      return fail(Errc::invalid_shape,
                  "linalg.lstsq_combine takes what linalg.lstsq_part makes; got a " + describe(*input));
    triangles = triangles && block->shape == std::get<Block>(*inputs[0]).shape && block->shape[0] == block->shape[1];
    blocks.push_back(block);
  }
  if (!triangles)
    return combine_products(context, blocks);
  const auto p = blocks[0]->shape[1];
  auto stacked = new_block_of<double>(context.pool, {p * static_cast<std::int64_t>(blocks.size()), p});
  auto* to = stacked.values<double>().data();
  for (const auto* block : blocks)
    to = std::copy_n(block->values<double>().data(), p * p, to);
  TROUPE_TRY(factors, factor_tall(stacked.values<double>().data(), stacked.shape[0], p, context.pool));
  TROUPE_TRY(triangle, triangle_of(factors, context.pool));
  if (triangle_loses_digits(triangle))
    return combine_products(context, blocks);
  return make_chunk(std::move(triangle));
}

template <class T>
struct Solution {
  Columns<T> x;
  Eigen::VectorXd left_over, s;
  std::int64_t rank = 0;
};

/// What there is to solve, as the triangle of [a b] has it.
template <class T>
struct Triangle {
  Columns<T> r, right; ///< of a; and b's columns, turned as a's were
  Eigen::VectorXd left_over;
};

struct Ranking {
  std::int64_t rows = 0;
  std::optional<double> rcond;
};

template <class T>
bool has_full_rank(const Columns<T>& r, const Eigen::VectorXd& s, const Ranking& ranking) {
  const auto n = r.cols();
  if (n == 0)
    return true;
  if (ranking.rcond)
    return s(n - 1) > *ranking.rcond * s(0);
  Columns<T> scaled = r;
  for (Eigen::Index j = 0; j < n; ++j) {
    const auto size = r.col(j).stableNorm();
    if (!(size > 0))
      return false;
    scaled.col(j) /= size;
  }
  const auto values = svd<T>(scaled, SingularVectors::none).s;
  return values(n - 1) > epsilon * static_cast<double>(std::max<std::int64_t>(ranking.rows, n)) * values(0);
}

Failure not_finite() {
  return fail(Errc::invalid_argument,
              "least squares of values that are not finite, or too large to square, have no solution");
}

/// `exactly` gives the solution where the rank is full; where it is not, the one of least norm.
template <class T, class Exactly>
Result<Solution<T>> solved(const Triangle<T>& given, const Ranking& ranking, Exactly&& exactly) {
  const auto n = given.r.cols();
  if (!given.r.allFinite() || !given.right.allFinite())
    return not_finite();
  Solution<T> made;
  made.left_over = given.left_over;
  if (n == 0) {
    made.x = Columns<T>(0, given.right.cols());
    return made;
  }
  const auto factors = svd<T>(given.r, SingularVectors::thin);
  made.s = factors.s;
  if (has_full_rank(given.r, made.s, ranking)) {
    made.rank = n;
    made.x = exactly();
    return made;
  }
  const auto least =
      ranking.rcond.value_or(epsilon * static_cast<double>(std::max<std::int64_t>(ranking.rows, n))) * made.s(0);
  const Columns<T> turned = factors.u.adjoint() * given.right;
  while (made.rank < n && made.s(made.rank) > least)
    ++made.rank;
  const Columns<T> kept = made.s.head(made.rank).cwiseInverse().asDiagonal() * turned.topRows(made.rank);
  made.x = factors.v.leftCols(made.rank) * kept;
  made.left_over += turned.bottomRows(n - made.rank).cwiseAbs2().colwise().sum().transpose();
  return made;
}

template <class T>
Result<Solution<T>> solve_triangle(const Block& block, std::int64_t n, const Ranking& ranking) {
  const auto all = dense_view<T>(block);
  const auto k = all.cols() - n;
  Triangle<T> given{all.topLeftCorner(n, n), all.topRightCorner(n, k), Eigen::VectorXd::Zero(k)};
  given.left_over = all.bottomRightCorner(k, k).cwiseAbs2().colwise().sum().transpose();
  return solved<T>(given, ranking,
                   [&] { return Columns<T>(given.r.template triangularView<Eigen::Upper>().solve(given.right)); });
}

/// R of R'R = products, row by row; a column that is explained but for the rounding of twice the precision has a row of
/// zeros.
Wide root_of(const WideMoments& moments) {
  const auto p = moments.variables;
  Wide r = moments.products;
  for (std::int64_t k = 0; k < p; ++k) {
    auto* row = r.data() + k * p;
    std::fill(row, row + k, DoubleDouble());
    if (!(row[k].hi > 1e-28 * moments.product(k, k).hi)) {
      std::fill(row + k, row + p, DoubleDouble());
      continue;
    }
    const auto root = sqrt(row[k]);
    for (auto j = k; j < p; ++j)
      row[j] = j == k ? root : row[j] / root;
    for (auto i = k + 1; i < p; ++i)
      for (auto j = i; j < p; ++j)
        r[at(i * p + j)] -= row[i] * row[j];
  }
  return r;
}

Result<Solution<double>> solve_products(const WideMoments& moments, std::int64_t n, const Ranking& ranking) {
  const auto p = moments.variables, k = p - n;
  // A root takes NaN for a column that others explain.
  if (!std::all_of(moments.products.begin(), moments.products.end(),
                   [](const auto& one) { return std::isfinite(one.hi); }))
    return not_finite();
  const auto r = root_of(moments);
  Triangle<double> given{Columns<double>(n, n), Columns<double>(n, k), Eigen::VectorXd(k)};
  for (std::int64_t i = 0; i < n; ++i)
    for (std::int64_t j = 0; j < p; ++j)
      (j < n ? given.r(i, j) : given.right(i, j - n)) = r[at(i * p + j)].hi;
  for (std::int64_t j = 0; j < k; ++j) {
    auto rest = moments.product(n + j, n + j);
    for (std::int64_t i = 0; i < n; ++i)
      rest -= r[at(i * p + n + j)] * r[at(i * p + n + j)];
    given.left_over(j) = std::isnan(rest.hi) ? rest.hi : std::max(0.0, rest.hi);
  }
  return solved<double>(given, ranking, [&] {
    Columns<double> x(n, k);
    for (std::int64_t j = 0; j < k; ++j) {
      Wide column(at(n));
      for (auto i = n; i-- > 0;) {
        column[at(i)] = r[at(i * p + n + j)];
        for (auto l = i + 1; l < n; ++l)
          column[at(i)] -= r[at(i * p + l)] * column[at(l)];
        column[at(i)] = column[at(i)] / r[at(i * p + i)];
        x(i, j) = column[at(i)].hi;
      }
    }
    return x;
  });
}

template <class T>
ChunkPtr packed(const Solution<T>& made, BufferPool& pool) {
  const auto n = made.x.rows(), k = made.x.cols();
  auto block = new_block_of<T>(pool, {n * k + k + n + 1});
  auto* out = block.template values<T>().data();
  DenseView<T>(out, n, k) = made.x;
  out += n * k;
  out = std::transform(made.left_over.begin(), made.left_over.end(), out, [](double value) { return T(value); });
  out = std::transform(made.s.begin(), made.s.end(), out, [](double value) { return T(value); });
  *out = T(static_cast<double>(made.rank));
  return make_chunk(std::move(block));
}

Result<ChunkPtr> lstsq_solve(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 1));
  TROUPE_TRY(block, matrix_block(inputs[0]));
  TROUPE_TRY(n, context.params.integer("columns"));
  Ranking ranking;
  TROUPE_TRY(rows, context.params.integer("rows"));
  ranking.rows = rows;
  if (context.params.has("rcond")) {
    TROUPE_TRY(rcond, context.params.real("rcond"));
    ranking.rcond = rcond;
  }
  if (block->dtype == DType::float64 && block->shape[0] != block->shape[1]) {
    TROUPE_TRY(moments, WideMoments::read(*block));
    if (n < 0 || n > moments.variables)
      return fail(Errc::invalid_shape, "linalg.lstsq_solve: there are not " + std::to_string(n) + " columns");
    TROUPE_TRY(made, solve_products(moments, n, ranking));
    return packed(made, context.pool);
  }
  if (block->shape[0] != block->shape[1] || n < 0 || n > block->shape[1])
    return fail(Errc::invalid_shape, "linalg.lstsq_solve takes a triangle of at least " + std::to_string(n)
                                         + " columns; got a " + describe(*inputs[0]));
  return with_number_of(*block, [&](auto number) -> Result<ChunkPtr> {
    using T = decltype(number);
    TROUPE_TRY(made, solve_triangle<T>(*block, n, ranking));
    return packed(made, context.pool);
  });
}

} // namespace

void add_linalg_lstsq(KernelRegistry& registry) {
  add_builtin(registry, {"linalg.lstsq_combine", lstsq_combine, nullptr, nullptr});
  add_builtin(registry, {"linalg.lstsq_part", lstsq_part, nullptr, nullptr});
  add_builtin(registry, {"linalg.lstsq_solve", lstsq_solve, nullptr, nullptr});
}

} // namespace troupe
