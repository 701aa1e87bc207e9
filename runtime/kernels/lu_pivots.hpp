// What the LU factorisation of a block leaves: L and U in one matrix of n x n, and under it a row of pivots, row i of P'A
// being row pivot[i] of A. Internal to this room; thread-safe.
#pragma once

#include "runtime/kernels/linalg_matrix.hpp"

#include <string>
#include <vector>

namespace troupe {

/// @returns Errc::invalid_argument unless they are rows of it.
template <class T> Result<std::vector<Eigen::Index>> pivots_of(const Block& lu) {
  const auto n = lu.shape[1];
  if (lu.shape[0] != n + 1)
    return fail(Errc::invalid_shape, "linalg: an LU factorisation has one row more than columns; it was given one of " + to_string(lu.shape));
  std::vector<Eigen::Index> pivots;
  for (std::int64_t i = 0; i < n; ++i) {
    const auto at = std::real(dense_view<T>(lu)(n, i));
    if (!(at >= 0 && at < static_cast<double>(n)))
      return fail(Errc::invalid_argument, "linalg: the pivots are not those of a factorisation");
    pivots.push_back(static_cast<Eigen::Index>(at));
  }
  return pivots;
}

/// Rows of `from` in the order in which the pivots took them.
template <class T> Result<Block> permuted_rows(const Block& lu, const Block& from, BufferPool& pool) {
  TROUPE_TRY(pivots, pivots_of<T>(lu));
  if (from.shape[0] != lu.shape[1] || from.dtype != lu.dtype)
    return fail(Errc::invalid_shape, "linalg: matrices of shapes " + to_string(lu.shape) + " and " + to_string(from.shape) + " do not fit");
  auto made = new_block_of<T>(pool, from.shape);
  for (std::size_t i = 0; i < pivots.size(); ++i)
    dense_view<T>(made).row(static_cast<Eigen::Index>(i)) = dense_view<T>(from).row(pivots[i]);
  return made;
}

} // namespace troupe
