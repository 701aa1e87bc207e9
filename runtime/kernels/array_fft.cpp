// array.fft {axis, inverse}: the discrete Fourier transform of every line of a complex128 block along an axis, the inverse
// one divided by the line's length. By Eigen's unsupported FFT (kissfft): lengths with large prime factors take longer.
#include "runtime/kernels/arguments.hpp"
#include "runtime/kernels/block_axis.hpp"
#include "runtime/kernels/builtin.hpp"
#include "runtime/kernels/tile_kernels.hpp"

// Eigen's header does not keep to this project's warnings.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wold-style-cast"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#include <unsupported/Eigen/FFT>
#pragma GCC diagnostic pop

#include <complex>
#include <limits>
#include <vector>

namespace troupe {
namespace {

using Complex = std::complex<double>;

Result<ChunkPtr> transform(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 1));
  TROUPE_TRY(block, any_block(inputs[0]));
  if (block->dtype != DType::complex128)
    return fail(Errc::invalid_dtype, "array.fft transforms complex128 blocks; it was given a " + describe(*inputs[0]));
  TROUPE_TRY(axis, axis_of_params(context.params, *block));
  TROUPE_TRY(inverse, context.params.boolean("inverse"));
  const auto seen = block_axis(block->shape, axis);
  if (seen.extent > std::numeric_limits<int>::max())
    return fail(Errc::invalid_shape, "array.fft: a line of " + std::to_string(seen.extent) + " elements is too long");
  Block out{block->dtype, block->shape, context.pool.allocate_for<Complex>(static_cast<std::size_t>(block->size()))};
  Eigen::FFT<double> engine;
  std::vector<Complex> line(static_cast<std::size_t>(seen.extent)), made(line.size());
  const auto* from = block->values<Complex>().data();
  auto* to = out.values<Complex>().data();
  for (std::int64_t o = 0; o < seen.outer && !line.empty(); ++o) {
    if (context.is_cancelled())
      return fail(Errc::cancelled, "array.fft was cancelled");
    for (std::int64_t i = 0; i < seen.inner; ++i) {
      const auto first = o * seen.extent * seen.inner + i;
      for (std::int64_t k = 0; k < seen.extent; ++k)
        line[static_cast<std::size_t>(k)] = from[first + k * seen.inner];
      if (inverse)
        engine.inv(made.data(), line.data(), seen.extent);
      else
        engine.fwd(made.data(), line.data(), static_cast<int>(seen.extent));
      for (std::int64_t k = 0; k < seen.extent; ++k)
        to[first + k * seen.inner] = made[static_cast<std::size_t>(k)];
    }
  }
  return make_chunk(std::move(out));
}

} // namespace

void add_array_fft(KernelRegistry& registry) { add_builtin(registry, {"array.fft", transform, nullptr, nullptr}); }

} // namespace troupe
