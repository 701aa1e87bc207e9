// array.squeeze {axes}: drops axes of extent 1. Takes the block's memory over where nobody else holds it.
#include "runtime/kernels/arguments.hpp"
#include "runtime/kernels/array/array_kernels.hpp"

namespace troupe {
namespace {

Result<Shape> squeezed(const Shape& shape, const Params::Ints& axes) {
  std::vector<bool> dropped(shape.size(), false);
  for (auto axis : axes) {
    if (axis < 0 || axis >= static_cast<std::int64_t>(shape.size()) || shape[static_cast<std::size_t>(axis)] != 1)
      return fail(Errc::invalid_shape, "array.squeeze: axis " + std::to_string(axis) + " of a block of shape "
                                           + to_string(shape) + " is not one of extent 1");
    dropped[static_cast<std::size_t>(axis)] = true;
  }
  Shape kept;
  for (std::size_t axis = 0; axis < shape.size(); ++axis)
    if (!dropped[axis])
      kept.push_back(shape[axis]);
  return kept;
}

Result<ChunkPtr> squeeze(const KernelContext& context, std::span<ChunkPtr> inputs) {
  if (inputs.size() != 1 || !inputs[0])
    return fail(Errc::invalid_argument,
                "array.squeeze takes one block; got " + std::to_string(inputs.size()) + " inputs");
  TROUPE_TRY(block, as_block(*inputs[0]));
  TROUPE_TRY(axes, context.params.integers("axes"));
  TROUPE_TRY(shape, squeezed(block->shape, axes));
  return with_shape(inputs[0], *block, std::move(shape), context.pool);
}

} // namespace

void add_squeeze(KernelRegistry& registry) { add_builtin(registry, {"array.squeeze", squeeze, nullptr, nullptr}); }

} // namespace troupe
