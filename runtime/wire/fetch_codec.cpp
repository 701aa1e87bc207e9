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

Bytes encode(const FetchMany& fetch) {
  return wire::write_message<schema::FetchMany>(8 + 2 * fetch.keys.size(), [&](auto builder) {
    auto keys = builder.initKeys(2 * wire::list_size(fetch.keys));
    for (unsigned int i = 0; i < fetch.keys.size(); ++i) {
      keys.set(2 * i, fetch.keys[i].high);
      keys.set(2 * i + 1, fetch.keys[i].low);
    }
  });
}

Result<FetchMany> decode_fetch_many(std::span<const std::byte> bytes) {
  return wire::read_message<schema::FetchMany>(bytes, "the question for chunks", [](auto reader, auto&) {
    const auto keys = reader.getKeys();
    if (keys.size() % 2 != 0)
      wire::refuse(Errc::corrupt, "its last key is cut short");
    FetchMany fetch;
    fetch.keys.reserve(keys.size() / 2);
    for (unsigned int i = 0; i < keys.size(); i += 2)
      fetch.keys.push_back({keys[i], keys[i + 1]});
    return fetch;
  });
}

} // namespace troupe
