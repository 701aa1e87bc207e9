#include "runtime/kernels/tile_kernels.hpp"

#include "runtime/kernels/arguments.hpp"
#include "runtime/kernels/regular_chunk.hpp"
#include "runtime/tiles/tile_layout.hpp"

#include <algorithm>
#include <utility>

namespace troupe {
namespace {

Result<std::vector<std::size_t>> order_of_axes(const Params::Ints& given) {
  std::vector<std::size_t> axes(given.begin(), given.end());
  auto sorted = given;
  std::sort(sorted.begin(), sorted.end());
  for (std::size_t i = 0; i < sorted.size(); ++i)
    if (sorted[i] != static_cast<std::int64_t>(i))
      return fail(Errc::invalid_argument,
                  "the axes of a transposition must be each of 0 to " + std::to_string(sorted.size() - 1) + " once");
  return axes;
}

/// The number of the chunk of the array as it was before its axes were put in this order.
Result<std::uint32_t> untransposed_index(const Shape& shape, const Shape& chunks, const std::vector<std::size_t>& axes,
                                         std::uint32_t index) {
  if (axes.size() != shape.size() || chunks.size() != shape.size())
    return fail(Errc::invalid_argument,
                "an array of shape " + to_string(shape) + " has other axes than its transposition says");
  Shape counts(shape.size()), place(shape.size());
  for (std::size_t axis = 0; axis < shape.size(); ++axis) {
    const auto length = std::max<std::int64_t>(shape[axis], 1);
    const auto step = chunks[axis] == -1 ? length : std::max<std::int64_t>(chunks[axis], 1);
    counts[axis] = (length - 1) / step + 1;
  }
  std::int64_t rest = index;
  for (std::size_t k = axes.size(); k-- > 0;) {
    place[axes[k]] = rest % counts[axes[k]];
    rest /= counts[axes[k]];
  }
  std::int64_t original = 0;
  for (std::size_t axis = 0; axis < shape.size(); ++axis)
    original = original * counts[axis] + place[axis];
  return rest == 0 ? static_cast<std::uint32_t>(original) : index;
}

Result<TileProgram::Place> add_source(const KernelContext& context, TileProgram& program, DType dtype,
                                      SourceFill fill) {
  TROUPE_TRY(shape, context.params.integers("shape"));
  TROUPE_TRY(chunks, context.params.integers("chunks"));
  std::vector<std::size_t> axes;
  auto index = context.index;
  if (context.params.has("transpose")) {
    TROUPE_TRY(given, context.params.integers("transpose"));
    TROUPE_TRY(order, order_of_axes(given));
    TROUPE_TRY(original, untransposed_index(shape, chunks, order, index));
    axes = order;
    index = original;
  }
  TROUPE_TRY(chunk, regular_chunk(shape, chunks, index));
  ElementSource source{
      .dtype = dtype, .extents = chunk.extents, .strides = c_strides(chunk.whole), .fill = std::move(fill)};
  for (std::size_t axis = 0; axis < chunk.origin.size(); ++axis)
    source.first += static_cast<std::uint64_t>(chunk.origin[axis] * source.strides[axis]);
  return program.source(std::move(source), std::move(axes));
}

} // namespace

Result<const Block*> any_block(const ChunkPtr& input) {
  TROUPE_TRY(block, as_block(*input));
  TROUPE_CHECK(check_block(*block));
  return block;
}

Result<TileBlocks> TileBlocks::make(std::span<const ChunkPtr> inputs) {
  TileBlocks made;
  for (const auto& input : inputs) {
    if (!input)
      return fail(Errc::invalid_argument, "one of the chunks given to the kernel is missing");
    TROUPE_TRY(block, any_block(input));
    made.blocks.push_back(block);
    made.expendable.push_back(may_overwrite(input, *block));
  }
  return made;
}

Result<ChunkPtr> run_tile_step(const Kernel& kernel, const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_TRY(blocks, TileBlocks::make(inputs));
  TileProgram program;
  std::vector<TileProgram::Place> arguments;
  for (std::size_t i = 0; i < inputs.size(); ++i)
    arguments.push_back(program.input(static_cast<std::uint32_t>(i), blocks.blocks[i]->dtype));
  TROUPE_TRY(value, kernel.tile_step(context, program, arguments));
  const auto given = blocks.inputs();
  TROUPE_TRY(made, run_elements(program, value, given, {context.pool, context.cancelled}));
  return make_chunk(std::move(made));
}

Result<ReductionStep> ReductionStep::make(const Params& params, std::size_t rank) {
  TROUPE_TRY(name, params.text("op"));
  TROUPE_TRY(op, reduce_op_from_string(name));
  TROUPE_TRY(given, params.integers("axes"));
  ReductionStep step{op, {}};
  for (std::size_t axis = 0; axis < rank; ++axis)
    if (given.empty() || std::find(given.begin(), given.end(), static_cast<std::int64_t>(axis)) != given.end())
      step.axes.push_back(axis);
  return step;
}

Result<std::vector<std::size_t>> transposed_axes(const Params& params) {
  TROUPE_TRY(given, params.integers("axes"));
  return order_of_axes(given);
}

Kernel source_kernel(std::string name, std::function<Result<std::pair<DType, SourceFill>>(const KernelContext&)> make) {
  Kernel kernel;
  kernel.name = std::move(name);
  kernel.role = TileRole::elements;
  kernel.tile_step =
      [make = std::move(make)](const KernelContext& context, TileProgram& program,
                               std::span<const TileProgram::Place> arguments) -> Result<TileProgram::Place> {
    if (!arguments.empty())
      return fail(Errc::invalid_argument,
                  "the kernel makes its elements; it was given " + std::to_string(arguments.size()) + " chunks");
    TROUPE_TRY(made, make(context));
    return add_source(context, program, made.first, std::move(made.second));
  };
  kernel.run = [self = kernel](const KernelContext& context, std::span<ChunkPtr> inputs) {
    return run_tile_step(self, context, inputs);
  };
  return kernel;
}

} // namespace troupe
