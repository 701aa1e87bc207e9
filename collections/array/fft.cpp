#include "collections/array/fft.hpp"

#include "collections/array/creation.hpp"
#include "runtime/chunk/dtype_rules.hpp"

#include <cmath>

namespace troupe::fft {
namespace {

std::size_t fitted(const Array& array, int axis) { return Axes(axis).fit(array.ndim()).value().front(); }

/// How many elements a line of the result stands for, along one axis.
struct Line {
  std::size_t axis = 0;
  std::int64_t n = 1;
  Norm norm = Norm::backward;
};

double scale_of(const Line& line, bool inverse) {
  const auto n = static_cast<double>(line.n);
  if (line.norm == Norm::ortho)
    return 1 / std::sqrt(n);
  return (line.norm == Norm::backward) == inverse ? 1 / n : 1;
}

Array transformed(const Array& a, const char* op, const Line& line, bool inverse) {
  const bool from_real = std::string(op) == "rfft", to_real = std::string(op) == "irfft";
  if (from_real && is_complex(a.dtype()))
    throw TroupeError({Errc::invalid_dtype, "rfft transforms real numbers: " + to_string(a)});
  if (line.n < 1)
    throw TroupeError({Errc::invalid_argument, "a Fourier transform needs at least one element along axis "
                                                   + std::to_string(line.axis) + "; asked for " + std::to_string(line.n)
                                                   + " of " + to_string(a)});
  const auto lines =
      rechunk_axes(a, {{static_cast<int>(line.axis), -1}}).astype(from_real ? DType::float64 : DType::complex128);
  auto extents = lines.chunks();
  extents[line.axis] = {from_real ? line.n / 2 + 1 : line.n};
  ExpressionSpec spec;
  spec.kernel = "array.fft";
  spec.params.set("op", op).set("axis", line.axis).set("n", line.n).set("scale", scale_of(line, inverse));
  spec.tasks = lines.npartitions();
  spec.inputs.push_back({lines.expression(), Wiring::each()});
  return Array::make(Expression::make(std::move(spec)).value(), ChunkGrid::from_extents(std::move(extents)).value(),
                     to_real ? DType::float64 : DType::complex128)
      .value();
}

Line line_of(const Array& a, const LineOptions& options) {
  const auto axis = fitted(a, options.axis);
  return {axis, options.n.value_or(a.shape()[axis]), options.norm};
}

/// As irfft counts: of half a line.
Line whole_line_of(const Array& a, const LineOptions& options) {
  const auto axis = fitted(a, options.axis);
  return {axis, options.n.value_or(2 * (a.shape()[axis] - 1)), options.norm};
}

/// The inverse one where this one is asked for: who divides changes places.
Norm swapped(Norm norm) { return norm == Norm::ortho ? norm : norm == Norm::forward ? Norm::backward : Norm::forward; }

std::vector<Line> lines_of(const Array& a, const GridOptions& options, bool half) {
  std::vector<int> axes;
  if (options.axes)
    axes = *options.axes;
  else
    for (auto left = static_cast<int>(options.s ? options.s->size() : a.ndim()); left > 0; --left)
      axes.push_back(-left);
  if (axes.empty() || (options.s && options.s->size() != axes.size()))
    throw TroupeError(
        {Errc::invalid_argument,
         "a Fourier transform goes along at least one axis, and has a length for each or none: " + to_string(a)});
  std::vector<Line> lines;
  for (std::size_t i = 0; i < axes.size(); ++i) {
    const auto axis = fitted(a, axes[i]);
    const auto whole = half && i + 1 == axes.size() ? 2 * (a.shape()[axis] - 1) : a.shape()[axis];
    lines.push_back({axis, options.s ? (*options.s)[i] : whole, options.norm});
  }
  return lines;
}

GridOptions of_two(const Array& a, const GridOptions& options) {
  if (a.ndim() < 2)
    throw TroupeError({Errc::invalid_shape, "a transform along two axes of " + to_string(a)});
  auto two = options;
  if (!two.axes)
    two.axes = {-2, -1};
  return two;
}

Array shifted(const Array& a, const Axes& axes, bool back) {
  std::vector<std::int64_t> by;
  std::vector<int> along;
  for (auto axis : axes.fit(a.ndim()).value()) {
    const auto half = a.shape()[axis] / 2;
    by.push_back(back ? -half : half);
    along.push_back(static_cast<int>(axis));
  }
  return roll(a, by, along);
}

} // namespace

Array fft(const Array& a, const LineOptions& options) { return transformed(a, "fft", line_of(a, options), false); }
Array ifft(const Array& a, const LineOptions& options) { return transformed(a, "ifft", line_of(a, options), true); }
Array rfft(const Array& a, const LineOptions& options) { return transformed(a, "rfft", line_of(a, options), false); }
Array irfft(const Array& a, const LineOptions& options) {
  return transformed(a, "irfft", whole_line_of(a, options), true);
}

Array hfft(const Array& a, const LineOptions& options) {
  return irfft(conj(a), {options.n, options.axis, swapped(options.norm)});
}
Array ihfft(const Array& a, const LineOptions& options) {
  return conj(rfft(a, {options.n, options.axis, swapped(options.norm)}));
}

Array fftn(const Array& a, const GridOptions& options) {
  auto result = a;
  const auto lines = lines_of(a, options, false);
  for (auto line = lines.rbegin(); line != lines.rend(); ++line)
    result = transformed(result, "fft", *line, false);
  return result;
}

Array ifftn(const Array& a, const GridOptions& options) {
  auto result = a;
  const auto lines = lines_of(a, options, false);
  for (auto line = lines.rbegin(); line != lines.rend(); ++line)
    result = transformed(result, "ifft", *line, true);
  return result;
}

Array rfftn(const Array& a, const GridOptions& options) {
  const auto lines = lines_of(a, options, false);
  auto result = transformed(a, "rfft", lines.back(), false);
  for (std::size_t i = 0; i + 1 < lines.size(); ++i)
    result = transformed(result, "fft", lines[i], false);
  return result;
}

Array irfftn(const Array& a, const GridOptions& options) {
  const auto lines = lines_of(a, options, true);
  auto result = a;
  for (std::size_t i = 0; i + 1 < lines.size(); ++i)
    result = transformed(result, "ifft", lines[i], true);
  return transformed(result, "irfft", lines.back(), true);
}

Array fft2(const Array& a, const GridOptions& options) { return fftn(a, of_two(a, options)); }
Array ifft2(const Array& a, const GridOptions& options) { return ifftn(a, of_two(a, options)); }
Array rfft2(const Array& a, const GridOptions& options) { return rfftn(a, of_two(a, options)); }
Array irfft2(const Array& a, const GridOptions& options) { return irfftn(a, of_two(a, options)); }

Array fftfreq(std::int64_t n, double d, const Chunks& chunks) {
  if (n < 1)
    throw TroupeError({Errc::invalid_argument, "fftfreq needs at least one element; asked for " + std::to_string(n)});
  const auto number = arange(n, {.chunks = chunks});
  return where(number < (n + 1) / 2, number, number - n) * (1 / (static_cast<double>(n) * d));
}

Array rfftfreq(std::int64_t n, double d, const Chunks& chunks) {
  if (n < 1)
    throw TroupeError({Errc::invalid_argument, "rfftfreq needs at least one element; asked for " + std::to_string(n)});
  return arange(n / 2 + 1, {.chunks = chunks}) * (1 / (static_cast<double>(n) * d));
}

Array fftshift(const Array& a, const Axes& axes) { return shifted(a, axes, false); }
Array ifftshift(const Array& a, const Axes& axes) { return shifted(a, axes, true); }

} // namespace troupe::fft
