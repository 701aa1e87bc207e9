#include "runtime/kernels/regular_chunk.hpp"

#include "runtime/kernels/arguments.hpp"

#include <algorithm>

namespace troupe {

RegularChunk RegularChunk::rows(std::int64_t first, std::int64_t count) const {
  auto part = *this;
  part.origin[0] += first;
  part.extents[0] = count;
  return part;
}

Result<RegularChunk> regular_chunk(const Shape& whole, const Shape& chunks, std::uint32_t index) {
  TROUPE_CHECK(checked_element_count(whole));
  if (chunks.size() != whole.size())
    return fail(Errc::invalid_shape, "chunks " + to_string(chunks) + " have " + std::to_string(chunks.size())
                                         + " axes; the shape " + to_string(whole) + " has "
                                         + std::to_string(whole.size()));
  RegularChunk chunk{whole, whole, whole};
  std::int64_t rest = index;
  for (std::size_t axis = whole.size(); axis-- > 0;) {
    const auto length = std::max<std::int64_t>(whole[axis], 1);
    const auto step = chunks[axis] == -1 ? length : chunks[axis];
    if (step < 1)
      return fail(Errc::invalid_shape, "axis " + std::to_string(axis) + " of the chunks " + to_string(chunks)
                                           + " must be at least 1, or -1 for the whole axis");
    const auto count = (length - 1) / step + 1;
    chunk.origin[axis] = rest % count * step;
    chunk.extents[axis] = std::min(step, whole[axis] - chunk.origin[axis]);
    rest /= count;
  }
  if (rest != 0)
    return fail(Errc::invalid_argument, "an array of shape " + to_string(whole) + " cut by " + to_string(chunks)
                                            + " has no chunk " + std::to_string(index));
  return chunk;
}

Result<RegularChunk> chunk_of_task(const KernelContext& context) {
  TROUPE_TRY(shape, context.params.integers("shape"));
  TROUPE_TRY(chunks, context.params.integers("chunks"));
  return regular_chunk(shape, chunks, context.index);
}

} // namespace troupe
