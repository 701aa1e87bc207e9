// array.convolve {length, s0}: out[n] = sum over k of v[k] a[n - k], of one axis. Input 0 is a chunk of `a` with as many
// elements before it as `v`, input 1, has less one; what lies outside 0 .. length - 1 of `a` is left out, not counted as
// zero, so that infinities in `v` do no harm. The sum is in the order of k for every cut.
#include "runtime/chunk/for_dtype.hpp"
#include "runtime/chunk/number_cast.hpp"
#include "runtime/kernels/arguments.hpp"
#include "runtime/kernels/block_axis.hpp"
#include "runtime/kernels/builtin.hpp"
#include "runtime/kernels/tile_kernels.hpp"
#include "runtime/tiles/number_ops.hpp"

#include <algorithm>
#include <complex>

namespace troupe {
namespace {

template <class T> T product(T a, T b) {
  if constexpr (is_complex_v<T>)
    return T(a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real());
  else
    return number::multiply(a, b);
}
template <class T> T total(T a, T b) {
  if constexpr (is_complex_v<T>)
    return a + b;
  else
    return number::add(a, b);
}

/// @param start  place of the first element made; from[j] is a[start - (taps - 1) + j]
template <class T>
void convolve_line(std::span<const T> from, std::span<const T> taps, std::int64_t start, std::int64_t length, std::span<T> to) {
  const auto count = static_cast<std::int64_t>(to.size()), width = static_cast<std::int64_t>(taps.size());
  std::fill(to.begin(), to.end(), T(0));
  for (std::int64_t k = 0; k < width; ++k) {
    const auto begin = std::clamp<std::int64_t>(k - start, 0, count), end = std::clamp<std::int64_t>(length + k - start, 0, count);
    const auto tap = taps[static_cast<std::size_t>(k)];
    const T* a = from.data() + (width - 1 - k);
    for (auto j = begin; j < end; ++j)
      to[static_cast<std::size_t>(j)] = total(to[static_cast<std::size_t>(j)], product(tap, a[j]));
  }
}

Result<ChunkPtr> convolve(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 2));
  TROUPE_TRY(blocks, TileBlocks::make(inputs));
  const auto &a = *blocks.blocks[0], &v = *blocks.blocks[1];
  if (a.shape.size() != 1 || v.shape.size() != 1 || a.dtype != v.dtype || v.size() < 1 || a.size() < v.size() - 1)
    return fail(Errc::invalid_shape, "array.convolve takes two blocks of one axis and type, the first with a rim: a " +
                                       describe(*inputs[0]) + " and a " + describe(*inputs[1]));
  TROUPE_TRY(length, context.params.integer("length"));
  TROUPE_TRY(start, origin_of_task(context.params, 1, context.index));
  const auto count = a.size() - (v.size() - 1);
  Block out{a.dtype, {count}, context.pool.allocate(static_cast<std::size_t>(count) * size_of(a.dtype))};
  for_dtype(a.dtype, [&]<class T>(Type<T>) {
    convolve_line<T>(a.template values<T>(), v.template values<T>(), start[0], length, out.template values<T>());
  });
  return make_chunk(std::move(out));
}

} // namespace

void add_array_convolve(KernelRegistry& registry) { add_builtin(registry, {"array.convolve", convolve, nullptr, nullptr}); }

} // namespace troupe
