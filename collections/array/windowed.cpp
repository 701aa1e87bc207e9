#include "collections/array/windowed.hpp"

#include "collections/array/along_axis.hpp"

#include <algorithm>

namespace troupe {
namespace {

constexpr const char* windows_kernel = "array.windows";

using AxesExtents = std::vector<std::vector<std::int64_t>>;

/// Chunks longer (or, with -1, shorter) by what a window reaches beyond its first element.
AxesExtents reaching(AxesExtents extents, const Windowed& windowed, std::int64_t sign) {
  for (std::size_t i = 0; i < windowed.axes.size(); ++i)
    for (auto& extent : extents[windowed.axes[i]])
      extent += sign * (windowed.sizes[i] - 1);
  return extents;
}

Params windows_params(const Windowed& windowed) {
  return Params{}
      .set("axes", Params::Ints(windowed.axes.begin(), windowed.axes.end()))
      .set("sizes", Params::Ints(windowed.sizes));
}

Array each_chunk(const std::string& kernel, const Params& params, const Array& source, AxesExtents extents,
                 DType dtype) {
  ExpressionSpec spec;
  spec.kernel = kernel;
  spec.params = params;
  spec.tasks = source.npartitions();
  spec.inputs.push_back({source.expression(), Wiring::each()});
  return relaid(Expression::make(std::move(spec)).value(), std::move(extents), dtype);
}

/// As array.rolling makes it.
DType rolled_type(const std::string& op, DType dtype) { return op == "var" || op == "nanvar" ? DType::float64 : dtype; }

} // namespace

Array windows_view(const Windowed& windowed) {
  auto extents = reaching(windowed.source.chunks(), windowed, -1);
  for (auto size : windowed.sizes)
    extents.push_back({size});
  const auto params = windows_params(windowed).set("rank", windowed.source.ndim()); // so that it is known again
  return each_chunk(windows_kernel, params, windowed.source, std::move(extents), windowed.source.dtype());
}

std::optional<Windowed> seen_windows(const Array& array) {
  const auto& made = *array.expression();
  if (made.kernel() != windows_kernel || made.inputs().size() != 1 || !array.known_shape())
    return std::nullopt;
  const auto axes = made.params().integers("axes").value();
  const auto rank = made.params().integer("rank");
  if (!rank || *rank + std::ssize(axes) != std::ssize(array.shape()))
    return std::nullopt; // the same tasks seen otherwise
  auto extents = array.chunks();
  extents.resize(static_cast<std::size_t>(*rank));
  Windowed seen{array, {axes.begin(), axes.end()}, made.params().integers("sizes").value()};
  seen.source = relaid(made.inputs().front().source, reaching(std::move(extents), seen, 1), array.dtype());
  return seen;
}

std::optional<Array> reduced_windows(const Array& view, const std::string& op, const std::vector<std::size_t>& axes,
                                     const Params& params) {
  const auto seen = seen_windows(view);
  if (!seen || axes.empty() || axes.front() < seen->source.ndim())
    return std::nullopt;
  Windowed reduced{seen->source, {}, {}}, left{seen->source, {}, {}};
  for (std::size_t i = 0; i < seen->axes.size(); ++i) {
    auto& which = std::binary_search(axes.begin(), axes.end(), seen->source.ndim() + i) ? reduced : left;
    which.axes.push_back(seen->axes[i]);
    which.sizes.push_back(seen->sizes[i]);
  }
  auto how = windows_params(reduced).set("op", op);
  for (const auto& [name, value] : params.entries())
    how.set(name, value);
  left.source = each_chunk("array.rolling", how, seen->source, reaching(seen->source.chunks(), reduced, -1),
                           rolled_type(op, view.dtype()));
  return left.axes.empty() ? left.source : windows_view(left);
}

std::optional<std::vector<Windowed>> alike_windows(const std::vector<Array>& arrays) {
  std::vector<Windowed> all;
  for (const auto& array : arrays) {
    auto seen = seen_windows(array);
    if (!seen
        || (!all.empty()
            && (seen->axes != all.front().axes || seen->sizes != all.front().sizes
                || seen->source.chunks() != all.front().source.chunks())))
      return std::nullopt;
    all.push_back(std::move(*seen));
  }
  return all.empty() ? std::nullopt : std::optional(std::move(all));
}

} // namespace troupe
