#include "collections/array/searching.hpp"

#include "collections/array/blockwise.hpp"
#include "runtime/chunk/dtype_rules.hpp"

#include <algorithm>
#include <functional>

namespace troupe {
namespace {

Array looked_up(const Array& a, const Array& among, const std::string& kernel, const Params& params, DType result) {
  const auto type = promote(a.dtype(), among.dtype());
  const auto values = a.astype(type);
  const auto whole = among.npartitions() == 1 ? among.astype(type) : rechunk_axes(among.astype(type), {{0, -1}});
  ExpressionSpec spec;
  spec.kernel = kernel;
  spec.params = params;
  spec.tasks = values.npartitions();
  spec.inputs.push_back({values.expression(), Wiring::each()});
  spec.inputs.push_back({whole.expression(), Wiring::all()});
  return Array::make(Expression::make(std::move(spec)).value(), values.layout(), result).value();
}

} // namespace

Array searchsorted(const Array& sorted, const Array& values, bool right) {
  if (sorted.ndim() != 1)
    throw TroupeError({Errc::invalid_shape, "searchsorted looks in one rising axis, not in " + to_string(sorted)});
  return looked_up(values, sorted, "array.searchsorted", Params{}.set("right", right), DType::int64);
}

Array isin(const Array& a, const Array& among, bool invert) {
  return looked_up(a, among.ndim() == 1 ? among : ravel(among), "array.isin", Params{}.set("invert", invert),
                   DType::bool_);
}

Array digitize(const Array& a, const std::vector<double>& bins, bool right) {
  if (is_complex(a.dtype()))
    throw TroupeError({Errc::invalid_dtype, "digitize: complex numbers have no order: " + to_string(a)});
  const auto numbered = [&](const std::vector<double>& edges) {
    return blockwise("array.digitize", Params{}.set("edges", Params::Doubles(edges)).set("right", right), {a},
                     DType::int64)
        .value();
  };
  if (std::is_sorted(bins.begin(), bins.end()))
    return numbered(bins);
  if (!std::is_sorted(bins.begin(), bins.end(), std::greater<>()))
    throw TroupeError({Errc::invalid_argument, "digitize: the bins must rise, or fall"});
  return static_cast<std::int64_t>(bins.size()) - numbered({bins.rbegin(), bins.rend()});
}

} // namespace troupe
