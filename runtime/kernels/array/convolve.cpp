// array.convolve {shape, s0, s1, ...}: out[n] = sum over k of v[k] a[n - k]. Input 0 is a chunk of `a`, with as many
// elements before it along each axis as v, input 1, has less one; what lies outside `shape`, a's, is left out, not
// counted as zero, so that infinities in `v` do no harm. The sum is in C order of k for every cut. Rows go in tiles
// that stay in the cache.
#include "runtime/chunk/for_dtype.hpp"
#include "runtime/chunk/number_cast.hpp"
#include "runtime/kernels/arguments.hpp"
#include "runtime/kernels/array/array_kernels.hpp"
#include "runtime/kernels/block_axis.hpp"
#include "runtime/kernels/tile_kernels.hpp"
#include "runtime/tiles/number_ops.hpp"

#include <algorithm>
#include <complex>

namespace troupe {
namespace {

template <class T>
T product(T a, T b) {
  if constexpr (is_complex_v<T>)
    return T(a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real());
  else
    return number::multiply(a, b);
}
template <class T>
T total(T a, T b) {
  if constexpr (is_complex_v<T>)
    return a + b;
  else
    return number::add(a, b);
}

/// Counts through all places of a shape, the last axis fastest. @returns false after the last one
bool advance(Shape& place, const Shape& shape) {
  for (auto axis = place.size(); axis-- > 0;) {
    if (++place[axis] < shape[axis])
      return true;
    place[axis] = 0;
  }
  return false;
}

Shape all_but_last(const Shape& shape) { return Shape(shape.begin(), shape.end() - 1); }

/// Sizes and places of one task.
struct Extents {
  Shape made;  ///< the output
  Shape taps;  ///< v
  Shape given; ///< input 0: made + taps - 1
  Shape start; ///< of the output in the whole result
  Shape whole; ///< a
};

/// One row of taps over one row of `a`, tile by tile of the output's row.
template <class T>
void add_row(const T* from, const T* taps, const Extents& extents, std::int64_t tile, std::int64_t tile_end, T* to) {
  const auto width = extents.taps.back(), start = extents.start.back(), length = extents.whole.back();
  for (std::int64_t k = 0; k < width; ++k) {
    const auto begin = std::max(tile, k - start), end = std::min(tile_end, length + k - start);
    const auto tap = taps[k];
    const T* a = from + (width - 1 - k);
    for (auto j = begin; j < end; ++j)
      to[j] = total(to[j], product(tap, a[j]));
  }
}

/// Number of the row of `a` that output row `row` meets under the taps' row `k`, within input 0; -1 outside `a`.
std::int64_t row_under(const Extents& extents, const Shape& row, const Shape& k) {
  std::int64_t number = 0;
  for (std::size_t axis = 0; axis < row.size(); ++axis) {
    const auto at = extents.start[axis] + row[axis] - k[axis];
    if (at < 0 || at >= extents.whole[axis])
      return -1;
    number = number * extents.given[axis] + row[axis] + extents.taps[axis] - 1 - k[axis];
  }
  return number;
}

template <class T>
Result<void> convolve_block(const KernelContext& context, const Extents& extents, const T* from, const T* taps, T* to) {
  constexpr std::int64_t tile_elements = 1024;
  const auto rows = all_but_last(extents.made), tap_rows = all_but_last(extents.taps);
  Shape row(rows.size(), 0);
  do {
    if (context.is_cancelled())
      return fail(Errc::cancelled, "array.convolve was cancelled");
    std::fill_n(to, extents.made.back(), T(0));
    for (std::int64_t tile = 0; tile < extents.made.back(); tile += tile_elements) {
      Shape k(tap_rows.size(), 0);
      const T* tap = taps;
      do {
        if (const auto under = row_under(extents, row, k); under >= 0)
          add_row(from + under * extents.given.back(), tap, extents, tile,
                  std::min(tile + tile_elements, extents.made.back()), to);
        tap += extents.taps.back();
      } while (advance(k, tap_rows));
    }
    to += extents.made.back();
  } while (advance(row, rows));
  return {};
}

Result<Extents> extents_of(const KernelContext& context, const Block& a, const Block& v) {
  TROUPE_TRY(whole, context.params.integers("shape"));
  const auto rank = whole.size();
  if (rank == 0 || a.shape.size() != rank || v.shape.size() != rank || a.dtype != v.dtype || v.size() < 1)
    return fail(Errc::invalid_shape, "array.convolve takes two blocks of " + std::to_string(rank)
                                         + " axes and one type; it was given shapes " + to_string(a.shape) + " and "
                                         + to_string(v.shape));
  TROUPE_CHECK(checked_element_count(whole));
  TROUPE_TRY(start, origin_of_task(context.params, rank, context.index));
  Extents extents{{}, v.shape, a.shape, start, whole};
  for (std::size_t axis = 0; axis < rank; ++axis) {
    extents.made.push_back(a.shape[axis] - v.shape[axis] + 1);
    if (extents.made.back() < 0)
      return fail(Errc::invalid_shape,
                  "array.convolve: a block of shape " + to_string(a.shape) + " has no halo for " + to_string(v.shape));
    if (start[axis] > whole[axis] + v.shape[axis])
      return fail(Errc::invalid_shape, "array.convolve: a block begins at " + to_string(start)
                                           + ", beyond an array of shape " + to_string(whole));
  }
  return extents;
}

Result<ChunkPtr> convolve(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 2));
  TROUPE_TRY(blocks, TileBlocks::make(inputs));
  const auto &a = *blocks.blocks[0], &v = *blocks.blocks[1];
  TROUPE_TRY(extents, extents_of(context, a, v));
  Block out{a.dtype, extents.made, {}};
  out.data = context.pool.allocate(static_cast<std::size_t>(out.size()) * size_of(a.dtype));
  if (out.size() > 0)
    TROUPE_CHECK(for_dtype(a.dtype, [&]<class T>(Type<T>) {
      return convolve_block(context, extents, a.template values<T>().data(), v.template values<T>().data(),
                            out.template values<T>().data());
    }));
  return make_chunk(std::move(out));
}

} // namespace

void add_array_convolve(KernelRegistry& registry) {
  add_builtin(registry, {"array.convolve", convolve, nullptr, nullptr});
}

} // namespace troupe
