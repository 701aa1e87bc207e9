#include "collections/array/creation.hpp"

#include "collections/array/blockwise.hpp"
#include "collections/array/function_call.hpp"
#include "collections/array/generated.hpp"
#include "runtime/base/number_text.hpp"
#include "runtime/chunk/dtype_rules.hpp"

#include <algorithm>

namespace troupe {
namespace {

DType dtype_or(const CreationOptions& options, DType otherwise) { return options.dtype.value_or(otherwise); }

/// An array cut as another one is, also where it is cut unevenly.
Array filled_like(const Array& array, const Scalar& value, DType dtype) {
  if (!array.known_shape()) // as long as the array turns out to be
    return where(astype(array, DType::bool_), value, value).astype(dtype);
  const auto& grid = array.grid();
  const auto first = grid.chunk_shape(0);
  Shape extents;
  for (auto extent : first)
    extents.push_back(std::max<std::int64_t>(extent, 1));
  const auto regular = ChunkGrid::make(grid.shape(), extents);
  if (regular && *regular == grid)
    return generated_in("array.full", typed(dtype).set("value", value.to_param()), grid, extents, dtype).value();
  return where(astype(array, DType::bool_), value, value).astype(dtype);
}

} // namespace

Array full(const Shape& shape, const Scalar& value, const CreationOptions& options) {
  const auto dtype = dtype_or(options, value.dtype());
  return generated("array.full", typed(dtype).set("value", value.to_param()), shape, options.chunks, dtype).value();
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

Array eye(std::int64_t rows, std::optional<std::int64_t> columns, std::int64_t k, const CreationOptions& options) {
  const auto dtype = dtype_or(options, DType::float64);
  return generated("array.eye", typed(dtype).set("k", k), {rows, columns.value_or(rows)}, options.chunks, dtype)
      .value();
}

Array identity(std::int64_t rows, const CreationOptions& options) { return eye(rows, rows, 0, options); }

Array tri(std::int64_t rows, std::optional<std::int64_t> columns, std::int64_t k, const CreationOptions& options) {
  const auto dtype = dtype_or(options, DType::float64);
  return generated("array.tri", typed(dtype).set("k", k), {rows, columns.value_or(rows)}, options.chunks, dtype)
      .value();
}

namespace {

/// On and below diagonal k of the array's last two axes, cut as they are.
Array below(const Array& array, std::int64_t k) {
  if (array.ndim() < 2)
    throw TroupeError({Errc::invalid_shape, "tril and triu need two axes: " + to_string(array)});
  const auto rows = array.shape()[array.ndim() - 2], columns = array.shape()[array.ndim() - 1];
  const auto first = array.grid().chunk_shape(0);
  const Shape cut{std::max<std::int64_t>(first[array.ndim() - 2], 1),
                  std::max<std::int64_t>(first[array.ndim() - 1], 1)};
  return tri(rows, columns, k, {.chunks = cut, .dtype = DType::bool_});
}

} // namespace

Array tril(const Array& array, std::int64_t k) { return where(below(array, k), array, 0).astype(array.dtype()); }
Array triu(const Array& array, std::int64_t k) { return where(below(array, k - 1), 0, array).astype(array.dtype()); }

std::vector<Array> indices(const Shape& shape, const CreationOptions& options) {
  const auto dtype = dtype_or(options, DType::int64);
  std::vector<Array> arrays;
  for (std::size_t axis = 0; axis < shape.size(); ++axis)
    arrays.push_back(generated("array.indices", typed(dtype).set("axis", axis), shape, options.chunks, dtype).value());
  return arrays;
}

Array from_block(const Block& block, const Chunks& chunks) {
  std::string bytes(reinterpret_cast<const char*>(block.data.data()), block.data.size());
  return generated("array.literal", typed(block.dtype).set("data", Params::Value(std::move(bytes))), block.shape,
                   chunks, block.dtype)
      .value();
}

Array from_chunks(const Function& function, const Shape& shape, const NamedParams& params,
                  const CreationOptions& options) {
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

Array fromfunction(const Function& function, const Shape& shape, const NamedParams& params,
                   const CreationOptions& options) {
  return map_blocks(function, indices(shape, {.chunks = options.chunks}), params, {.dtype = options.dtype});
}

} // namespace troupe
