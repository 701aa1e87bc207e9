#include "collections/session/assemble.hpp"
#include "collections/session/compute.hpp"

namespace troupe {

Result<Values> collect(const Array& array, std::span<const ChunkPtr> chunks) {
  TROUPE_TRY(block, assemble(array.grid(), array.dtype(), chunks));
  return Values(std::move(block));
}

Result<ChunkPtr> collect(const Delayed&, std::span<const ChunkPtr> chunks) {
  if (chunks.size() != 1 || !chunks[0])
    return fail(Errc::internal, "a delayed call has " + std::to_string(chunks.size()) + " results; expected one");
  return chunks[0];
}

} // namespace troupe
