// array.fft {op, axis, n, scale}: the discrete Fourier transform of every line of a block along an axis, times `scale`.
// Lines are cut or filled up with zeros first. By op:
//   fft, ifft   complex128, n elements, to as many (the exponent -1, +1)
//   rfft        float64, n elements, to n / 2 + 1 of complex128
//   irfft       complex128, n / 2 + 1 elements, to n of float64
#include "runtime/kernels/arguments.hpp"
#include "runtime/kernels/block_axis.hpp"
#include "runtime/kernels/fft/fft_kernels.hpp"
#include "runtime/kernels/fft/fft_plan.hpp"
#include "runtime/kernels/tile_kernels.hpp"

#include <algorithm>
#include <complex>
#include <vector>

namespace troupe {
namespace {

using Complex = std::complex<double>;

/// Where lines of a block are: element k of line i is at begin(i) + k * inner.
struct FftLines {
  BlockAxis axis;
  std::int64_t count() const { return axis.outer * axis.inner; }
  std::int64_t begin(std::int64_t line) const {
    return line / axis.inner * axis.extent * axis.inner + line % axis.inner;
  }
};

/// Lines side by side, as the plan takes them.
struct Staged {
  std::vector<double> re, im;
  explicit Staged(std::size_t count) : re(count), im(count) {}
  SplitComplex at() { return {re.data(), im.data()}; }
};

void gather(const Complex* from, const FftLines& lines, std::int64_t first, std::int64_t width, std::int64_t taken,
            Staged& to) {
  for (std::int64_t i = 0; i < width; ++i) {
    const auto* line = from + lines.begin(first + i);
    for (std::int64_t k = 0; k < taken; ++k) {
      const auto at = static_cast<std::size_t>(k * width + i);
      const bool there = k < lines.axis.extent;
      to.re[at] = there ? line[k * lines.axis.inner].real() : 0;
      to.im[at] = there ? line[k * lines.axis.inner].imag() : 0;
    }
  }
}
void gather(const double* from, const FftLines& lines, std::int64_t first, std::int64_t width, std::int64_t taken,
            Staged& to) {
  for (std::int64_t i = 0; i < width; ++i) {
    const auto* line = from + lines.begin(first + i);
    for (std::int64_t k = 0; k < taken; ++k)
      to.re[static_cast<std::size_t>(k * width + i)] = k < lines.axis.extent ? line[k * lines.axis.inner] : 0;
  }
}
void scatter(const Staged& from, const FftLines& lines, std::int64_t first, std::int64_t width, double scale,
             Complex* to) {
  for (std::int64_t i = 0; i < width; ++i) {
    auto* line = to + lines.begin(first + i);
    for (std::int64_t k = 0; k < lines.axis.extent; ++k) {
      const auto at = static_cast<std::size_t>(k * width + i);
      line[k * lines.axis.inner] = {from.re[at] * scale, from.im[at] * scale};
    }
  }
}
void scatter(const Staged& from, const FftLines& lines, std::int64_t first, std::int64_t width, double scale,
             double* to) {
  for (std::int64_t i = 0; i < width; ++i) {
    auto* line = to + lines.begin(first + i);
    for (std::int64_t k = 0; k < lines.axis.extent; ++k)
      line[k * lines.axis.inner] = from.re[static_cast<std::size_t>(k * width + i)] * scale;
  }
}

struct Transform {
  std::int64_t taken = 0, made = 0; ///< elements of a line
  double scale = 1;
};

/// @param run  what becomes of `width` lines side by side: run(lines, width)
template <class In, class Out, class Run>
Result<ChunkPtr> transform_lines(const KernelContext& context, const Block& block, std::size_t axis,
                                 const Transform& work, std::size_t most, Run&& run) {
  auto shape = block.shape;
  shape[axis] = work.made;
  TROUPE_TRY(count, checked_element_count(shape));
  Block out{dtype_of_v<Out>, shape, context.pool.allocate_for<Out>(static_cast<std::size_t>(count))};
  const FftLines from{block_axis(block.shape, axis)}, to{block_axis(shape, axis)};
  const auto width = std::min(static_cast<std::int64_t>(most), std::max<std::int64_t>(from.count(), 1));
  Staged staged(static_cast<std::size_t>(std::max(work.taken, work.made) * width));
  for (std::int64_t first = 0; first < from.count(); first += width) {
    if (context.is_cancelled())
      return fail(Errc::cancelled, "array.fft was cancelled");
    const auto lines = std::min(width, from.count() - first);
    gather(block.values<In>().data(), from, first, lines, work.taken, staged);
    run(staged, static_cast<std::size_t>(lines));
    scatter(staged, to, first, lines, work.scale, out.template values<Out>().data());
  }
  return make_chunk(std::move(out));
}

Result<ChunkPtr> transform(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 1));
  TROUPE_TRY(block, any_block(inputs[0]));
  TROUPE_TRY(axis, axis_of_params(context.params, *block));
  TROUPE_TRY(op, context.params.text("op"));
  TROUPE_TRY(n, context.params.integer("n"));
  TROUPE_TRY(scale, context.params.real("scale"));
  if (n < 1 || n > FftPlan::longest)
    return fail(Errc::invalid_argument, "array.fft transforms lines of 1 to " + std::to_string(FftPlan::longest)
                                            + " elements, not " + std::to_string(n));
  if (block->dtype != (op == "rfft" ? DType::float64 : DType::complex128))
    return fail(Errc::invalid_dtype, "array.fft: " + op + " does not transform a " + describe(*inputs[0]));
  auto& plan = FftPlan::of_this_thread(n);
  const auto half = n / 2 + 1;
  if (op == "rfft") {
    std::vector<double> given(static_cast<std::size_t>(n) * plan.width());
    return transform_lines<double, Complex>(
        context, *block, axis, {n, half, scale}, plan.width(), [&](Staged& staged, std::size_t lines) {
          std::copy_n(staged.re.begin(), static_cast<std::size_t>(n) * lines, given.begin());
          plan.forward_real(given.data(), staged.at(), lines);
        });
  }
  if (op == "irfft") {
    std::vector<double> made(static_cast<std::size_t>(n) * plan.width());
    return transform_lines<Complex, double>(
        context, *block, axis, {half, n, scale}, plan.width(), [&](Staged& staged, std::size_t lines) {
          plan.backward_real(staged.at(), made.data(), lines);
          std::copy_n(made.begin(), static_cast<std::size_t>(n) * lines, staged.re.begin());
        });
  }
  if (op != "fft" && op != "ifft")
    return fail(Errc::invalid_argument, "array.fft has no op '" + op + "'");
  return transform_lines<Complex, Complex>(
      context, *block, axis, {n, n, scale}, plan.width(), [&](Staged& staged, std::size_t lines) {
        op == "fft" ? plan.forward(staged.at(), lines) : plan.backward(staged.at(), lines);
      });
}

} // namespace

void add_array_fft(KernelRegistry& registry) { add_builtin(registry, {"array.fft", transform, nullptr, nullptr}); }

} // namespace troupe
