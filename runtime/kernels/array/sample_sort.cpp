// The steps of a sort of one axis that is cut into chunks (collections/array/sample_sort.cpp says how they go
// together). Elements are in one total order: by value (sorts_strictly_before), then by the number of their chunk, then
// by their place in it. Chunks are sorted by then. All get {extents, samples}: the chunks' extents, and how many
// samples each gives.
//
// array.sort_samples: evenly spaced elements of input 0, chunk number `index`.
// array.sort_splitters: from all chunks' samples for each chunk of the result two elements: none of the chunk's own
// elements is before the first, all are before the second. Values, shape (chunks, 2). array.sort_splitter_ids: where
// those were, int64, shape (chunks, 2, 2): chunk and place; -1 for the beginning and the end. array.sort_cuts: input 0,
// chunk number `index`, cut at the splitters, inputs 1 and 2: places, int64, shape (chunks, 2). array.sort_slice
// {width, base}: of input 0, what the `width` chunks of the result number `index` take of chunk `index` / tasks a
// chunk; input 1 are its cuts. Input 0 begins where the chunks numbered from a multiple of `base` on begin, of base 0
// at its own beginning. Where memory is not short it stays in the chunk's. array.sort_merge: chunk `index` of the
// result from what every chunk gave for it and every chunk's cuts.
#include "runtime/chunk/for_dtype.hpp"
#include "runtime/kernels/arguments.hpp"
#include "runtime/kernels/array/array_kernels.hpp"
#include "runtime/kernels/array/sort_order.hpp"
#include "runtime/kernels/array/sort_values.hpp"
#include "runtime/kernels/tile_kernels.hpp"

#include <algorithm>
#include <cstring>
#include <numeric>
#include <vector>

namespace troupe {
namespace {

using Int = std::int64_t;

constexpr Int most_elements = Int{1} << 58; ///< their bytes can be counted

struct SortPlan {
  Params::Ints extents;
  Int samples = 1;

  static Result<SortPlan> read(const Params& params) {
    TROUPE_TRY(extents, params.integers("extents"));
    TROUPE_TRY(samples, params.integer("samples"));
    if (extents.empty() || samples < 1)
      return fail(Errc::invalid_argument, "a sort needs the extents of its chunks, and at least one sample of each");
    Int elements = 0;
    for (const auto extent : extents) {
      if (extent < 0 || extent > most_elements - elements)
        return fail(Errc::invalid_argument, "a chunk of a sort has " + std::to_string(extent) + " elements");
      elements += extent;
    }
    return SortPlan{std::move(extents), samples};
  }
  Int chunks() const { return static_cast<Int>(extents.size()); }
  Int extent(Int chunk) const { return extents[static_cast<std::size_t>(chunk)]; }
  Int samples_of(Int chunk) const { return std::min(samples, extent(chunk)); }
  /// Place of a sample in its chunk: evenly spaced, each chunk a little later than the one before, so that the samples
  /// of chunks that are alike do not fall together.
  Int place(Int chunk, Int sample) const {
    const auto parts = samples_of(chunk) * chunks(), part = sample * chunks() + chunk;
    return part * (extent(chunk) / parts)
           + part * (extent(chunk) % parts) / parts; // part * extent / parts, which might overflow
  }
};

struct Sample {
  Int chunk, place;
};

Result<const Block*> chunk_block(const ChunkPtr& input, Int extent) {
  TROUPE_TRY(block, any_block(input));
  if (block->shape != Shape{extent})
    return fail(Errc::invalid_shape,
                "a chunk of " + std::to_string(extent) + " elements was expected; it is a " + describe(*input));
  return block;
}
Result<std::span<const Int>> integers_of(const ChunkPtr& input, const Shape& shape) {
  TROUPE_TRY(block, any_block(input));
  if (block->dtype != DType::int64 || block->shape != shape)
    return fail(Errc::invalid_shape, "int64 " + to_string(shape) + " was expected; it is a " + describe(*input));
  return block->values<Int>();
}

Result<ChunkPtr> samples(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 1));
  TROUPE_TRY(plan, SortPlan::read(context.params));
  const auto chunk = static_cast<Int>(context.index) % plan.chunks();
  TROUPE_TRY(block, chunk_block(inputs[0], plan.extent(chunk)));
  const auto count = plan.samples_of(chunk);
  Block out{block->dtype, {count}, context.pool.allocate(static_cast<std::size_t>(count) * size_of(block->dtype))};
  for_dtype(block->dtype, [&]<class T>(Type<T>) {
    for (Int i = 0; i < count; ++i)
      out.template values<T>()[static_cast<std::size_t>(i)] =
          block->template values<T>()[static_cast<std::size_t>(plan.place(chunk, i))];
  });
  return make_chunk(std::move(out));
}

/// All samples in the total order, and which of them lie around each chunk of the result.
template <class T>
class Candidates {
public:
  Candidates(const SortPlan& plan, const std::vector<const Block*>& blocks) : plan_(plan) {
    for (Int chunk = 0; chunk < plan.chunks(); ++chunk)
      for (Int i = 0; i < plan.samples_of(chunk); ++i)
        sorted_.push_back({blocks[static_cast<std::size_t>(chunk)]->template values<T>()[static_cast<std::size_t>(i)],
                           {chunk, plan.place(chunk, i)}});
    // Each chunk's samples are sorted already, and stand in the order of the chunks.
    std::stable_sort(sorted_.begin(), sorted_.end(),
                     [](const auto& a, const auto& b) { return sorts_strictly_before(a.value, b.value); });
    bound_ranks();
  }

  struct Candidate {
    T value;
    Sample sample;
  };
  struct Around {
    const Candidate *first = nullptr, *second = nullptr;
  };

  /// For elements of ranks [begin, end): nullptr where nothing of the kind is sampled.
  Around around(Int begin, Int end) const {
    Around found;
    const auto after = std::upper_bound(highest_.begin(), highest_.end(), begin);
    if (after != highest_.begin())
      found.first = &sorted_[static_cast<std::size_t>(after - highest_.begin()) - 1];
    const auto reached = std::lower_bound(lowest_.begin(), lowest_.end(), end);
    if (reached != lowest_.end())
      found.second = &sorted_[static_cast<std::size_t>(reached - lowest_.begin())];
    return found;
  }

private:
  /// At least and at most how many elements are before each candidate: of its own chunk its place, of others those up
  /// to the last sample before it, and at most those before the next one.
  void bound_ranks() {
    std::vector<Int> seen(plan_.extents.size(), 0), low(seen), high;
    for (Int chunk = 0; chunk < plan_.chunks(); ++chunk)
      high.push_back(plan_.samples_of(chunk) > 0 ? plan_.place(chunk, 0) : 0);
    auto low_sum = Int{0}, high_sum = std::accumulate(high.begin(), high.end(), Int{0});
    for (const auto& candidate : sorted_) {
      const auto own = static_cast<std::size_t>(candidate.sample.chunk);
      const auto next = ++seen[own] < plan_.samples_of(candidate.sample.chunk)
                            ? plan_.place(candidate.sample.chunk, seen[own])
                            : plan_.extents[own];
      lowest_.push_back(low_sum - low[own] + candidate.sample.place);
      highest_.push_back(high_sum - high[own] + candidate.sample.place);
      low_sum += candidate.sample.place + 1 - low[own];
      high_sum += next - high[own];
      low[own] = candidate.sample.place + 1;
      high[own] = next;
    }
  }

  const SortPlan& plan_;
  std::vector<Candidate> sorted_;
  std::vector<Int> lowest_, highest_;
};

/// Calls visit(chunk of the result, its candidates) for each.
template <class T, class Visit>
void for_each_chunk(const SortPlan& plan, const std::vector<const Block*>& blocks, Visit visit) {
  const Candidates<T> candidates(plan, blocks);
  Int begin = 0;
  for (Int chunk = 0; chunk < plan.chunks(); ++chunk) {
    const auto end = begin + plan.extent(chunk);
    visit(static_cast<std::size_t>(chunk), candidates.around(begin, end));
    begin = end;
  }
}

Result<std::vector<const Block*>> sample_blocks(const SortPlan& plan, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, plan.extents.size()));
  std::vector<const Block*> blocks;
  for (Int chunk = 0; chunk < plan.chunks(); ++chunk) {
    TROUPE_TRY(block, chunk_block(inputs[static_cast<std::size_t>(chunk)], plan.samples_of(chunk)));
    if (!blocks.empty() && block->dtype != blocks[0]->dtype)
      return fail(Errc::invalid_dtype, "samples of one type were expected");
    blocks.push_back(block);
  }
  return blocks;
}

Result<ChunkPtr> splitters(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_TRY(plan, SortPlan::read(context.params));
  TROUPE_TRY(blocks, sample_blocks(plan, inputs));
  Block out{
      blocks[0]->dtype, {plan.chunks(), 2}, context.pool.allocate(plan.extents.size() * 2 * size_of(blocks[0]->dtype))};
  for_dtype(out.dtype, [&]<class T>(Type<T>) {
    auto values = out.template values<T>();
    for_each_chunk<T>(plan, blocks, [&](std::size_t chunk, auto around) {
      values[2 * chunk] = around.first ? around.first->value : T(0);
      values[2 * chunk + 1] = around.second ? around.second->value : T(0);
    });
  });
  return make_chunk(std::move(out));
}

Result<ChunkPtr> splitter_ids(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_TRY(plan, SortPlan::read(context.params));
  TROUPE_TRY(blocks, sample_blocks(plan, inputs));
  Block out{DType::int64, {plan.chunks(), 2, 2}, context.pool.allocate_for<Int>(plan.extents.size() * 4)};
  for_dtype(blocks[0]->dtype, [&]<class T>(Type<T>) {
    auto ids = out.values<Int>();
    for_each_chunk<T>(plan, blocks, [&](std::size_t chunk, auto around) {
      const Sample none{-1, -1};
      const auto first = around.first ? around.first->sample : none,
                 second = around.second ? around.second->sample : none;
      const Int numbers[] = {first.chunk, first.place, second.chunk, second.place};
      std::copy(std::begin(numbers), std::end(numbers), ids.begin() + static_cast<std::ptrdiff_t>(4 * chunk));
    });
  });
  return make_chunk(std::move(out));
}

/// How many elements of chunk `own` are before an element of that value, chunk and place.
template <class T>
Int elements_before(std::span<const T> sorted, Int own, T value, Int chunk, Int place) {
  if (chunk == own)
    return place;
  const auto at = chunk < own ? std::lower_bound(sorted.begin(), sorted.end(), value, sorts_strictly_before<T>)
                              : std::upper_bound(sorted.begin(), sorted.end(), value, sorts_strictly_before<T>);
  return at - sorted.begin();
}

Result<ChunkPtr> cuts(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 3));
  TROUPE_TRY(plan, SortPlan::read(context.params));
  const auto own = static_cast<Int>(context.index) % plan.chunks();
  TROUPE_TRY(block, chunk_block(inputs[0], plan.extent(own)));
  TROUPE_TRY(values, any_block(inputs[1]));
  TROUPE_TRY(ids, integers_of(inputs[2], {plan.chunks(), 2, 2}));
  if (values->dtype != block->dtype || values->shape != Shape{plan.chunks(), 2})
    return fail(Errc::invalid_shape,
                "array.sort_cuts: splitters of the chunk's type were expected; they are a " + describe(*inputs[1]));
  Block out{DType::int64, {plan.chunks(), 2}, context.pool.allocate_for<Int>(plan.extents.size() * 2)};
  for_dtype(block->dtype, [&]<class T>(Type<T>) {
    auto places = out.template values<Int>();
    for (std::size_t i = 0; i < places.size(); ++i) {
      const bool begins = i % 2 == 0;
      places[i] = ids[2 * i] < 0
                      ? (begins ? 0 : plan.extent(own))
                      : std::clamp<Int>(elements_before<T>(block->template values<T>(), own,
                                                           values->template values<T>()[i], ids[2 * i], ids[2 * i + 1]),
                                        begins ? 0 : places[i - 1], plan.extent(own));
    }
  });
  return make_chunk(std::move(out));
}

Result<ChunkPtr> slice(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 2));
  TROUPE_TRY(plan, SortPlan::read(context.params));
  TROUPE_TRY(width, context.params.integer("width"));
  TROUPE_TRY(base, context.params.integer("base"));
  TROUPE_TRY(block, any_block(inputs[0]));
  TROUPE_TRY(places, integers_of(inputs[1], {plan.chunks(), 2}));
  if (width < 1 || width > plan.chunks() || base < 0 || block->shape.size() != 1)
    return fail(Errc::invalid_argument, "array.sort_slice of " + std::to_string(width) + " of "
                                            + std::to_string(plan.chunks()) + " chunks of a " + describe(*inputs[0]));
  const auto groups = (plan.chunks() + width - 1) / width;
  const auto first = static_cast<Int>(context.index) % groups * width,
             last = std::min(first + width, plan.chunks()) - 1;
  const auto origin = base == 0 ? 0 : places[static_cast<std::size_t>(2 * (first / base * base))];
  const auto begin = places[static_cast<std::size_t>(2 * first)] - origin,
             end = places[static_cast<std::size_t>(2 * last + 1)] - origin;
  if (begin < 0 || end < begin || end > block->shape[0])
    return fail(Errc::invalid_shape, "array.sort_slice: elements " + std::to_string(begin) + " to "
                                         + std::to_string(end) + " of a " + describe(*inputs[0]));
  const auto item = size_of(block->dtype);
  auto part = block->data.slice(static_cast<std::size_t>(begin) * item, static_cast<std::size_t>(end - begin) * item);
  if (context.roomy)
    return make_chunk(Block{block->dtype, {end - begin}, std::move(part)});
  Block out{block->dtype, {end - begin}, context.pool.allocate(part.size())};
  if (!part.empty())
    std::memcpy(out.data.data(), part.data(), part.size());
  return make_chunk(std::move(out));
}

Result<ChunkPtr> merge(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_TRY(plan, SortPlan::read(context.params));
  TROUPE_CHECK(require_inputs(inputs, 2 * plan.extents.size()));
  const auto own = static_cast<std::size_t>(context.index) % plan.extents.size();
  auto skipped = std::accumulate(plan.extents.begin(), plan.extents.begin() + static_cast<std::ptrdiff_t>(own), Int{0});
  std::size_t bytes = 0;
  const auto chunks = plan.extents.size();
  TROUPE_TRY(blocks, TileBlocks::make(inputs.first(chunks)));
  for (std::size_t chunk = 0; chunk < chunks; ++chunk) {
    TROUPE_TRY(places, integers_of(inputs[chunks + chunk], {plan.chunks(), 2}));
    skipped -= places[2 * own];
    bytes += blocks.blocks[chunk]->data.size();
    if (blocks.blocks[chunk]->dtype != blocks.blocks[0]->dtype)
      return fail(Errc::invalid_dtype, "array.sort_merge takes parts of one type");
  }
  const auto dtype = blocks.blocks[0]->dtype;
  const auto item = size_of(dtype);
  const auto wanted = static_cast<std::size_t>(plan.extents[own]) * item,
             before = static_cast<std::size_t>(std::max<Int>(skipped, 0)) * item;
  if (skipped < 0 || before + wanted > bytes)
    return fail(Errc::internal, "array.sort_merge: the splitters do not enclose chunk " + std::to_string(own));
  auto data = context.pool.allocate(bytes);
  auto* to = data.data();
  for (const auto* block : blocks.blocks)
    if (!block->data.empty())
      to = std::copy_n(block->data.data(), block->data.size(), to);
  sort_values(dtype, data.data(), bytes / item);
  if (before > 0 && wanted > 0)
    std::memmove(data.data(), data.data() + before, wanted);
  return make_chunk(Block{dtype, {plan.extents[own]}, data.slice(0, wanted)});
}

} // namespace

void add_array_sample_sort(KernelRegistry& registry) {
  add_builtin(registry, {"array.sort_samples", samples, nullptr, nullptr});
  add_builtin(registry, {"array.sort_splitters", splitters, nullptr, nullptr});
  add_builtin(registry, {"array.sort_splitter_ids", splitter_ids, nullptr, nullptr});
  add_builtin(registry, {"array.sort_cuts", cuts, nullptr, nullptr});
  add_builtin(registry, {"array.sort_slice", slice, nullptr, nullptr});
  add_builtin(registry, {"array.sort_merge", merge, nullptr, nullptr});
}

} // namespace troupe
