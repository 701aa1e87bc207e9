#include "collections/array/sampled.hpp"

#include "collections/array/along_axis.hpp"
#include "collections/array/differences.hpp"
#include "collections/array/elementwise.hpp"
#include "collections/array/shaping.hpp"
#include "runtime/chunk/dtype_rules.hpp"

namespace troupe {
namespace {

using indexing::none;

Array real_interp(const Array& x, const Array& xp, const Array& fp, const InterpOptions& options) {
  const auto whole = [](const Array& a) { return rechunk(a.astype(DType::float64), Chunks(-1)); };
  const auto values = x.astype(DType::float64), places = whole(xp), heights = whole(fp);
  ExpressionSpec spec;
  spec.kernel = "array.interp";
  for (const auto& [name, number] :
       {std::pair{"left", options.left}, {"right", options.right}, {"period", options.period}})
    if (number)
      spec.params.set(name, *number);
  spec.tasks = values.npartitions();
  spec.inputs.push_back({values.expression(), Wiring::each()});
  spec.inputs.push_back({places.expression(), Wiring::all()});
  spec.inputs.push_back({heights.expression(), Wiring::all()});
  return Array::make(Expression::make(std::move(spec)).value(), values.layout(), DType::float64).value();
}

/// Neighbours' sums along the axis times the widths between them, halved and added up.
Array area(const Array& y, const ArrayLike& widths, std::size_t axis) {
  const auto type = is_floating(y.dtype()) || is_complex(y.dtype()) ? y.dtype() : DType::float64;
  const auto numbers = y.astype(widths.array() ? promote(type, widths.array()->dtype()) : type);
  const auto later = along(numbers, axis, slice(1, none)), earlier = along(numbers, axis, slice(none, -1));
  return (widths * (later + (y.known_shape() ? rechunk(earlier, later.chunks()) : earlier)) / 2.0)
      .sum(static_cast<int>(axis));
}

} // namespace

Array interp(const Array& x, const Array& xp, const Array& fp, const InterpOptions& options) {
  if (xp.ndim() != 1 || fp.shape() != xp.shape() || xp.shape()[0] == 0)
    throw TroupeError({Errc::invalid_shape, "interp needs points, places and as many values along one axis: "
                                                + to_string(xp) + " and " + to_string(fp)});
  if (is_complex(x.dtype()) || is_complex(xp.dtype()))
    throw TroupeError(
        {Errc::invalid_dtype, "interp: complex places have no order: " + to_string(x) + ", " + to_string(xp)});
  if (options.period && !(*options.period > 0))
    throw TroupeError({Errc::invalid_argument, "interp needs a period above 0"});
  if (!is_complex(fp.dtype()))
    return real_interp(x, xp, fp, options);
  return elementwise(Ufunc::from_parts, {real_interp(x, xp, real(fp), options), real_interp(x, xp, imag(fp), options)});
}

Array trapz(const Array& y, double dx, int axis) { return area(y, dx, axis_of(y, axis)); }

Array trapz(const Array& y, const Array& x, int axis) {
  const auto at = axis_of(y, axis);
  const bool known = x.known_shape() && y.layout().known(at);
  if (x.ndim() != 1 && x.shape() != y.shape())
    throw TroupeError({Errc::invalid_shape, "trapz: places must be along one axis or one for each value: "
                                                + to_string(x) + " for " + to_string(y)});
  if (x.ndim() == 1 && known && x.shape()[0] != y.layout().bounds().shape()[at])
    throw TroupeError({Errc::invalid_shape, "trapz: " + to_string(x) + " has not as many places as " + to_string(y)
                                                + " has along axis " + std::to_string(at)});
  if (x.ndim() != 1)
    return area(y, diff(x, 1, static_cast<int>(at)), at);
  Shape across(y.ndim(), 1);
  across[at] = known ? y.layout().bounds().shape()[at] - 1 : -1;
  return area(y, reshape(diff(x), across), at);
}

} // namespace troupe
