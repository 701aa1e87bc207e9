#include "collections/array/sample_sort.hpp"

#include "collections/array/blockwise.hpp"

#include <algorithm>

namespace troupe {
namespace {

/// A chunk is spread into at most this many others at a time, so that all that is made of it is made while it is in
/// memory.
constexpr std::int64_t spread = 16;

/// `tasks` numbered chunk after chunk, `each` of them for one: task i takes task i / each.
Wiring shared_by(std::uint32_t tasks, std::uint32_t each) {
  if (each == 1)
    return Wiring::each();
  std::vector<std::uint32_t> begins{0}, taken;
  for (std::uint32_t i = 0; i < tasks; ++i) {
    taken.push_back(i / each);
    begins.push_back(i + 1);
  }
  return Wiring::list(std::move(begins), std::move(taken));
}

/// What each chunk gives for each chunk of the result, chunk after chunk: cut in steps of `spread`.
Result<ExpressionPtr> pieces_of(const ExpressionPtr& sorted, const ExpressionPtr& cuts, const Params& params,
                                std::uint32_t chunks) {
  std::vector<std::int64_t> widths{1};
  while (widths.back() * spread < chunks)
    widths.push_back(widths.back() * spread);
  auto source = sorted;
  std::int64_t base = 0;
  for (auto width = widths.rbegin(); width != widths.rend(); ++width) {
    const auto groups = static_cast<std::uint32_t>((chunks + *width - 1) / *width);
    ExpressionSpec layer;
    layer.kernel = "array.sort_slice";
    layer.params = Params(params).set("width", *width).set("base", base);
    layer.tasks = chunks * groups;
    if (base == 0) {
      layer.inputs.push_back({source, shared_by(layer.tasks, groups)});
    } else { // group g comes from the one of the layer before that encloses it
      const auto outer = static_cast<std::uint32_t>((chunks + base - 1) / base);
      std::vector<std::uint32_t> begins{0}, taken;
      for (std::uint32_t i = 0; i < layer.tasks; ++i) {
        taken.push_back(i / groups * outer + static_cast<std::uint32_t>(i % groups * *width / base));
        begins.push_back(i + 1);
      }
      layer.inputs.push_back({source, Wiring::list(std::move(begins), std::move(taken))});
    }
    layer.inputs.push_back({cuts, shared_by(layer.tasks, groups)});
    TROUPE_TRY(made, Expression::make(std::move(layer)));
    source = made;
    base = *width;
  }
  return source;
}

/// Task b takes the b-th piece of every chunk, then every chunk's cuts.
Result<ExpressionPtr> merged(const ExpressionPtr& pieces, const ExpressionPtr& cuts, const Params& params,
                             std::uint32_t chunks) {
  std::vector<std::uint32_t> begins{0}, taken;
  for (std::uint32_t to = 0; to < chunks; ++to) {
    for (std::uint32_t from = 0; from < chunks; ++from)
      taken.push_back(from * chunks + to);
    begins.push_back(static_cast<std::uint32_t>(taken.size()));
  }
  ExpressionSpec layer;
  layer.kernel = "array.sort_merge";
  layer.params = params;
  layer.tasks = chunks;
  layer.inputs.push_back({pieces, Wiring::list(std::move(begins), std::move(taken))});
  layer.inputs.push_back({cuts, Wiring::all()});
  return Expression::make(std::move(layer));
}

Result<ExpressionPtr> layer(const char* kernel, const Params& params, std::uint32_t tasks,
                            std::vector<ExpressionInput> inputs) {
  ExpressionSpec spec;
  spec.kernel = kernel;
  spec.params = params;
  spec.tasks = tasks;
  spec.inputs = std::move(inputs);
  spec.blockwise = false; // a chunk is sorted once, and the sorted one shared
  return Expression::make(std::move(spec));
}

} // namespace

Result<Array> sample_sort(const Array& a) {
  const auto& grid = a.grid();
  const auto chunks = grid.size();
  TROUPE_TRY(local, blockwise("array.sort", Params{}.set("axis", 0), {a}, a.dtype()));
  if (chunks == 1)
    return local;
  // With s samples of each of p chunks of n elements a result chunk takes at most n (1 + 2 p / s) and a few.
  const auto samples = std::clamp<std::int64_t>(8 * std::int64_t{chunks}, 64, 1 << 14);
  const auto params = Params{}.set("extents", Params::Ints(grid.extents(0))).set("samples", samples);
  const auto sorted = local.expression();
  TROUPE_TRY(sampled, layer("array.sort_samples", params, chunks, {{sorted, Wiring::each()}}));
  TROUPE_TRY(values, layer("array.sort_splitters", params, 1, {{sampled, Wiring::all()}}));
  TROUPE_TRY(ids, layer("array.sort_splitter_ids", params, 1, {{sampled, Wiring::all()}}));
  TROUPE_TRY(cuts, layer("array.sort_cuts", params, chunks,
                         {{sorted, Wiring::each()}, {values, Wiring::one(0)}, {ids, Wiring::one(0)}}));
  TROUPE_TRY(pieces, pieces_of(sorted, cuts, params, chunks));
  TROUPE_TRY(result, merged(pieces, cuts, params, chunks));
  return Array::make(std::move(result), grid, a.dtype());
}

} // namespace troupe
