#include "collections/array/array.hpp"
#include "collections/array/blockwise.hpp"
#include "collections/array/reduction_tree.hpp"

#include <algorithm>

namespace troupe {
namespace {

/// The NumPy reductions share their kernels; `op` says which.
Array reduce(const Array& array, const char* op, const Axes& axis, bool keepdims) {
  const auto axes = axis.fit(array.ndim()).value();
  Params::Ints reduced(axes.begin(), axes.end());
  if (reduced.size() == array.ndim())
    reduced.clear(); // all axes, listed or not, are the same computation
  const auto params = Params{}.set("op", op).set("axes", reduced);
  auto partials = blockwise("array.reduce", params, {array}, DType::float64).value();
  const auto combined = combine_along(partials, axes, "array.combine", Params{}.set("op", op)).value();
  return keepdims ? combined : squeeze(combined, axes).value();
}

std::int64_t count_along(const Array& array, const Axes& axis) {
  std::int64_t count = 1;
  for (auto one : axis.fit(array.ndim()).value())
    count *= array.shape()[one];
  return count;
}

void require_elements(const Array& array, const char* op, const Axes& axis) {
  if (count_along(array, axis) == 0)
    throw TroupeError({Errc::invalid_argument, std::string(op) + " of no elements has no value: " + to_string(array)});
}

} // namespace

Array Array::sum(const Axes& axis, bool keepdims) const { return reduce(*this, "sum", axis, keepdims); }

Array Array::prod(const Axes& axis, bool keepdims) const { return reduce(*this, "prod", axis, keepdims); }

Array Array::min(const Axes& axis, bool keepdims) const {
  require_elements(*this, "min", axis);
  return reduce(*this, "min", axis, keepdims);
}

Array Array::max(const Axes& axis, bool keepdims) const {
  require_elements(*this, "max", axis);
  return reduce(*this, "max", axis, keepdims);
}

Array Array::mean(const Axes& axis, bool keepdims) const {
  return sum(axis, keepdims) / static_cast<double>(count_along(*this, axis));
}

Array Array::var(const Axes& axis, int ddof, bool keepdims) const {
  const auto squares = square(*this - mean(axis, true)).sum(axis, keepdims);
  return squares / static_cast<double>(std::max<std::int64_t>(0, count_along(*this, axis) - ddof));
}

Array Array::std(const Axes& axis, int ddof, bool keepdims) const { return sqrt(var(axis, ddof, keepdims)); }

Array Array::reduction(const ReductionKernels& kernels, const Axes& axis, bool keepdims) const {
  const auto axes = axis.fit(ndim()).value();
  if (kernels.chunk.empty() || kernels.combine.empty())
    throw TroupeError({Errc::invalid_argument, "a reduction needs the names of its chunk and combine kernels"});
  if (kernels.shape && (axes.size() != ndim() || keepdims))
    throw TroupeError({Errc::invalid_argument, "a reduction to the shape " + to_string(*kernels.shape) +
                                                 " goes along all axes and keeps none"});
  const auto partials = blockwise(kernels.chunk, kernels.params, {*this}, DType::float64).value();
  auto result = combine_along(partials, axes, kernels.combine, kernels.params).value();
  if (!kernels.aggregate.empty())
    result = blockwise(kernels.aggregate, kernels.params, {result}, DType::float64).value();
  if (kernels.shape)
    return Array::make(result.expression(), ChunkGrid::make(*kernels.shape, Shape(kernels.shape->size(), -1)).value()).value();
  return keepdims ? result : troupe::squeeze(result, axes).value();
}

} // namespace troupe
