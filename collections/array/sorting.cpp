#include "collections/array/sorting.hpp"

#include "collections/array/along_axis.hpp"
#include "collections/array/blockwise.hpp"
#include "collections/array/joining.hpp"
#include "collections/array/late_axis.hpp"
#include "collections/array/lines.hpp"
#include "collections/array/sample_sort.hpp"
#include "collections/array/searching.hpp"
#include "collections/array/selection.hpp"

#include <algorithm>

namespace troupe {
namespace {

constexpr std::int64_t longest_line = std::int64_t{64}
                                      << 20; ///< bytes that are brought together for the sake of one line
constexpr std::int64_t most_lines = 64;      ///< of longer ones, each sorted by itself

/// Each line by itself, put together again. @pre a has at least two axes
Array sorted_line_by_line(const Array& a, std::size_t axis) {
  const auto last = static_cast<int>(a.ndim()) - 1;
  const auto turned = moveaxis(a, static_cast<int>(axis), last);
  const auto length = turned.shape().back();
  const auto lines = reshape(turned, {turned.size() / length, length});
  std::vector<Array> sorted;
  for (std::int64_t line = 0; line < lines.shape()[0]; ++line)
    sorted.push_back(sample_sort(lines(line)).value());
  return rechunk(moveaxis(reshape(stack(sorted), turned.shape()), last, static_cast<int>(axis)), a.chunks());
}

Array along_whole_lines(const char* kernel, const Array& a, std::size_t axis, DType dtype) {
  const auto lines = whole_lines(a, axis);
  return blockwise(kernel, Params{}.set("axis", axis), {lines}, dtype).value();
}

} // namespace

Array sort(const Array& a, int axis) {
  const auto at = axis_of(a, axis);
  if (!a.known_shape())
    return along_whole_lines("array.sort", a, at, a.dtype());
  const auto length = a.shape()[at];
  if (a.ndim() == 1)
    return sample_sort(a).value();
  if (a.numblocks()[at] > 1 && length * static_cast<std::int64_t>(size_of(a.dtype())) > longest_line
      && a.size() / length <= most_lines)
    return sorted_line_by_line(a, at);
  return along_whole_lines("array.sort", a, at, a.dtype());
}

Array argsort(const Array& a, int axis) {
  return along_whole_lines("array.argsort", a, axis_of(a, axis), DType::int64);
}

Array argtopk(const Array& given, std::int64_t k, int axis) {
  const auto at = axis_of(given, axis);
  if (k == 0)
    throw TroupeError({Errc::invalid_argument, "argtopk of no elements of " + to_string(given)});
  const auto most = k < 0 ? -k : k;
  const auto a =
      given.layout().known(at) ? given : joined_along(given, at); // places are counted from where the axis begins
  const auto& bounds = a.layout().bounds();
  auto extents = bounds.extents(at);
  for (auto& extent : extents)
    extent = std::min(extent, most);
  const auto chosen = a.layout().known(at) ? std::nullopt : std::optional(best_of(*a.layout().chosen(at), most));
  const auto best = Params{}.set("k", k).set("axis", at);
  const auto seen = [&](const char* kernel, const Params& params, DType dtype) {
    return with_axis(blockwise(kernel, params, {a}, dtype).value().expression(), a.layout(), at, extents, chosen,
                     dtype);
  };
  const auto places = seen("array.argtopk", with_starts(best, bounds), DType::int64);
  if (a.numblocks()[at] == 1)
    return places;
  const auto values = seen("array.topk", best, a.dtype());
  const auto lines = line_wiring(bounds, at);
  ExpressionSpec spec;
  spec.kernel = "array.argtopk_merge";
  spec.params = best;
  spec.tasks = a.npartitions() / static_cast<std::uint32_t>(a.numblocks()[at]);
  spec.inputs.push_back({values.expression(), lines});
  spec.inputs.push_back({places.expression(), lines});
  return with_axis(Expression::make(std::move(spec)).value(), a.layout(), at, {std::min(bounds.shape()[at], most)},
                   chosen, DType::int64);
}

Array unique(const Array& a) {
  const auto of_each = blockwise("array.unique", {}, {a.ndim() == 0 ? reshape(a, {1}) : a}, a.dtype()).value();
  const auto all = tree_reduce(of_each.expression(), "array.unique", {}).value();
  const auto most = element_count(a.layout().bounds().shape());
  const auto chosen = KeyHasher().text("unique").key(all->key()).finish();
  return Array::make(all, Layout(ChunkGrid::make({most}, {-1}).value(), {chosen}), a.dtype()).value();
}

Unique unique_all(const Array& a) {
  const auto values = unique(a);
  ExpressionSpec spec;
  spec.kernel = "array.count_sorted";
  spec.tasks = a.npartitions();
  spec.inputs.push_back({a.expression(), Wiring::each()});
  spec.inputs.push_back({values.expression(), Wiring::one(0)});
  const auto counted = Expression::make(std::move(spec)).value();
  const auto counts = tree_reduce(counted, "array.combine", Params{}.set("op", "sum")).value();
  return {values, searchsorted(values, a), Array::make(counts, values.layout(), DType::int64).value()};
}

Array union1d(const Array& a, const Array& b) { return unique(concatenate({ravel(a), ravel(b)})); }

} // namespace troupe
