// LU factorisation P A = L U of a matrix cut into blocks of columns, pivots sought over the whole height of a block
// (float64 or complex128). `first` is the number of the block's first column, so that of its first row on the diagonal
// too. linalg.lu_factor {first}: a block of columns, to L and U of its rows from `first` on, what is above them as it
// was, and
//   under all that a row of pivots: column i's row changed places with row pivot[i].
// linalg.lu_update {first}: what lu_factor made and another block of columns: its rows exchanged, L^-1 times those
// beside the
//   diagonal, their products with L taken away from those below.
// linalg.lu_back {first}: the same two: U^-1 times the rows beside the diagonal, their products with U taken away from
// those
//   above. Errc::singular where U has a zero on its diagonal.
// linalg.lu_pivots: the row of pivots. linalg.lu_l {first}: the columns of L; further inputs: pivots of the blocks that
// follow. linalg.lu_u {first, rows}: the columns of U. linalg.lu_p {rows, columns}: as many columns of P as its task's
// number says; inputs: all pivots. linalg.lu_det {first}: the product of U's diagonal and the sign of the exchanges as
// m, e: m 2^e, m about 1. linalg.lu_det_of {what}: of all of them: det; sign; logabs.
#include "runtime/kernels/linalg/linalg_kernels.hpp"
#include "runtime/kernels/linalg/linalg_matrix.hpp"
#include "runtime/kernels/linalg/lu_factors.hpp"
#include "runtime/kernels/linalg/lu_in_place.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

namespace troupe {
namespace {

template <class T>
Result<ChunkPtr> factor(const Block& columns, std::int64_t first, BufferPool& pool) {
  const auto m = columns.shape[0], w = columns.shape[1];
  if (first < 0 || first > m || w > m - first)
    return fail(Errc::invalid_shape, "linalg.lu_factor: columns from " + std::to_string(first) + " on of a block of "
                                         + to_string(columns.shape) + " have no rows on the diagonal");
  auto made = new_block_of<T>(pool, {m + 1, w});
  auto* out = made.template values<T>().data();
  std::copy_n(columns.values<T>().data(), m * w, out);
  std::vector<std::int64_t> pivots(static_cast<std::size_t>(w));
  lu_in_place(RowsInPlace<T>{out, m, w, w}.part(first, 0, m - first, w), std::span(pivots), pool);
  std::transform(pivots.begin(), pivots.end(), out + m * w,
                 [&](std::int64_t pivot) { return T(static_cast<double>(first + pivot)); });
  return make_chunk(std::move(made));
}

Result<ChunkPtr> lu_factor(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 1));
  TROUPE_TRY(columns, matrix_block(inputs[0]));
  TROUPE_TRY(first, context.params.integer("first"));
  TROUPE_CHECK(checked_element_count({columns->shape[0] + 1, 2 * columns->shape[1]}));
  return with_number_of(*columns, [&](auto number) { return factor<decltype(number)>(*columns, first, context.pool); });
}

/// function(factors, other block as the caller's own rows)
template <class Function>
Result<ChunkPtr> with_factors(const KernelContext& context, std::span<ChunkPtr> inputs, Function&& function) {
  TROUPE_CHECK(require_inputs(inputs, 2));
  TROUPE_TRY(lu, matrix_block(inputs[0]));
  TROUPE_TRY(other, matrix_block(inputs[1]));
  TROUPE_TRY(first, context.params.integer("first"));
  return with_number_of(*lu, [&](auto number) -> Result<ChunkPtr> {
    using T = decltype(number);
    TROUPE_TRY(factors, LuFactors<T>::read(*lu, first));
    if (other->dtype != lu->dtype || other->shape[0] != factors.rows())
      return fail(Errc::invalid_shape, "linalg.lu: a factorisation of " + std::to_string(factors.rows())
                                           + " rows does not fit a " + describe(*inputs[1]));
    auto own = own_block<T>(inputs[1], *other, context.pool);
    TROUPE_CHECK(
        function(factors, RowsInPlace<T>{own.template values<T>().data(), own.shape[0], own.shape[1], own.shape[1]}));
    return make_chunk(std::move(own));
  });
}

Result<ChunkPtr> lu_update(const KernelContext& context, std::span<ChunkPtr> inputs) {
  return with_factors(context, inputs, [&]<class T>(const LuFactors<T>& lu, RowsInPlace<T> x) -> Result<void> {
    const auto first = lu.first(), w = lu.width(), below = x.rows - first - w;
    exchange_rows(x.part(first, 0, x.rows - first, x.columns), lu.exchanges());
    const auto beside = x.part(first, 0, w, x.columns);
    solve_unit_lower(lu.part(first, w), beside, context.pool);
    take_product(x.part(first + w, 0, below, x.columns), lu.part(first + w, below),
                 {beside.data, w, x.columns, x.stride}, context.pool);
    return {};
  });
}

Result<ChunkPtr> lu_back(const KernelContext& context, std::span<ChunkPtr> inputs) {
  return with_factors(context, inputs, [&]<class T>(const LuFactors<T>& lu, RowsInPlace<T> x) -> Result<void> {
    const auto first = lu.first(), w = lu.width();
    for (std::int64_t i = 0; i < w; ++i)
      if (lu.diagonal(i) == T{0})
        return fail(Errc::singular, "the matrix is singular: pivot " + std::to_string(first + i)
                                        + " is zero, so there is no solution or more than one");
    const auto beside = x.part(first, 0, w, x.columns);
    solve_upper(lu.part(first, w), beside, context.pool);
    take_product(x.part(0, 0, first, x.columns), lu.part(0, first), {beside.data, w, x.columns, x.stride},
                 context.pool);
    return {};
  });
}

Result<ChunkPtr> lu_pivots(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 1));
  TROUPE_TRY(lu, matrix_block(inputs[0]));
  if (lu->shape[0] < 1)
    return fail(Errc::invalid_shape,
                "linalg.lu_pivots takes what linalg.lu_factor makes; got a " + describe(*inputs[0]));
  return make_chunk(with_number_of(*lu, [&](auto number) {
    return block_from(dense_view<decltype(number)>(std::as_const(*lu)).bottomRows(1), context.pool);
  }));
}

template <class T>
Result<ChunkPtr> lower(const Block& lu, std::int64_t first, std::span<const ChunkPtr> later, BufferPool& pool) {
  TROUPE_TRY(factors, LuFactors<T>::read(lu, first));
  const auto m = factors.rows(), w = factors.width();
  auto made = new_block_of<T>(pool, {m, w});
  RowsInPlace<T> out{made.template values<T>().data(), m, w, w};
  std::fill_n(out.data, first * w, T{0});
  std::copy_n(factors.part(first, 0).data, (m - first) * w, out.row(first));
  for (std::int64_t i = 0; i < w; ++i) {
    out.row(first + i)[i] = 1;
    std::fill(out.row(first + i) + i + 1, out.row(first + i) + w, T{0});
  }
  auto begin = first + w;
  for (const auto& input : later) {
    TROUPE_TRY(row, matrix_block(input));
    TROUPE_TRY(exchanges, read_exchanges<T>(*row, begin, m));
    exchange_rows(out.part(begin, 0, m - begin, w), std::span<const std::int64_t>(exchanges));
    begin += static_cast<std::int64_t>(exchanges.size());
  }
  return make_chunk(std::move(made));
}

Result<ChunkPtr> lu_l(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_some_inputs(inputs));
  TROUPE_TRY(lu, matrix_block(inputs[0]));
  TROUPE_TRY(first, context.params.integer("first"));
  return with_number_of(
      *lu, [&](auto number) { return lower<decltype(number)>(*lu, first, inputs.subspan(1), context.pool); });
}

Result<ChunkPtr> lu_u(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 1));
  TROUPE_TRY(columns, matrix_block(inputs[0]));
  TROUPE_TRY(first, context.params.integer("first"));
  TROUPE_TRY(rows, context.params.integer("rows"));
  const auto w = columns->shape[1];
  if (first < 0 || rows < 0 || rows > columns->shape[0])
    return fail(Errc::invalid_shape,
                "linalg.lu_u: a " + describe(*inputs[0]) + " has not " + std::to_string(rows) + " rows");
  return make_chunk(with_number_of(*columns, [&](auto number) {
    using T = decltype(number);
    auto made = block_from(dense_view<T>(std::as_const(*columns)).topRows(rows), context.pool);
    auto* out = made.template values<T>().data();
    for (auto i = first; i < rows; ++i)
      std::fill_n(out + i * w, std::min(w, i - first), T{0});
    return made;
  }));
}

Result<ChunkPtr> lu_p(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_TRY(m, context.params.integer("rows"));
  TROUPE_TRY(columns, context.params.integers("columns"));
  TROUPE_CHECK(require_some_inputs(inputs));
  TROUPE_CHECK(checked_element_count({m, 2}));
  TROUPE_TRY(kind, matrix_block(inputs[0]));
  if (context.index >= columns.size() || columns[context.index] < 0)
    return fail(Errc::invalid_argument, "linalg.lu_p has no task " + std::to_string(context.index));
  const auto w = columns[context.index];
  const auto begin = std::accumulate(columns.begin(), columns.begin() + context.index, std::int64_t{0});
  TROUPE_CHECK(checked_element_count({m, 2 * std::max<std::int64_t>(w, 1)}));
  if (begin < 0 || begin > m || w > m - begin)
    return fail(Errc::invalid_shape, "linalg.lu_p has no columns from " + std::to_string(begin) + " on");
  return with_number_of(*kind, [&](auto number) -> Result<ChunkPtr> {
    using T = decltype(number);
    std::vector<std::int64_t> order(static_cast<std::size_t>(m)); // row i of L U is row order[i] of A
    std::iota(order.begin(), order.end(), 0);
    std::int64_t first = 0;
    for (const auto& input : inputs) {
      TROUPE_TRY(row, matrix_block(input));
      TROUPE_TRY(exchanges, read_exchanges<T>(*row, first, m));
      exchange_rows(RowsInPlace<std::int64_t>{order.data() + first, m - first, 1, 1},
                    std::span<const std::int64_t>(exchanges));
      first += static_cast<std::int64_t>(exchanges.size());
    }
    auto made = new_block_of<T>(context.pool, {m, w});
    auto* out = made.template values<T>().data();
    std::fill_n(out, m * w, T{0});
    for (std::int64_t i = 0; i < w; ++i)
      out[order[static_cast<std::size_t>(begin + i)] * w + i] = 1;
    return make_chunk(std::move(made));
  });
}

} // namespace

void add_linalg_lu(KernelRegistry& registry) {
  add_builtin(registry, {"linalg.lu_back", lu_back, nullptr, nullptr});
  add_builtin(registry, {"linalg.lu_factor", lu_factor, nullptr, nullptr});
  add_builtin(registry, {"linalg.lu_l", lu_l, nullptr, nullptr});
  add_builtin(registry, {"linalg.lu_p", lu_p, nullptr, nullptr});
  add_builtin(registry, {"linalg.lu_pivots", lu_pivots, nullptr, nullptr});
  add_builtin(registry, {"linalg.lu_u", lu_u, nullptr, nullptr});
  add_builtin(registry, {"linalg.lu_update", lu_update, nullptr, nullptr});
}

} // namespace troupe
