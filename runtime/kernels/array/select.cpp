// array.quantile {q, axis, skip_nan, middle}: the quantiles `q` (0 to 1) of each line along `axis`, its chunks given in
// order, or, without `axis`, of all elements; linear interpolation, or, with `middle`, half of the two neighbours' sum,
// as a median is (infinities differ). Where there is a NaN the answer is NaN, with `skip_nan` only where there is
// nothing else. Complex numbers go by their real parts, then by their imaginary ones; their NaN is nan+0j. float64 or
// complex128, with a first axis of the quantiles; the axes reduced keep extent 1.
// array.topk {k, axis}: the k largest (k > 0, falling) or smallest (k < 0, rising) elements of each line along `axis`
// of the inputs laid end to end; fewer where there are fewer.
#include "runtime/chunk/for_dtype.hpp"
#include "runtime/chunk/number_cast.hpp"
#include "runtime/kernels/arguments.hpp"
#include "runtime/kernels/array/array_kernels.hpp"
#include "runtime/kernels/array/select_nth.hpp"
#include "runtime/kernels/array/sort_order.hpp"
#include "runtime/kernels/block_axis.hpp"
#include "runtime/kernels/tile_kernels.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <functional>
#include <limits>
#include <span>

namespace troupe {
namespace {

/// As NumPy interpolates: from the nearer end, so that it hits both.
template <class T>
T between(T a, T b, double t) {
  const auto distance = b - a;
  return t >= 0.5 ? b - distance * (1 - t) : a + distance * t;
}

struct Quantiles {
  Params::Doubles q;
  bool skip_nan = false, middle = false;
};

/// The order of values without NaN; an object, so that it is inlined.
struct Precedes {
  bool operator()(double a, double b) const { return a < b; }
  bool operator()(std::complex<double> a, std::complex<double> b) const {
    return a.real() < b.real() || (a.real() == b.real() && a.imag() < b.imag());
  }
};

/// The least of some. @pre there are some
template <class T>
T least(std::span<const T> values) {
  auto found = values[0];
  for (auto value : values)
    found = Precedes()(value, found) ? value : found;
  return found;
}

/// @param values  reordered; none is NaN
/// @param settled  so many of the first are none larger than the others; where the next, larger quantile begins to look
template <class T>
T quantile(std::span<T> values, double q, bool middle, std::size_t& settled) {
  const auto place = q * static_cast<double>(values.size() - 1);
  const auto low = static_cast<std::size_t>(std::floor(place));
  if (low < settled)
    settled = 0;
  select_nth(values.subspan(settled), low - settled, Precedes());
  settled = low;
  const auto below = values[low];
  if (low + 1 == values.size())
    return below;
  const auto above = least<T>(values.subspan(low + 1));
  const auto way = place - static_cast<double>(low);
  if (middle)
    return way == 0 ? below : (below + above) / 2.0;
  return between(below, above, way);
}

/// @param values  reordered
template <class T>
void write_quantiles(std::span<T> values, const Quantiles& wanted, T* to, std::int64_t step) {
  bool nan = false;
  for (auto value : values)
    nan |= value != value;
  if (nan && wanted.skip_nan) {
    values = values.first(static_cast<std::size_t>(
        std::remove_if(values.begin(), values.end(), [](T x) { return x != x; }) - values.begin()));
    nan = false;
  }
  std::size_t settled = 0;
  for (auto q : wanted.q) { // which of two equal zeros is found depends on how they lay: + 0 takes its sign
    *to = nan || values.empty() ? T(std::numeric_limits<double>::quiet_NaN())
                                : quantile(values, q, wanted.middle, settled) + T(0);
    to += step;
  }
}

constexpr std::int64_t lines_at_once = 16; ///< neighbours read together: two cache lines of float64

/// Lines of all blocks beside each other, each laid out in one piece.
template <class Wide>
class SelectedLines {
public:
  /// @param most  so many are read at once
  /// @pre the blocks are alike but along the axis
  SelectedLines(const std::vector<const Block*>& blocks, std::size_t axis, std::int64_t most)
      : blocks_(blocks), axis_(axis) {
    for (const auto* block : blocks)
      length_ += block->shape[axis];
    values_.resize(static_cast<std::size_t>(length_ * most));
  }

  /// Reads `count` lines from line `inner` on. @pre they are neighbours within a row of `inner` lines
  void read(std::int64_t outer, std::int64_t inner, std::int64_t count) {
    std::int64_t at = 0;
    for (const auto* block : blocks_) {
      const auto seen = block_axis(block->shape, axis_);
      for_dtype(block->dtype, [&]<class T>(Type<T>) {
        const auto* from = block->values<T>().data() + outer * seen.extent * seen.inner + inner;
        for (std::int64_t k = 0; k < seen.extent; ++k)
          for (std::int64_t line = 0; line < count; ++line)
            values_[static_cast<std::size_t>(line * length_ + at + k)] = number_cast<Wide>(from[k * seen.inner + line]);
      });
      at += seen.extent;
    }
  }
  std::span<Wide> line(std::int64_t number) {
    return std::span(values_).subspan(static_cast<std::size_t>(number * length_), static_cast<std::size_t>(length_));
  }

private:
  const std::vector<const Block*>& blocks_;
  std::size_t axis_;
  std::int64_t length_ = 0;
  std::vector<Wide> values_;
};

Result<Shape> line_shape(std::span<const ChunkPtr> inputs, const std::vector<const Block*>& blocks, std::size_t axis) {
  auto kept = blocks[0]->shape;
  for (std::size_t i = 0; i < blocks.size(); ++i)
    if (!alike_but_along(*blocks[i], *blocks[0], axis))
      return fail(Errc::invalid_shape, "chunks along a line must be alike; got a " + describe(*inputs[0]) + " and a "
                                           + describe(*inputs[i]));
  kept[axis] = 1;
  return kept;
}

/// An empty block of the quantiles' type. @pre the shape is that of blocks that exist
template <class T>
Block quantile_block(BufferPool& pool, Shape shape) {
  Block out{dtype_of_v<T>, std::move(shape), {}};
  out.data = pool.allocate_for<T>(static_cast<std::size_t>(out.size()));
  return out;
}

/// @tparam T  double or std::complex<double>, which holds the blocks' numbers
template <class T>
Block quantiles_of_all(BufferPool& pool, const std::vector<const Block*>& blocks, const Quantiles& wanted) {
  std::vector<T> values;
  for (const auto* block : blocks)
    for_dtype(block->dtype, [&]<class From>(Type<From>) {
      for (auto value : block->values<From>())
        values.push_back(number_cast<T>(value));
    });
  Shape shape(blocks[0]->shape.size() + 1, 1);
  shape[0] = static_cast<std::int64_t>(wanted.q.size());
  auto out = quantile_block<T>(pool, std::move(shape));
  write_quantiles(std::span(values), wanted, out.template values<T>().data(), 1);
  return out;
}

/// @param kept  the blocks' shape, the axis of extent 1
template <class T>
Result<Block> quantiles_of_lines(const KernelContext& context, const std::vector<const Block*>& blocks,
                                 std::size_t axis, Shape kept, const Quantiles& wanted) {
  const auto count = element_count(kept);
  const auto [outer, extent, inner] = block_axis(kept, axis);
  kept.insert(kept.begin(), static_cast<std::int64_t>(wanted.q.size()));
  auto out = quantile_block<T>(context.pool, std::move(kept));
  SelectedLines<T> lines(blocks, axis, std::min(lines_at_once, inner));
  for (std::int64_t o = 0; o < outer; ++o)
    for (std::int64_t first = 0; first < inner; first += lines_at_once) {
      if (context.is_cancelled())
        return fail(Errc::cancelled, "array.quantile was cancelled");
      const auto together = std::min(lines_at_once, inner - first);
      lines.read(o, first, together);
      for (std::int64_t line = 0; line < together; ++line)
        write_quantiles(lines.line(line), wanted, out.template values<T>().data() + o * inner + first + line, count);
    }
  return out;
}

Result<ChunkPtr> quantiles(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_some_inputs(inputs));
  TROUPE_TRY(q, context.params.reals("q"));
  if (std::any_of(q.begin(), q.end(), [](double x) { return !(x >= 0 && x <= 1); }))
    return fail(Errc::invalid_argument, "quantiles are from 0 to 1");
  const Quantiles wanted{q, context.params.has("skip_nan"), context.params.has("middle")};
  TROUPE_TRY(given, TileBlocks::make(inputs));
  const auto& blocks = given.blocks;
  const bool complex = is_complex(blocks[0]->dtype);
  if (!context.params.has("axis")) {
    if (std::any_of(blocks.begin(), blocks.end(), [&](const Block* block) { return block->dtype != blocks[0]->dtype; }))
      return fail(Errc::invalid_dtype, "array.quantile takes chunks of one type");
    return make_chunk(complex ? quantiles_of_all<std::complex<double>>(context.pool, blocks, wanted)
                              : quantiles_of_all<double>(context.pool, blocks, wanted));
  }
  TROUPE_TRY(axis, axis_of_params(context.params, *blocks[0]));
  TROUPE_TRY(kept, line_shape(inputs, blocks, axis));
  TROUPE_TRY(made, complex ? quantiles_of_lines<std::complex<double>>(context, blocks, axis, std::move(kept), wanted)
                           : quantiles_of_lines<double>(context, blocks, axis, std::move(kept), wanted));
  return make_chunk(std::move(made));
}

template <class T>
void top_of_lines(const std::vector<const Block*>& blocks, std::size_t axis, std::int64_t k, Block& out) {
  const auto target = block_axis(out.shape, axis);
  std::vector<T> values;
  for (std::int64_t o = 0; o < target.outer; ++o)
    for (std::int64_t i = 0; i < target.inner; ++i) {
      values.clear();
      for (const auto* block : blocks) {
        const auto seen = block_axis(block->shape, axis);
        const auto* from = block->values<T>().data() + o * seen.extent * seen.inner + i;
        for (std::int64_t at = 0; at < seen.extent; ++at)
          values.push_back(from[at * seen.inner]);
      }
      const auto middle = values.begin() + target.extent;
      if (k > 0)
        std::partial_sort(values.begin(), middle, values.end(), [](T a, T b) { return sorts_before(b, a); });
      else
        std::partial_sort(values.begin(), middle, values.end(), sorts_before<T>);
      auto* to = out.values<T>().data() + o * target.extent * target.inner + i;
      for (std::int64_t at = 0; at < target.extent; ++at)
        to[at * target.inner] = values[static_cast<std::size_t>(at)];
    }
}

Result<ChunkPtr> topk(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_some_inputs(inputs));
  TROUPE_TRY(k, wanted_of_params(context.params));
  TROUPE_TRY(blocks, TileBlocks::make(inputs));
  TROUPE_TRY(axis, axis_of_params(context.params, *blocks.blocks[0]));
  TROUPE_TRY(shape, line_shape(inputs, blocks.blocks, axis));
  std::int64_t length = 0;
  for (const auto* block : blocks.blocks)
    length += block->shape[axis];
  Block out{blocks.blocks[0]->dtype, shape, {}};
  out.shape[axis] = std::min(length, k < 0 ? -k : k);
  out.data = context.pool.allocate(static_cast<std::size_t>(out.size()) * size_of(out.dtype));
  if (is_complex(out.dtype))
    return fail(Errc::invalid_dtype, "topk: complex numbers have no order");
  for_dtype(out.dtype, [&]<class T>(Type<T>) {
    if constexpr (!is_complex_v<T>)
      top_of_lines<T>(blocks.blocks, axis, k, out);
  });
  return make_chunk(std::move(out));
}

} // namespace

void add_array_select(KernelRegistry& registry) {
  add_builtin(registry, {"array.quantile", quantiles});
  add_builtin(registry, {"array.topk", topk});
}

} // namespace troupe
