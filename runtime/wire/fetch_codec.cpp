#include "runtime/wire/fetch_codec.hpp"

#include "runtime/wire/detail/values.hpp"
#include "schemas/fetch.capnp.h"

#include <limits>

namespace troupe {

Bytes encode(const FetchSlice& fetch) {
  return wire::write_message<schema::FetchSlice>(12, [&](auto builder) {
    wire::write(fetch.key, builder.getKey());
    builder.setJob(fetch.job.value);
    builder.setOffset(fetch.offset);
    builder.setLength(fetch.length);
    builder.setTicket(fetch.ticket);
    builder.setPacks(fetch.packs);
  });
}

Result<FetchSlice> decode_fetch(std::span<const std::byte> bytes) {
  return wire::read_message<schema::FetchSlice>(bytes, "the question for a slice", [](auto reader, auto&) {
    const FetchSlice fetch{wire::read_key(reader.getKey()),
                           {reader.getJob()},
                           reader.getOffset(),
                           reader.getLength(),
                           reader.getTicket(),
                           reader.getPacks()};
    if (fetch.length > std::numeric_limits<std::uint64_t>::max() - fetch.offset)
      wire::refuse(Errc::corrupt, "it asks for bytes beyond 2^64");
    return fetch;
  });
}

Bytes encode(const LeaseChunk& lease) {
  return wire::write_message<schema::LeaseChunk>(8, [&](auto builder) {
    wire::write(lease.key, builder.getKey());
    builder.setId(lease.id);
  });
}

Result<LeaseChunk> decode_lease_chunk(std::span<const std::byte> bytes) {
  return wire::read_message<schema::LeaseChunk>(bytes, "the request for a chunk lease", [](auto reader, auto&) {
    return LeaseChunk{wire::read_key(reader.getKey()), reader.getId()};
  });
}

Bytes encode(const ChunkLease& lease) {
  const auto words = 24 + 2 * lease.pieces.size() + lease.error.size() / 8 + lease.data_host.size() / 8;
  return wire::write_message<schema::ChunkLease>(words, [&](auto builder) {
    builder.setPid(lease.pid);
    builder.setIdAt(lease.id_at);
    builder.setError(wire::to_text(lease.error));
    builder.setDataHost(wire::to_text(lease.data_host));
    builder.setDataPort(lease.data_port);
    builder.setPacks(lease.packs);
    auto pieces = builder.initPieces(2 * wire::list_size(lease.pieces));
    for (unsigned int i = 0; i < lease.pieces.size(); ++i) {
      pieces.set(2 * i, lease.pieces[i].address);
      pieces.set(2 * i + 1, lease.pieces[i].size);
    }
  });
}

Result<ChunkLease> decode_chunk_lease(std::span<const std::byte> bytes) {
  return wire::read_message<schema::ChunkLease>(bytes, "the answer about a chunk lease", [](auto reader, auto&) {
    ChunkLease lease{reader.getPid(),
                     reader.getIdAt(),
                     {},
                     wire::from_text(reader.getError()),
                     wire::from_text(reader.getDataHost()),
                     reader.getDataPort(),
                     reader.getPacks()};
    const auto pieces = reader.getPieces();
    if (pieces.size() % 2 != 0)
      wire::refuse(Errc::corrupt, "its last piece has no size");
    std::uint64_t sum = 0;
    lease.pieces.reserve(pieces.size() / 2);
    for (unsigned int i = 0; i < pieces.size(); i += 2) {
      lease.pieces.push_back({pieces[i], pieces[i + 1]});
      if (__builtin_add_overflow(sum, pieces[i + 1], &sum))
        wire::refuse(Errc::corrupt, "its pieces come to more than 2^64 bytes");
    }
    return lease;
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
