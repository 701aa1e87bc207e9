// array.reshape {chunks}: the same elements in C order under another shape; `chunks` lists the extents along each axis
// of the whole result, of which the task's index says one. Takes the block's memory over where nobody else holds it.
#include "runtime/kernels/arguments.hpp"
#include "runtime/kernels/array/array_kernels.hpp"

namespace troupe {
namespace {

/// The shape of chunk `index` of an array cut so.
Result<Shape> shape_of_chunk(const Params::List& axes, std::uint32_t index) {
  Shape shape(axes.size());
  std::int64_t rest = index;
  for (std::size_t axis = axes.size(); axis-- > 0;) {
    const auto* value = axes[axis].find("extents");
    const auto* extents = value ? std::get_if<Params::Ints>(value) : nullptr;
    if (!extents || extents->empty())
      return fail(Errc::invalid_argument, "array.reshape: axis " + std::to_string(axis) + " has no 'extents'");
    const auto count = static_cast<std::int64_t>(extents->size());
    shape[axis] = (*extents)[static_cast<std::size_t>(rest % count)];
    rest /= count;
  }
  if (rest != 0)
    return fail(Errc::invalid_argument, "array.reshape has no chunk " + std::to_string(index));
  return shape;
}

Result<ChunkPtr> reshape(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 1));
  TROUPE_TRY(block, as_block(*inputs[0]));
  TROUPE_CHECK(check_block(*block));
  const auto* axes = context.params.list("chunks");
  if (!axes)
    return fail(Errc::invalid_argument, "array.reshape needs the parameter 'chunks'");
  TROUPE_TRY(shape, shape_of_chunk(*axes, context.index));
  TROUPE_TRY(count, checked_element_count(shape));
  if (count != block->size())
    return fail(Errc::invalid_shape, "array.reshape: a block of shape " + to_string(block->shape)
                                         + " cannot have the shape " + to_string(shape));
  return with_shape(inputs[0], *block, std::move(shape), context.pool);
}

} // namespace

void add_array_reshape(KernelRegistry& registry) {
  add_builtin(registry, {"array.reshape", reshape, nullptr, nullptr});
}

} // namespace troupe
