#include "runtime/kernels/block_axis.hpp"

#include <limits>

namespace troupe {

BlockAxis block_axis(const Shape& shape, std::size_t axis) {
  BlockAxis seen;
  for (std::size_t at = 0; at < shape.size(); ++at)
    (at < axis ? seen.outer : at == axis ? seen.extent : seen.inner) *= shape[at];
  return seen;
}

bool alike_but_along(const Block& a, const Block& b, std::size_t axis) {
  if (a.dtype != b.dtype || a.shape.size() != b.shape.size() || axis >= a.shape.size())
    return false;
  for (std::size_t i = 0; i < a.shape.size(); ++i)
    if (i != axis && a.shape[i] != b.shape[i])
      return false;
  return true;
}

Result<std::size_t> axis_of_params(const Params& params, const Block& block) {
  TROUPE_TRY(axis, params.integer("axis"));
  if (axis < 0 || axis >= static_cast<std::int64_t>(block.shape.size()))
    return fail(Errc::invalid_argument,
                "axis " + std::to_string(axis) + " of a block of shape " + to_string(block.shape));
  return static_cast<std::size_t>(axis);
}

Result<std::int64_t> wanted_of_params(const Params& params) {
  TROUPE_TRY(k, params.integer("k"));
  if (k == std::numeric_limits<std::int64_t>::min())
    return fail(Errc::invalid_argument, "there are never " + std::to_string(k) + " elements in a line");
  return k;
}

Result<Shape> origin_of_task(const Params& params, std::size_t rank, std::uint32_t index) {
  Shape origin(rank);
  std::uint64_t rest = index;
  for (auto axis = rank; axis-- > 0;) {
    TROUPE_TRY(starts, params.integers("s" + std::to_string(axis)));
    if (starts.empty())
      return fail(Errc::invalid_argument, "parameter 's" + std::to_string(axis) + "' lists no chunks");
    origin[axis] = starts[rest % starts.size()];
    if (origin[axis] < 0)
      return fail(Errc::invalid_argument,
                  "parameter 's" + std::to_string(axis) + "' has a chunk begin at " + std::to_string(origin[axis]));
    rest /= starts.size();
  }
  return origin;
}

} // namespace troupe
