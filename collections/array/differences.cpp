#include "collections/array/differences.hpp"

#include "collections/array/along_axis.hpp"
#include "collections/array/joining.hpp"
#include "collections/array/reductions.hpp"
#include "runtime/chunk/dtype_rules.hpp"

namespace troupe {
namespace {

using indexing::none;

/// `a - b`, cut as `a` is.
Array distance(const Array& a, const Array& b) {
  const auto alike = a.known_shape() && b.known_shape() ? rechunk(b, a.chunks()) : b;
  return a.dtype() == DType::bool_ ? not_equal(a, alike) : subtract(a, alike);
}

/// Cut at multiples of `size`, near where it was cut before. @pre the axis is such a multiple long
std::vector<std::int64_t> multiples(const std::vector<std::int64_t>& extents, std::int64_t size) {
  std::vector<std::int64_t> rounded;
  std::int64_t end = 0, taken = 0;
  for (auto extent : extents) {
    end += extent;
    if (const auto upto = end / size * size; upto > taken) {
      rounded.push_back(upto - taken);
      taken = upto;
    }
  }
  return rounded.empty() ? std::vector<std::int64_t>{0} : rounded;
}

using Reduce = Array (*)(const Array&, const Axes&, bool);
constexpr std::pair<const char*, Reduce> reductions[] = {{"sum", sum},   {"prod", prod}, {"min", min}, {"max", max},
                                                         {"mean", mean}, {"any", any},   {"all", all}};

Reduce reduction_of(const std::string& name) {
  std::string known;
  for (const auto& [text, reduce] : reductions) {
    if (name == text)
      return reduce;
    known += (known.empty() ? "" : ", ") + std::string(text);
  }
  throw TroupeError({Errc::invalid_argument, "coarsen: '" + name + "' is none of " + known});
}

} // namespace

Array diff(const Array& a, int n, int axis) {
  if (n < 0)
    throw TroupeError({Errc::invalid_argument, "diff: the order must be at least 0, not " + std::to_string(n)});
  const auto at = axis_of(a, axis);
  auto result = a;
  for (int i = 0; i < n; ++i)
    result = distance(along(result, at, slice(1, none)), along(result, at, slice(none, -1)));
  return result;
}

Array ediff1d(const Array& a, const std::optional<Array>& to_end, const std::optional<Array>& to_begin) {
  if (a.dtype() == DType::bool_)
    throw TroupeError({Errc::invalid_dtype, "ediff1d takes numbers, which truth values are not: " + to_string(a)});
  std::vector<Array> parts;
  const auto add = [&](const std::optional<Array>& more) {
    if (!more)
      return;
    if (promote(more->dtype(), a.dtype()) != a.dtype())
      throw TroupeError({Errc::invalid_dtype,
                         "ediff1d: " + to_string(*more) + " does not fit beside differences of " + to_string(a)});
    parts.push_back(ravel(*more).astype(a.dtype()));
  };
  add(to_begin);
  parts.push_back(diff(ravel(a)));
  add(to_end);
  return concatenate(parts);
}

Array gradient(const Array& a, int axis, double spacing) {
  const auto at = axis_of(a, axis);
  const bool known = a.layout().known(at);
  if ((known && a.layout().bounds().shape()[at] < 2) || a.dtype() == DType::bool_)
    throw TroupeError(
        {Errc::invalid_argument, "gradient needs numbers, and at least two elements along the axis: " + to_string(a)});
  const auto x = is_integer(a.dtype()) ? a.astype(DType::float64) : a;
  const auto steps = [&](Slice later, Slice earlier, double width) {
    return distance(along(x, at, later), along(x, at, earlier)) / width;
  };
  const auto at_end = [&](std::int64_t later, std::int64_t earlier) { // lists, of which as many are left as they name
    return distance(along(x, at, Index::Positions{later}), along(x, at, Index::Positions{earlier})) / spacing;
  };
  if (!known)
    return concatenate({at_end(1, 0), steps(slice(2, none), slice(none, -2), 2 * spacing), at_end(-1, -2)},
                       static_cast<int>(at));
  return concatenate({steps(slice(1, 2), slice(0, 1), spacing), steps(slice(2, none), slice(none, -2), 2 * spacing),
                      steps(slice(-1, none), slice(-2, -1), spacing)},
                     static_cast<int>(at));
}

std::vector<Array> gradient(const Array& a) {
  std::vector<Array> along_each;
  for (std::size_t axis = 0; axis < a.ndim(); ++axis)
    along_each.push_back(gradient(a, static_cast<int>(axis)));
  return along_each;
}

Array coarsen(const std::string& reduction, const Array& a, const std::vector<std::pair<int, std::int64_t>>& axes,
              bool trim) {
  const auto reduce = reduction_of(reduction);
  std::vector<std::int64_t> sizes(a.ndim(), 1);
  auto whole = a;
  for (const auto& [axis, size] : axes) {
    const auto at = axis_of(a, axis);
    if (size < 1 || (!trim && a.shape()[at] % size != 0))
      throw TroupeError({Errc::invalid_argument, "coarsen: axis " + std::to_string(axis) + " of "
                                                     + std::to_string(a.shape()[at])
                                                     + " elements is not made of blocks of " + std::to_string(size)});
    sizes[at] = size;
    whole = along(whole, at, slice(0, a.shape()[at] / size * size));
  }
  // Each axis becomes two, places and places within a block; the latter go last, and are run together.
  auto cut = whole.chunks();
  Shape split, merged;
  std::vector<int> order;
  std::int64_t block = 1;
  for (std::size_t axis = 0; axis < a.ndim(); ++axis) {
    cut[axis] = multiples(cut[axis], sizes[axis]);
    split.insert(split.end(), {whole.shape()[axis] / sizes[axis], sizes[axis]});
    merged.push_back(split[2 * axis]);
    order.push_back(static_cast<int>(2 * axis));
    block *= sizes[axis];
  }
  for (std::size_t axis = 0; axis < a.ndim(); ++axis)
    order.push_back(static_cast<int>(2 * axis + 1));
  merged.push_back(block);
  return reduce(reshape(transpose(reshape(rechunk(whole, cut), split), order), merged), -1, false);
}

} // namespace troupe
