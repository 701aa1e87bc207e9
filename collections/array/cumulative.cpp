#include "collections/array/cumulative.hpp"

#include "collections/array/along_axis.hpp"
#include "collections/array/blockwise.hpp"
#include "collections/array/lines.hpp"
#include "collections/array/shaping.hpp"
#include "runtime/chunk/dtype_rules.hpp"

namespace troupe {
namespace {

/// float32 and complex64 run in twice their width.
DType running_type(DType dtype) {
  return is_floating(dtype) ? DType::float64 : is_complex(dtype) ? DType::complex128 : sum_of(dtype);
}

Result<Array> totals_before(const Array& array, std::size_t axis, const char* op) {
  const auto params = Params{}.set("op", op).set(
      "axes", array.ndim() == 1 ? Params::Ints{} : Params::Ints{static_cast<std::int64_t>(axis)});
  TROUPE_TRY(made, blockwise("array.reduce", params, {array}, running_type(array.dtype())));
  std::vector<std::vector<std::int64_t>> extents;
  for (std::size_t at = 0; at < array.ndim(); ++at)
    extents.push_back(at == axis ? std::vector<std::int64_t>(array.layout().bounds().extents(at).size(), 1)
                                 : array.layout().bounds().extents(at));
  TROUPE_TRY(grid, ChunkGrid::from_extents(std::move(extents)));
  TROUPE_TRY(totals,
             Array::make(made.expression(), std::move(grid), made.dtype())); // seen as known: nobody else sees it
  auto prefix = Params{}.set("op", op).set("axis", axis);
  Params::Ints empty; // whose total, 0, would make a -0.0 before it 0.0
  const auto along = array.layout().bounds().extents(axis);
  for (std::size_t chunk = 0; chunk < along.size(); ++chunk)
    if (along[chunk] == 0)
      empty.push_back(static_cast<std::int64_t>(chunk));
  if (!empty.empty())
    prefix.set("empty", std::move(empty));
  return along_lines(totals, axis, "array.prefix", prefix, array.numblocks()[axis], made.dtype());
}

Result<Array> cumulated(const Array& array, std::size_t axis, const char* op) {
  const auto params = Params{}.set("op", op).set("axis", axis);
  TROUPE_TRY(local, blockwise("array.cumulate", params, {array}, running_type(array.dtype())));
  if (array.numblocks()[axis] == 1)
    return local;
  TROUPE_TRY(before, totals_before(array, axis, op));
  std::int64_t inner = 1;
  for (auto at = axis + 1; at < array.ndim(); ++at)
    inner *= array.numblocks()[at];
  ExpressionSpec spec;
  spec.kernel = "array.carry";
  spec.params = Params(params).set("inner", inner).set("count", array.numblocks()[axis]);
  spec.tasks = array.npartitions();
  spec.inputs.push_back({local.expression(), Wiring::each()});
  spec.inputs.push_back({before.expression(), own_line_wiring(array.layout().bounds(), axis)});
  TROUPE_TRY(expression, Expression::make(std::move(spec)));
  return Array::make(std::move(expression), array.layout(), local.dtype());
}

Array cumulative(const Array& array, int axis, const char* op) {
  const auto at = axis_of(array, axis);
  return cumulated(array, at, op).value().astype(sum_of(array.dtype()));
}

Array without_nan(const Array& array, int instead) {
  return is_floating(array.dtype()) || is_complex(array.dtype()) ? where(isnan(array), instead, array) : array;
}

} // namespace

Array cumsum(const Array& a, int axis) { return cumulative(a, axis, "sum"); }
Array cumprod(const Array& a, int axis) { return cumulative(a, axis, "prod"); }
Array nancumsum(const Array& a, int axis) { return cumsum(without_nan(a, 0), axis); }
Array nancumprod(const Array& a, int axis) { return cumprod(without_nan(a, 1), axis); }
Array cumsum(const Array& a) { return cumsum(ravel(a), 0); }
Array cumprod(const Array& a) { return cumprod(ravel(a), 0); }
Array nancumsum(const Array& a) { return nancumsum(ravel(a), 0); }
Array nancumprod(const Array& a) { return nancumprod(ravel(a), 0); }

} // namespace troupe
