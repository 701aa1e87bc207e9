// array.last_places {bounds}: of the places bounds[i] to bounds[i + 1] of an axis, i the task's index, the number of
// the last of the int64 positions given that names each (negative from the axis's end), or -1. A position beyond the
// axis fails.
#include "runtime/kernels/arguments.hpp"
#include "runtime/kernels/array/array_kernels.hpp"
#include "runtime/kernels/tile_kernels.hpp"

#include <algorithm>

namespace troupe {
namespace {

Result<ChunkPtr> last_places(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 1));
  TROUPE_TRY(positions, any_block(inputs[0]));
  TROUPE_TRY(bounds, context.params.integers("bounds"));
  if (positions->dtype != DType::int64 || positions->shape.size() != 1)
    return fail(Errc::invalid_dtype, "positions are int64 along one axis; got a " + describe(*inputs[0]));
  if (bounds.size() < 2 || context.index >= bounds.size() - 1 || bounds[0] != 0
      || !std::is_sorted(bounds.begin(), bounds.end()))
    return fail(Errc::invalid_argument, "the chunks of an axis begin one after the other");
  const auto first = bounds[context.index], end = bounds[context.index + 1], length = bounds.back();
  Block out{DType::int64, {end - first}, {}};
  TROUPE_TRY(count, checked_element_count(out.shape));
  out.data = context.pool.allocate_for<std::int64_t>(static_cast<std::size_t>(count));
  auto* places = out.values<std::int64_t>().data();
  std::fill_n(places, count, std::int64_t{-1});
  std::int64_t number = 0;
  for (const auto given : positions->values<std::int64_t>()) {
    if (given < -length || given >= length)
      return fail(Errc::invalid_argument, "index " + std::to_string(given) + " is out of bounds for an axis of "
                                              + std::to_string(length) + " elements");
    const auto at = given < 0 ? given + length : given;
    if (at >= first && at < end)
      places[at - first] = number;
    ++number;
  }
  return make_chunk(std::move(out));
}

} // namespace

void add_array_last_places(KernelRegistry& registry) { add_builtin(registry, {"array.last_places", last_places}); }

} // namespace troupe
