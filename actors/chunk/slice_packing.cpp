#include "actors/chunk/slice_packing.hpp"

#include "runtime/chunk/compression.hpp"

namespace troupe {

void pack(Slice& slice, BufferPool& pool) {
  if (slice.length == 0 || (!slice.stream && slice.bytes.empty()))
    return;
  auto whole = slice.bytes;
  if (whole.empty()) {
    whole = pool.allocate(slice.length);
    copy_range(*slice.stream, slice.offset, {whole.data(), whole.size()});
  }
  auto packed = pool.allocate(slice.length / 10 * 9);
  const auto size = compress({whole.data(), whole.size()}, {packed.data(), packed.size()});
  if (size == 0)
    return;
  slice.packed = size;
  slice.bytes = packed.slice(0, size);
  slice.stream.reset();
}

Result<void> unpack(Slice& slice, Buffer place) {
  TROUPE_CHECK(decompress({slice.bytes.data(), slice.bytes.size()}, {place.data(), place.size()}));
  slice.bytes = std::move(place);
  slice.packed = 0;
  return {};
}

} // namespace troupe
