#include "collections/array/signal.hpp"

#include "collections/array/blockwise.hpp"
#include "collections/array/joining.hpp"
#include "collections/array/overlap.hpp"
#include "runtime/chunk/dtype_rules.hpp"

#include <algorithm>

namespace troupe {
namespace {

using indexing::none;

/// Before every chunk, the last `rim` elements of what comes before it (zeros before the array, never used).
Array with_rim_before(const Array& a, std::int64_t rim) {
  const auto both = overlap(a, {.depth = {rim}, .boundary = {Boundary::constant(0)}});
  std::vector<Array> parts;
  std::int64_t at = 0;
  for (auto extent : a.chunks()[0]) {
    parts.push_back(rechunk_axes(both(slice(at, at + extent + rim)), {{0, -1}}));
    at += extent + 2 * rim;
  }
  return concatenate(parts);
}

/// All elements where they touch. @pre a is no shorter than v; both of one type, v one chunk
Array convolved(const Array& a, const Array& v) {
  const auto rim = v.size() - 1;
  const auto longer = rim > 0 ? pad(a, {{0, rim}}) : a;
  const auto cut = longer.chunks()[0];
  Params::Ints starts;
  std::int64_t start = 0;
  for (auto extent : cut) {
    starts.push_back(start);
    start += extent;
  }
  ExpressionSpec spec;
  spec.kernel = "array.convolve";
  spec.params = Params{}.set("length", a.size()).set("s0", std::move(starts));
  spec.tasks = longer.npartitions();
  spec.inputs.push_back({(rim > 0 ? with_rim_before(longer, rim) : longer).expression(), Wiring::each()});
  spec.inputs.push_back({v.expression(), Wiring::all()});
  return Array::make(Expression::make(std::move(spec)).value(), longer.grid(), a.dtype()).value();
}

} // namespace

Array convolve(const Array& a, const Array& v, ConvolveMode mode) {
  if (a.ndim() != 1 || v.ndim() != 1 || a.size() == 0 || v.size() == 0)
    throw TroupeError({Errc::invalid_shape, "convolve takes two arrays of one axis with elements: " + to_string(a) + " and " + to_string(v)});
  if (v.size() > a.size())
    return convolve(v, a, mode);
  const auto type = promote(a.dtype(), v.dtype());
  const auto full = convolved(a.astype(type), rechunk_axes(v.astype(type), {{0, -1}}));
  switch (mode) {
    case ConvolveMode::same: return full(slice((v.size() - 1) / 2, (v.size() - 1) / 2 + a.size()));
    case ConvolveMode::valid: return full(slice(v.size() - 1, a.size()));
    case ConvolveMode::full: break;
  }
  return full;
}

namespace fft {
namespace {

std::size_t fitted(const Array& array, int axis) { return Axes(axis).fit(array.ndim()).value().front(); }

Array along(const Array& array, std::size_t axis, Slice part) {
  std::vector<Index> indices(axis, Index(indexing::all));
  indices.emplace_back(part);
  return array.index(indices);
}

/// Cut or filled up to n elements along the axis.
Array of_length(const Array& a, std::size_t axis, std::int64_t n) {
  if (n < 1)
    throw TroupeError({Errc::invalid_argument, "a Fourier transform needs at least one element along the axis: " + to_string(a)});
  if (n <= a.shape()[axis])
    return n < a.shape()[axis] ? along(a, axis, slice(0, n)) : a;
  std::vector<std::pair<std::int64_t, std::int64_t>> width(a.ndim());
  width[axis].second = n - a.shape()[axis];
  return pad(a, width);
}

Array transformed(const Array& a, std::optional<std::int64_t> n, int axis, bool inverse) {
  const auto at = fitted(a, axis);
  const auto lines = rechunk_axes(of_length(a, at, n.value_or(a.shape()[at])).astype(DType::complex128), {{static_cast<int>(at), -1}});
  return map_blocks("array.fft", {lines}, Params{}.set("axis", at).set("inverse", inverse), {.dtype = DType::complex128});
}

Array over_last(const Array& a, std::size_t count, bool inverse) {
  if (a.ndim() < count || a.ndim() == 0)
    throw TroupeError({Errc::invalid_shape, "a Fourier transform over " + std::to_string(count) + " axes of " + to_string(a)});
  auto result = a;
  for (std::size_t i = 1; i <= count; ++i)
    result = transformed(result, std::nullopt, -static_cast<int>(i), inverse);
  return result;
}

} // namespace

Array fft(const Array& a, std::optional<std::int64_t> n, int axis) { return transformed(a, n, axis, false); }
Array ifft(const Array& a, std::optional<std::int64_t> n, int axis) { return transformed(a, n, axis, true); }

Array rfft(const Array& a, std::optional<std::int64_t> n, int axis) {
  if (is_complex(a.dtype()))
    throw TroupeError({Errc::invalid_dtype, "rfft transforms real numbers: " + to_string(a)});
  const auto whole = transformed(a, n, axis, false);
  const auto at = fitted(a, axis);
  return along(whole, at, slice(0, whole.shape()[at] / 2 + 1));
}

Array irfft(const Array& a, std::optional<std::int64_t> n, int axis) {
  const auto at = fitted(a, axis);
  const auto length = n.value_or(2 * (a.shape()[at] - 1));
  const auto half = of_length(a, at, length / 2 + 1).astype(DType::complex128);
  if (length < 1)
    throw TroupeError({Errc::invalid_argument, "irfft makes at least one element: " + to_string(a)});
  // The other half is the first one mirrored and conjugated.
  const auto mirrored = conj(flip(along(half, at, slice(1, (length + 1) / 2)), static_cast<int>(at)));
  return real(transformed(concatenate({half, mirrored}, static_cast<int>(at)), std::nullopt, static_cast<int>(at), true));
}

Array fft2(const Array& a) { return over_last(a, 2, false); }
Array ifft2(const Array& a) { return over_last(a, 2, true); }
Array fftn(const Array& a) { return over_last(a, a.ndim(), false); }
Array ifftn(const Array& a) { return over_last(a, a.ndim(), true); }

} // namespace fft
} // namespace troupe
