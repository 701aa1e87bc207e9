#include "runtime/wire/detail/inline_value.hpp"

#include <algorithm>

namespace troupe::wire {

ChunkPtr read_value(capnp::Data::Reader bytes) {
  if (bytes.size() == 0)
    return nullptr;
  auto whole = process_pool().allocate(bytes.size()); // streams begin at a multiple of 64 bytes, messages need not
  std::ranges::copy(std::as_bytes(std::span(bytes.begin(), bytes.size())), whole.data());
  auto chunk = from_stream(std::move(whole));
  if (!chunk)
    refuse(chunk.error().code, "an inline value: " + chunk.error().message);
  return std::move(*chunk);
}

} // namespace troupe::wire
