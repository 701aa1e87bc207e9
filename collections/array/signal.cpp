#include "collections/array/signal.hpp"

#include "collections/array/along_axis.hpp"
#include "collections/array/cumulative.hpp"
#include "collections/array/differences.hpp"
#include "collections/array/gathered.hpp"
#include "collections/array/joining.hpp"
#include "runtime/chunk/dtype_rules.hpp"

#include <algorithm>

namespace troupe {
namespace {

bool no_longer(const Array& a, const Array& b) {
  for (std::size_t axis = 0; axis < a.ndim(); ++axis)
    if (a.shape()[axis] > b.shape()[axis])
      return false;
  return true;
}

void check(const Array& a, const Array& v, ConvolveMode mode) {
  if (a.ndim() != v.ndim() || a.ndim() == 0 || a.size() == 0 || v.size() == 0)
    throw TroupeError({Errc::invalid_shape, "convolve takes two arrays of as many axes, with elements: " + to_string(a)
                                                + " and " + to_string(v)});
  if (mode == ConvolveMode::valid && !no_longer(v, a))
    throw TroupeError({Errc::invalid_shape,
                       "convolve: neither array lies within the other: " + to_string(a) + " and " + to_string(v)});
}

/// Extents of the result's chunks: those of `a`, the halo at the end in the last one where that is not larger by much.
std::vector<std::int64_t> extents_with_end(std::vector<std::int64_t> extents, std::int64_t halo) {
  if (halo <= extents.back())
    extents.back() += halo;
  else
    extents.push_back(halo);
  return extents;
}

/// For chunks of those extents what each needs of the axis: `halo` elements more before it, nothing known beyond the
/// ends.
GatheredAxis with_halo_before(const std::vector<std::int64_t>& extents, std::int64_t halo, std::int64_t length) {
  GatheredAxis result{{}, std::vector<std::int64_t>{}};
  std::int64_t at = 0;
  for (auto extent : extents) {
    const auto begin = at - halo, end = at + extent;
    const auto first = std::max<std::int64_t>(0, begin), last = std::min(length, end);
    const AxisRun runs[] = {{0, 0, std::min<std::int64_t>(0, end) - std::min<std::int64_t>(0, begin), true},
                            {first, 1, last - first, false},
                            {0, 0, std::max(length, end) - std::max(length, begin), true}};
    for (const auto& run : runs)
      if (run.count > 0)
        result.runs.push_back(run);
    result.extents->push_back(extent + halo);
    at = end;
  }
  return result;
}

/// All elements where they touch. @pre both of one type, v one chunk
Array convolved(const Array& a, const Array& v) {
  GatherSpec halos{{a}, 0, {}, std::nullopt, {}};
  std::vector<std::vector<std::int64_t>> cut;
  Params params;
  params.set("shape", Params::Ints(a.shape()));
  for (std::size_t axis = 0; axis < a.ndim(); ++axis) {
    const auto halo = v.shape()[axis] - 1;
    cut.push_back(extents_with_end(a.grid().extents(axis), halo));
    halos.axes.push_back(with_halo_before(cut.back(), halo, a.shape()[axis]));
    Params::Ints starts;
    std::int64_t start = 0;
    for (auto extent : cut.back()) {
      starts.push_back(start);
      start += extent;
    }
    params.set("s" + std::to_string(axis), std::move(starts));
  }
  const auto seen = gathered(halos).value();
  ExpressionSpec spec;
  spec.kernel = "array.convolve";
  spec.params = std::move(params);
  spec.tasks = seen.npartitions();
  spec.inputs.push_back({seen.expression(), Wiring::each()});
  spec.inputs.push_back({v.expression(), Wiring::all()});
  return relaid(Expression::make(std::move(spec)).value(), std::move(cut), a.dtype());
}

} // namespace

Array convolve(const Array& a, const Array& v, ConvolveMode mode) {
  if (a.ndim() == v.ndim() && a.shape() != v.shape() && no_longer(a, v)
      && (mode != ConvolveMode::same || a.ndim() == 1))
    return convolve(v, a, mode);
  check(a, v, mode);
  const auto type = promote(a.dtype(), v.dtype());
  auto result = convolved(a.astype(type), rechunk(v.astype(type), Chunks(Shape(v.ndim(), -1))));
  for (std::size_t axis = 0; axis < a.ndim() && mode != ConvolveMode::full; ++axis) {
    const auto halo = v.shape()[axis] - 1;
    result =
        along(result, axis,
              mode == ConvolveMode::same ? slice(halo / 2, halo / 2 + a.shape()[axis]) : slice(halo, a.shape()[axis]));
  }
  return result;
}

Array correlate(const Array& a, const Array& v, ConvolveMode mode) {
  if (a.ndim() != 1 || v.ndim() != 1)
    throw TroupeError(
        {Errc::invalid_shape, "correlate takes two arrays of one axis: " + to_string(a) + " and " + to_string(v)});
  const auto other = is_complex(v.dtype()) ? conj(v) : v;
  if (no_longer(v, a))
    return convolve(a, flip(other), mode);
  return flip(convolve(other, flip(a), mode)); // of the same length as NumPy has it
}

Array unwrap(const Array& p, std::optional<double> discont, int axis, double period) {
  using indexing::none;
  const auto at = axis_of(p, axis);
  if (!(period > 0))
    throw TroupeError({Errc::invalid_argument, "unwrap needs a period above 0"});
  if (is_complex(p.dtype()))
    throw TroupeError({Errc::invalid_dtype, "unwrap takes real numbers: " + to_string(p)});
  const auto x = is_floating(p.dtype()) ? p : p.astype(DType::float64);
  const auto steps = diff(x, 1, static_cast<int>(at));
  const double half = period / 2;
  const auto least = remainder(steps + half, period) - half;
  const auto kept = where((least == -half) & (steps > 0), half, least); // half a period forwards stays forwards
  const auto correction = where(abs(steps) < discont.value_or(half), 0, kept - steps);
  const auto rest = along(x, at, slice(1, none));
  return concatenate({along(x, at, slice(0, 1)), rest + cumsum(correction, static_cast<int>(at))}, static_cast<int>(at))
      .astype(x.dtype());
}

} // namespace troupe
