// array.apply_lines {function, held, params, axis, shape, dtype}: a registered kernel called for every line of the
// block along `axis`, a block of one axis; what it makes, a block of `shape` and `dtype`, stands where the axis was.
#include "runtime/kernels/arguments.hpp"
#include "runtime/kernels/array/array_kernels.hpp"
#include "runtime/kernels/block_axis.hpp"
#include "runtime/kernels/called_function.hpp"
#include "runtime/kernels/guarded_run.hpp"
#include "runtime/kernels/strided_copy.hpp"
#include "runtime/kernels/tile_kernels.hpp"

namespace troupe {
namespace {

struct LineCall {
  std::shared_ptr<const Kernel> kernel;
  Params params;
  Shape shape; ///< of what it makes
  DType dtype = DType::float64;
};

Result<LineCall> read_call(const KernelRegistry& registry, const Params& params) {
  TROUPE_TRY(kernel, called_function(registry, params));
  TROUPE_TRY(shape, params.integers("shape"));
  TROUPE_TRY(count, checked_element_count(shape));
  static_cast<void>(count);
  TROUPE_TRY(type, params.text("dtype"));
  TROUPE_TRY(dtype, dtype_from_string(type));
  const auto* own = params.list("params");
  if (!own || own->size() != 1 || dtype == DType::string)
    return fail(Errc::invalid_argument, "array.apply_lines needs the function's parameters, and a type of numbers");
  return LineCall{kernel, own->front(), shape, dtype};
}

Block line_of(const Block& block, const BlockAxis& seen, std::int64_t outer, std::int64_t inner, BufferPool& pool) {
  const auto item = size_of(block.dtype);
  Block line{block.dtype, {seen.extent}, pool.allocate(static_cast<std::size_t>(seen.extent) * item)};
  const CopyAxis axis{seen.extent, static_cast<std::ptrdiff_t>(item), static_cast<std::ptrdiff_t>(item) * seen.inner};
  if (seen.extent > 0)
    copy_strided(line.data.data(),
                 block.data.data() + static_cast<std::size_t>(outer * seen.extent * seen.inner + inner) * item,
                 {&axis, 1}, item);
  return line;
}

Result<ChunkPtr> call(const LineCall& function, const KernelContext& context, Block line) {
  ChunkPtr input = make_chunk(std::move(line));
  TROUPE_TRY(made, guarded_run(*function.kernel,
                               {function.params, context.index, context.pool, context.cancelled, context.folders,
                                context.roomy},
                               std::span(&input, 1)));
  TROUPE_TRY(block, any_block(made));
  if (block->shape != function.shape || block->dtype != function.dtype)
    return fail(Errc::invalid_shape, "function '" + function.kernel->name + "' made a " + describe(*made)
                                         + " of a line of chunk " + std::to_string(context.index)
                                         + "; declared was a block " + std::string(to_string(function.dtype)) + " "
                                         + to_string(function.shape));
  return made;
}

Result<ChunkPtr> apply(const KernelRegistry& registry, const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 1));
  TROUPE_TRY(function, read_call(registry, context.params));
  TROUPE_TRY(block, any_block(inputs[0]));
  TROUPE_TRY(axis, axis_of_params(context.params, *block));
  const auto seen = block_axis(block->shape, axis);
  auto shape = block->shape;
  shape.erase(shape.begin() + static_cast<std::ptrdiff_t>(axis));
  shape.insert(shape.begin() + static_cast<std::ptrdiff_t>(axis), function.shape.begin(), function.shape.end());
  TROUPE_TRY(count, checked_element_count(shape));
  const auto item = size_of(function.dtype);
  Block out{function.dtype, shape, context.pool.allocate(static_cast<std::size_t>(count) * item)};
  const auto extent = element_count(function.shape);
  for (std::int64_t o = 0; o < seen.outer; ++o)
    for (std::int64_t i = 0; i < seen.inner; ++i) {
      if (context.is_cancelled())
        return fail(Errc::cancelled, "array.apply_lines was cancelled");
      TROUPE_TRY(made, call(function, context, line_of(*block, seen, o, i, context.pool)));
      const CopyAxis along{extent, static_cast<std::ptrdiff_t>(item) * seen.inner, static_cast<std::ptrdiff_t>(item)};
      if (extent > 0)
        copy_strided(out.data.data() + static_cast<std::size_t>(o * extent * seen.inner + i) * item,
                     std::get<Block>(*made).data.data(), {&along, 1}, item);
    }
  return make_chunk(std::move(out));
}

} // namespace

void add_array_lines(KernelRegistry& registry) {
  add_builtin(registry, {"array.apply_lines",
                         [&registry](const KernelContext& context, std::span<ChunkPtr> inputs) {
                           return apply(registry, context, inputs);
                         },
                         nullptr, nullptr});
}

} // namespace troupe
