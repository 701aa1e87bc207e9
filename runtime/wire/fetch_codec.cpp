#include "runtime/wire/fetch_codec.hpp"

#include "runtime/wire/detail/values.hpp"
#include "schemas/fetch.capnp.h"

#include <limits>

namespace troupe {

Bytes encode(const FetchSlice& fetch) {
  return wire::write_message<schema::FetchSlice>(8, [&](auto builder) {
    wire::write(fetch.key, builder.getKey());
    builder.setJob(fetch.job.value);
    builder.setOffset(fetch.offset);
    builder.setLength(fetch.length);
  });
}

Result<FetchSlice> decode_fetch(std::span<const std::byte> bytes) {
  return wire::read_message<schema::FetchSlice>(bytes, "the question for a slice", [](auto reader, auto&) {
    const FetchSlice fetch{wire::read_key(reader.getKey()), {reader.getJob()}, reader.getOffset(), reader.getLength()};
    if (fetch.length > std::numeric_limits<std::uint64_t>::max() - fetch.offset)
      wire::refuse(Errc::corrupt, "it asks for bytes beyond 2^64");
    return fetch;
  });
}

} // namespace troupe
