// array.histogram {edges}: how many elements lie in [edges[i], edges[i + 1]), the last bin closed at its end; with a
// second input, the sum of its elements there. array.bincount {length}: how often each of 0 .. length - 1 occurs, or
// the sum of the second input's elements there. int64, with weights float64; one axis. array.digitize {edges, right}:
// for each element how many of the rising edges are not above it (below it, when `right`).
#include "runtime/chunk/for_dtype.hpp"
#include "runtime/chunk/number_cast.hpp"
#include "runtime/kernels/arguments.hpp"
#include "runtime/kernels/array/array_kernels.hpp"
#include "runtime/kernels/tile_kernels.hpp"

#include <algorithm>
#include <cmath>

namespace troupe {
namespace {

/// Finds a bin by guessing where it would be if all were equally wide, then looking left and right.
class Bins {
public:
  explicit Bins(const Params::Doubles& edges)
      : edges_(edges), scale_(static_cast<double>(edges.size() - 1) / (edges.back() - edges.front())) {}

  /// -1 where there is none.
  std::int64_t of(double value) const {
    if (!(value >= edges_.front() && value <= edges_.back()))
      return -1;
    const auto last = static_cast<std::int64_t>(edges_.size()) - 2;
    const auto guess = (value - edges_.front()) * scale_;
    auto bin = std::isfinite(guess) ? std::clamp<std::int64_t>(static_cast<std::int64_t>(guess), 0, last) : 0;
    if (near(bin, value))
      return nudge(bin, last, value);
    bin = std::upper_bound(edges_.begin(), edges_.end(), value) - edges_.begin() - 1;
    return std::min(bin, last);
  }

private:
  double edge(std::int64_t at) const { return edges_[static_cast<std::size_t>(at)]; }
  bool near(std::int64_t bin, double value) const {
    const auto last = static_cast<std::int64_t>(edges_.size()) - 1;
    return value >= edge(std::max<std::int64_t>(bin - 1, 0)) && value <= edge(std::min(bin + 2, last));
  }
  std::int64_t nudge(std::int64_t bin, std::int64_t last, double value) const {
    while (bin > 0 && value < edge(bin))
      --bin;
    while (bin < last && value >= edge(bin + 1))
      ++bin;
    return bin;
  }

  const Params::Doubles& edges_;
  double scale_;
};

/// Calls visit(element, weight) for all; the weight of each is 1 without weights.
template <class Visit>
void for_each_weighted(const Block& block, const Block* weights, Visit&& visit) {
  for_dtype(block.dtype, [&]<class T>(Type<T>) {
    const auto values = block.values<T>();
    for (std::size_t i = 0; i < values.size(); ++i)
      visit(values[i], weights ? weights->values<double>()[i] : 1.0);
  });
}

Result<std::vector<const Block*>> element_blocks(std::span<const ChunkPtr> inputs) {
  TROUPE_CHECK(require_some_inputs(inputs));
  TROUPE_TRY(blocks, TileBlocks::make(inputs));
  if (blocks.blocks.size() > 2
      || (blocks.blocks.size() == 2
          && (blocks.blocks[1]->shape != blocks.blocks[0]->shape || blocks.blocks[1]->dtype != DType::float64)))
    return fail(Errc::invalid_shape, "weights must be float64, one for each element");
  if (is_complex(blocks.blocks[0]->dtype))
    return fail(Errc::invalid_dtype, "complex numbers have no order: a " + describe(*inputs[0]));
  return blocks.blocks;
}

ChunkPtr counts_chunk(const std::vector<double>& sums, const std::vector<std::int64_t>& counts, bool weighted,
                      BufferPool& pool) {
  const auto length = static_cast<std::int64_t>(counts.size());
  Block out{weighted ? DType::float64 : DType::int64, {length}, pool.allocate_for<double>(counts.size())};
  if (weighted)
    std::copy(sums.begin(), sums.end(), out.values<double>().begin());
  else
    std::copy(counts.begin(), counts.end(), out.values<std::int64_t>().begin());
  return make_chunk(std::move(out));
}

Result<ChunkPtr> histogram(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_TRY(blocks, element_blocks(inputs));
  TROUPE_TRY(edges, context.params.reals("edges"));
  if (edges.size() < 2 || !std::is_sorted(edges.begin(), edges.end()))
    return fail(Errc::invalid_argument, "the edges of a histogram must rise, and be at least two");
  const Bins bins(edges);
  std::vector<double> sums(edges.size() - 1);
  std::vector<std::int64_t> counts(sums.size());
  const auto* weights = blocks.size() == 2 ? blocks[1] : nullptr;
  for_each_weighted(*blocks[0], weights, [&](auto value, double weight) {
    if constexpr (!is_complex_v<decltype(value)>)
      if (const auto bin = bins.of(static_cast<double>(value)); bin >= 0) {
        ++counts[static_cast<std::size_t>(bin)];
        sums[static_cast<std::size_t>(bin)] += weight;
      }
  });
  return counts_chunk(sums, counts, weights, context.pool);
}

Result<ChunkPtr> bincount(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_TRY(blocks, element_blocks(inputs));
  TROUPE_TRY(length, context.params.integer("length"));
  if (length < 0 || is_floating(blocks[0]->dtype))
    return fail(Errc::invalid_argument, "bincount counts whole numbers below a length of at least 0");
  std::vector<double> sums(static_cast<std::size_t>(length));
  std::vector<std::int64_t> counts(sums.size());
  bool outside = false;
  const auto* weights = blocks.size() == 2 ? blocks[1] : nullptr;
  for_each_weighted(*blocks[0], weights, [&](auto value, double weight) {
    if constexpr (!is_complex_v<decltype(value)>) {
      const auto at = static_cast<std::uint64_t>(static_cast<std::int64_t>(value));
      if (at >= sums.size()) {
        outside = true;
        return;
      }
      ++counts[at];
      sums[at] += weight;
    }
  });
  if (outside)
    return fail(Errc::invalid_argument, "bincount: an element is not in 0 .. " + std::to_string(length - 1));
  return counts_chunk(sums, counts, weights, context.pool);
}

Result<ChunkPtr> digitize(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 1));
  TROUPE_TRY(blocks, element_blocks(inputs));
  TROUPE_TRY(edges, context.params.reals("edges"));
  TROUPE_TRY(right, context.params.boolean("right"));
  if (!std::is_sorted(edges.begin(), edges.end()))
    return fail(Errc::invalid_argument, "the edges must rise");
  Block out{DType::int64, blocks[0]->shape,
            context.pool.allocate_for<std::int64_t>(static_cast<std::size_t>(blocks[0]->size()))};
  auto* to = out.values<std::int64_t>().data();
  for_each_weighted(*blocks[0], nullptr, [&](auto value, double) {
    if constexpr (!is_complex_v<decltype(value)>) {
      const auto x = static_cast<double>(value);
      const auto at = x != x  ? edges.end() // NaN is sorted last
                      : right ? std::lower_bound(edges.begin(), edges.end(), x)
                              : std::upper_bound(edges.begin(), edges.end(), x);
      *to++ = at - edges.begin();
    }
  });
  return make_chunk(std::move(out));
}

} // namespace

void add_array_histogram(KernelRegistry& registry) {
  add_builtin(registry, {"array.histogram", histogram});
  add_builtin(registry, {"array.bincount", bincount});
  add_builtin(registry, {"array.digitize", digitize});
}

} // namespace troupe
