#include "collections/array/creation.hpp"

#include "collections/array/blockwise.hpp"
#include "collections/array/function_call.hpp"
#include "runtime/base/number_text.hpp"
#include "runtime/chunk/dtype_rules.hpp"

#include <algorithm>
#include <cmath>

namespace troupe {
namespace {

Result<Array> generate_in(const std::string& kernel, Params params, const ChunkGrid& grid, const Shape& chunks, DType dtype) {
  ExpressionSpec spec;
  spec.kernel = kernel;
  spec.params = std::move(params.set("shape", Params::Ints(grid.shape())).set("chunks", Params::Ints(chunks)));
  spec.tasks = grid.size();
  TROUPE_TRY(expression, Expression::make(std::move(spec)));
  return Array::make(std::move(expression), grid, dtype);
}

/// A layer without inputs, a task for each chunk; the kernel makes the grid again from `shape` and `chunks`.
Result<Array> generate(const std::string& kernel, Params params, const Shape& shape, const Chunks& chunks,
                       DType dtype = DType::float64) {
  TROUPE_TRY(extents, chunks.fit(shape, size_of(dtype)));
  TROUPE_TRY(grid, ChunkGrid::make(shape, extents));
  return generate_in(kernel, std::move(params), grid, extents, dtype);
}

Params typed(DType dtype) { return Params{}.set("dtype", std::string(to_string(dtype))); }

DType dtype_or(const CreationOptions& options, DType otherwise) { return options.dtype.value_or(otherwise); }

/// An array cut as another one is, also where it is cut unevenly.
Array filled_like(const Array& array, const Scalar& value, DType dtype) {
  const auto& grid = array.grid();
  const auto first = grid.chunk_shape(0);
  Shape extents;
  for (auto extent : first)
    extents.push_back(std::max<std::int64_t>(extent, 1));
  const auto regular = ChunkGrid::make(grid.shape(), extents);
  if (regular && *regular == grid)
    return generate_in("array.full", typed(dtype).set("value", value.to_param()), grid, extents, dtype).value();
  return where(astype(array, DType::bool_), value, value).astype(dtype);
}

} // namespace

Array full(const Shape& shape, const Scalar& value, const CreationOptions& options) {
  const auto dtype = dtype_or(options, value.dtype());
  return generate("array.full", typed(dtype).set("value", value.to_param()), shape, options.chunks, dtype).value();
}

Array zeros(const Shape& shape, const CreationOptions& options) {
  return full(shape, 0, {options.chunks, dtype_or(options, DType::float64)});
}
Array ones(const Shape& shape, const CreationOptions& options) {
  return full(shape, 1, {options.chunks, dtype_or(options, DType::float64)});
}
Array empty(const Shape& shape, const CreationOptions& options) { return zeros(shape, options); }

Array full_like(const Array& array, const Scalar& value, std::optional<DType> dtype) {
  return filled_like(array, value, dtype.value_or(array.dtype()));
}
Array zeros_like(const Array& array, std::optional<DType> dtype) { return full_like(array, 0, dtype); }
Array ones_like(const Array& array, std::optional<DType> dtype) { return full_like(array, 1, dtype); }
Array empty_like(const Array& array, std::optional<DType> dtype) { return full_like(array, 0, dtype); }

Array arange(const Scalar& stop, const CreationOptions& options) { return arange(0, stop, 1, options); }

Array arange(const Scalar& start, const Scalar& stop, const Scalar& step, const CreationOptions& options) {
  const auto whole = [](const Scalar& number) { return number.dtype() == DType::int64 || number.dtype() == DType::bool_; };
  const bool integers = whole(start) && whole(stop) && whole(step);
  const auto count = std::ceil((stop.as_double() - start.as_double()) / step.as_double());
  if (step.as_double() == 0 || !std::isfinite(step.as_double()) || !std::isfinite(count) || count > 0x1p62)
    throw TroupeError({Errc::invalid_argument, "arange(" + to_string(start) + ", " + to_string(stop) + ", " + to_string(step) +
                                                 ") has no finite length"});
  const Shape shape{count > 0 ? static_cast<std::int64_t>(count) : 0};
  const auto dtype = dtype_or(options, integers ? DType::int64 : DType::float64);
  auto params = typed(dtype);
  if (integers)
    params.set("start", start.as_int64()).set("step", step.as_int64());
  else // as NumPy: the distance of the first two elements, rounded as they are
    params.set("start", start.as_double()).set("step", (start.as_double() + step.as_double()) - start.as_double());
  return generate("array.arange", params, shape, options.chunks, dtype).value();
}

Array linspace(double start, double stop, std::int64_t count, bool endpoint, const CreationOptions& options) {
  if (count < 0)
    throw TroupeError({Errc::invalid_argument, "linspace of " + std::to_string(count) + " numbers"});
  const auto gaps = static_cast<double>(endpoint ? count - 1 : count);
  const auto step = gaps > 0 ? (stop - start) / gaps : stop - start;
  const auto dtype = dtype_or(options, DType::float64);
  const auto params = typed(dtype).set("start", start).set("step", step).set("stop", stop).set("last", endpoint && count > 1 ? count - 1 : -1);
  return generate("array.linspace", params, {count}, options.chunks, dtype).value();
}

Array logspace(double start, double stop, std::int64_t count, bool endpoint, double base, const CreationOptions& options) {
  const auto made = power(base, linspace(start, stop, count, endpoint, {.chunks = options.chunks}));
  return options.dtype ? made.astype(*options.dtype) : made;
}

Array geomspace(double start, double stop, std::int64_t count, bool endpoint, const CreationOptions& options) {
  if (!(start * stop > 0))
    throw TroupeError({Errc::invalid_argument, "geomspace(" + to_string(Scalar(start)) + ", " + to_string(Scalar(stop)) + ") has no ratio"});
  const double sign = start < 0 ? -1 : 1;
  const auto sizes = logspace(std::log10(sign * start), std::log10(sign * stop), count, endpoint, 10, {.chunks = options.chunks});
  const auto places = arange(0, count, 1, {.chunks = options.chunks});
  auto made = where(equal(places, 0), start, multiply(sizes, sign));
  if (endpoint && count > 1)
    made = where(equal(places, count - 1), stop, made);
  return made.astype(dtype_or(options, DType::float64));
}

Array eye(std::int64_t rows, std::optional<std::int64_t> columns, std::int64_t k, const CreationOptions& options) {
  const auto dtype = dtype_or(options, DType::float64);
  return generate("array.eye", typed(dtype).set("k", k), {rows, columns.value_or(rows)}, options.chunks, dtype).value();
}

Array identity(std::int64_t rows, const CreationOptions& options) { return eye(rows, rows, 0, options); }

Array tri(std::int64_t rows, std::optional<std::int64_t> columns, std::int64_t k, const CreationOptions& options) {
  const auto dtype = dtype_or(options, DType::float64);
  return generate("array.tri", typed(dtype).set("k", k), {rows, columns.value_or(rows)}, options.chunks, dtype).value();
}

namespace {

/// On and below diagonal k of the array's last two axes, cut as they are.
Array below(const Array& array, std::int64_t k) {
  if (array.ndim() < 2)
    throw TroupeError({Errc::invalid_shape, "tril and triu need two axes: " + to_string(array)});
  const auto rows = array.shape()[array.ndim() - 2], columns = array.shape()[array.ndim() - 1];
  const auto first = array.grid().chunk_shape(0);
  const Shape cut{std::max<std::int64_t>(first[array.ndim() - 2], 1), std::max<std::int64_t>(first[array.ndim() - 1], 1)};
  return tri(rows, columns, k, {.chunks = cut, .dtype = DType::bool_});
}

} // namespace

Array tril(const Array& array, std::int64_t k) { return where(below(array, k), array, 0).astype(array.dtype()); }
Array triu(const Array& array, std::int64_t k) { return where(below(array, k - 1), 0, array).astype(array.dtype()); }

std::vector<Array> indices(const Shape& shape, const CreationOptions& options) {
  const auto dtype = dtype_or(options, DType::int64);
  std::vector<Array> arrays;
  for (std::size_t axis = 0; axis < shape.size(); ++axis)
    arrays.push_back(generate("array.indices", typed(dtype).set("axis", axis), shape, options.chunks, dtype).value());
  return arrays;
}

Array from_block(const Block& block, const Chunks& chunks) {
  std::string bytes(reinterpret_cast<const char*>(block.data.data()), block.data.size());
  return generate("array.literal", typed(block.dtype).set("data", Params::Value(std::move(bytes))), block.shape, chunks, block.dtype).value();
}

Array from_chunks(const Function& function, const Shape& shape, const NamedParams& params, const CreationOptions& options) {
  const auto dtype = dtype_or(options, function.dtypes().size() == 1 ? function.dtypes()[0] : DType::float64);
  const auto extents = options.chunks.fit(shape, size_of(dtype)).value();
  const auto grid = ChunkGrid::make(shape, extents).value();
  Params own = params;
  auto call = call_of(function, own.set("shape", Params::Ints(shape)).set("chunks", Params::Ints(extents)));
  call.outputs = {array_params(dtype, Layout(grid))};
  call.counts = grid.counts();
  ExpressionSpec spec;
  spec.kernel = function_call_kernel;
  spec.params = call.to_params();
  spec.tasks = grid.size();
  spec.holds = function.holds();
  return Array::make(Expression::make(std::move(spec)).value(), grid, dtype).value();
}

Array fromfunction(const Function& function, const Shape& shape, const NamedParams& params, const CreationOptions& options) {
  return map_blocks(function, indices(shape, {.chunks = options.chunks}), params, {.dtype = options.dtype});
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

Array integers(std::int64_t low, std::int64_t high, const Shape& shape, const RandomOptions& options, DType dtype) {
  if (low >= high || (!is_integer(dtype) && dtype != DType::bool_))
    throw TroupeError({Errc::invalid_argument, "random::integers of " + std::string(to_string(dtype)) + " in [" + std::to_string(low) +
                                                 ", " + std::to_string(high) + ")"});
  const auto width = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low);
  const auto params = typed(dtype).set("seed", options.seed).set("low", low).set("width", width);
  return generate("array.random_integers", params, shape, options.chunks, dtype).value();
}

Array exponential(double scale, const Shape& shape, const RandomOptions& options) {
  if (!(scale >= 0))
    throw TroupeError({Errc::invalid_argument, "random::exponential needs a scale of at least 0; got " + format_double(scale)});
  return generate("array.random_exponential", Params{}.set("seed", options.seed).set("scale", scale), shape, options.chunks).value();
}

Array gamma(double form, double scale, const Shape& shape, const RandomOptions& options) {
  if (!(form >= 0 && scale >= 0))
    throw TroupeError({Errc::invalid_argument, "random::gamma needs form and scale of at least 0; got " + format_double(form) + " and " + format_double(scale)});
  const auto params = Params{}.set("seed", options.seed).set("form", form).set("scale", scale);
  return generate("array.random_gamma", params, shape, options.chunks).value();
}

Array poisson(double lam, const Shape& shape, const RandomOptions& options) {
  if (!(lam >= 0 && lam <= 1e15))
    throw TroupeError({Errc::invalid_argument, "random::poisson needs a mean from 0 to 1e15; got " + format_double(lam)});
  const auto params = Params{}.set("seed", options.seed).set("lam", lam);
  return generate("array.random_poisson", params, shape, options.chunks, DType::int64).value();
}

Array binomial(std::int64_t n, double p, const Shape& shape, const RandomOptions& options) {
  if (n < 0 || !(p >= 0 && p <= 1))
    throw TroupeError({Errc::invalid_argument, "random::binomial of " + std::to_string(n) + " trials of probability " + format_double(p)});
  const auto params = Params{}.set("seed", options.seed).set("n", n).set("p", p);
  return generate("array.random_binomial", params, shape, options.chunks, DType::int64).value();
}

Array choice(std::int64_t n, const Shape& shape, const RandomOptions& options, const std::vector<double>& p) {
  if (n < 1 || (!p.empty() && static_cast<std::int64_t>(p.size()) != n))
    throw TroupeError({Errc::invalid_argument, "random::choice among " + std::to_string(n) + " with " + std::to_string(p.size()) + " probabilities"});
  if (p.empty())
    return integers(0, n, shape, options);
  const auto drawn = uniform(shape, {.chunks = options.chunks, .seed = options.seed});
  Params::Doubles edges;
  double sum = 0;
  for (auto one : p) {
    if (!(one >= 0))
      throw TroupeError({Errc::invalid_argument, "random::choice: probabilities must not be negative"});
    edges.push_back(sum += one);
  }
  if (std::abs(sum - 1) > 1e-8)
    throw TroupeError({Errc::invalid_argument, "random::choice: the probabilities add up to " + format_double(sum) + ", not 1"});
  edges.pop_back();
  return blockwise("array.digitize", Params{}.set("edges", std::move(edges)).set("right", false), {drawn}, DType::int64).value();
}

Array permutation(std::int64_t n, const RandomOptions& options) {
  return generate("array.random_permutation", Params{}.set("seed", options.seed), {n}, options.chunks, DType::int64).value();
}

} // namespace random
} // namespace troupe
