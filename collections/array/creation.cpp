#include "collections/array/creation.hpp"

#include "runtime/base/number_text.hpp"

#include <cmath>

namespace troupe {
namespace {

/// A layer without inputs, a task for each chunk; the kernel makes the grid again from `shape` and `chunks`.
Result<Array> generate(const std::string& kernel, Params params, const Shape& shape, const Chunks& chunks) {
  TROUPE_TRY(extents, chunks.fit(shape));
  TROUPE_TRY(grid, ChunkGrid::make(shape, extents));
  ExpressionSpec spec;
  spec.kernel = kernel;
  spec.params = std::move(params.set("shape", Params::Ints(shape)).set("chunks", Params::Ints(extents)));
  spec.tasks = grid.size();
  TROUPE_TRY(expression, Expression::make(std::move(spec)));
  return Array::make(std::move(expression), std::move(grid));
}

} // namespace

Array full(const Shape& shape, double value, const CreationOptions& options) {
  return generate("array.full", Params{}.set("value", value), shape, options.chunks).value();
}

Array zeros(const Shape& shape, const CreationOptions& options) { return full(shape, 0, options); }

Array ones(const Shape& shape, const CreationOptions& options) { return full(shape, 1, options); }

Array arange(double stop, const CreationOptions& options) { return arange(0, stop, 1, options); }

Array arange(double start, double stop, double step, const CreationOptions& options) {
  const auto count = std::ceil((stop - start) / step);
  if (step == 0 || !std::isfinite(step) || !std::isfinite(count) || count > 0x1p62)
    throw TroupeError({Errc::invalid_argument, "arange(" + format_double(start) + ", " + format_double(stop) + ", " +
                                                 format_double(step) + ") has no finite length"});
  const Shape shape{count > 0 ? static_cast<std::int64_t>(count) : 0};
  return generate("array.arange", Params{}.set("start", start).set("step", step), shape, options.chunks).value();
}

namespace random {

Array normal(const Shape& shape, const NormalOptions& options) {
  if (!(options.scale >= 0))
    throw TroupeError({Errc::invalid_argument, "random::normal needs a scale of at least 0; got " + format_double(options.scale)});
  const auto params = Params{}.set("seed", options.seed).set("loc", options.loc).set("scale", options.scale);
  return generate("array.random_normal", params, shape, options.chunks).value();
}

Array uniform(const Shape& shape, const UniformOptions& options) {
  const auto params = Params{}.set("seed", options.seed).set("low", options.low).set("high", options.high);
  return generate("array.random_uniform", params, shape, options.chunks).value();
}

} // namespace random
} // namespace troupe
