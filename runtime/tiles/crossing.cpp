#include "runtime/tiles/crossing.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "runtime/tiles/crossing.cpp"
#include "runtime/tiles/tile_targets.hpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace troupe {
namespace HWY_NAMESPACE {

struct Pair {
  std::uint64_t low, high;
};

template <class T>
void crossed(const std::byte* source, std::int64_t stride, std::byte* target, std::int64_t to_stride, std::int64_t rows,
             std::int64_t columns, std::int64_t first_row, std::int64_t first_column) {
  const auto* from = reinterpret_cast<const T*>(source);
  auto* to = reinterpret_cast<T*>(target);
  for (std::int64_t r = first_row; r < rows; ++r)
    for (std::int64_t c = first_column; c < columns; ++c)
      to[r * to_stride + c] = from[r + c * stride];
}

using Four = std::uint64_t __attribute__((vector_size(32)));
using LooseFour = std::uint64_t __attribute__((vector_size(32), aligned(8), may_alias));

/// Four by four by shuffles.
inline void cross_four(const std::uint64_t* from, std::int64_t stride, std::uint64_t* to, std::int64_t to_stride) {
  const auto load = [](Four& four, const std::uint64_t* at) { four = *reinterpret_cast<const LooseFour*>(at); };
  const auto store = [](std::uint64_t* at, const Four& four) { *reinterpret_cast<LooseFour*>(at) = four; };
  Four a, b, d, e;
  load(a, from);
  load(b, from + stride);
  load(d, from + 2 * stride);
  load(e, from + 3 * stride);
  const Four ab_even = __builtin_shufflevector(a, b, 0, 4, 2, 6);
  const Four ab_odd = __builtin_shufflevector(a, b, 1, 5, 3, 7);
  const Four de_even = __builtin_shufflevector(d, e, 0, 4, 2, 6);
  const Four de_odd = __builtin_shufflevector(d, e, 1, 5, 3, 7);
  store(to, __builtin_shufflevector(ab_even, de_even, 0, 1, 4, 5));
  store(to + to_stride, __builtin_shufflevector(ab_odd, de_odd, 0, 1, 4, 5));
  store(to + 2 * to_stride, __builtin_shufflevector(ab_even, de_even, 2, 3, 6, 7));
  store(to + 3 * to_stride, __builtin_shufflevector(ab_odd, de_odd, 2, 3, 6, 7));
}

/// Whole cache lines of eight, so that each is looked at once, the rest one by one.
void crossed_words(const std::byte* source, std::int64_t stride, std::byte* target, std::int64_t to_stride,
                   std::int64_t rows, std::int64_t columns) {
  const auto* from = reinterpret_cast<const std::uint64_t*>(source);
  auto* to = reinterpret_cast<std::uint64_t*>(target);
  const auto whole_rows = rows / 8 * 8;
  const auto whole_columns = columns / 8 * 8;
  for (std::int64_t c = 0; c < whole_columns; c += 8)
    for (std::int64_t r = 0; r < whole_rows; r += 8)
      for (std::int64_t dc = 0; dc < 8; dc += 4)
        for (std::int64_t dr = 0; dr < 8; dr += 4)
          cross_four(from + r + dr + (c + dc) * stride, stride, to + (r + dr) * to_stride + c + dc, to_stride);
  crossed<std::uint64_t>(source, stride, target, to_stride, whole_rows, columns, 0, whole_columns);
  crossed<std::uint64_t>(source, stride, target, to_stride, rows, columns, whole_rows, 0);
}

void cross(const std::byte* from, std::int64_t stride, std::byte* to, std::int64_t to_stride, std::int64_t rows,
           std::int64_t columns, std::size_t size) {
  switch (size) {
  case 1:
    return crossed<std::uint8_t>(from, stride, to, to_stride, rows, columns, 0, 0);
  case 2:
    return crossed<std::uint16_t>(from, stride, to, to_stride, rows, columns, 0, 0);
  case 4:
    return crossed<std::uint32_t>(from, stride, to, to_stride, rows, columns, 0, 0);
  case 8:
    return crossed_words(from, stride, to, to_stride, rows, columns);
  default:
    return crossed<Pair>(from, stride, to, to_stride, rows, columns, 0, 0);
  }
}

} // namespace HWY_NAMESPACE
} // namespace troupe
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace troupe {
namespace {
HWY_EXPORT(cross);
} // namespace

void copy_crossed(const std::byte* from, std::int64_t stride, std::byte* to, std::int64_t to_stride, std::int64_t rows,
                  std::int64_t columns, std::size_t size) {
  HWY_DYNAMIC_DISPATCH(cross)(from, stride, to, to_stride, rows, columns, size);
}

void bring_near(const std::byte* from, std::int64_t stride, std::int64_t count, std::int64_t bytes) {
  constexpr std::int64_t line = 64;
  constexpr int kept_beyond_the_first_cache = 2;
  for (std::int64_t run = 0; run < count; ++run, from += stride)
    for (std::int64_t at = 0; at < bytes; at += line)
      __builtin_prefetch(from + at, 0, kept_beyond_the_first_cache);
}

} // namespace troupe
#endif // HWY_ONCE
