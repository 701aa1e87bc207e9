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
    const FetchSlice fetch{wire::read_key(reader.getKey()), {reader.getJob()}, reader.getOffset(), reader.getLength(),
                           reader.getTicket(), reader.getPacks()};
    if (fetch.length > std::numeric_limits<std::uint64_t>::max() - fetch.offset)
      wire::refuse(Errc::corrupt, "it asks for bytes beyond 2^64");
    return fetch;
  });
}

Bytes encode(const BorrowChunk& borrow) {
  return wire::write_message<schema::BorrowChunk>(8, [&](auto builder) {
    wire::write(borrow.key, builder.getKey());
    builder.setMark(borrow.mark);
  });
}

Result<BorrowChunk> decode_borrow(std::span<const std::byte> bytes) {
  return wire::read_message<schema::BorrowChunk>(bytes, "the question to borrow a chunk", [](auto reader, auto&) {
    return BorrowChunk{wire::read_key(reader.getKey()), reader.getMark()};
  });
}

Bytes encode(const BorrowedChunk& borrowed) {
  const auto words = 24 + 2 * borrowed.pieces.size() + borrowed.error.size() / 8 + borrowed.data_host.size() / 8;
  return wire::write_message<schema::BorrowedChunk>(words, [&](auto builder) {
    builder.setPid(borrowed.pid);
    builder.setMarkAt(borrowed.mark_at);
    builder.setError(wire::to_text(borrowed.error));
    builder.setDataHost(wire::to_text(borrowed.data_host));
    builder.setDataPort(borrowed.data_port);
    builder.setPacks(borrowed.packs);
    auto pieces = builder.initPieces(2 * wire::list_size(borrowed.pieces));
    for (unsigned int i = 0; i < borrowed.pieces.size(); ++i) {
      pieces.set(2 * i, borrowed.pieces[i].address);
      pieces.set(2 * i + 1, borrowed.pieces[i].size);
    }
  });
}

Result<BorrowedChunk> decode_borrowed(std::span<const std::byte> bytes) {
  return wire::read_message<schema::BorrowedChunk>(bytes, "the answer about a borrowed chunk", [](auto reader, auto&) {
    BorrowedChunk borrowed{reader.getPid(), reader.getMarkAt(), {}, wire::from_text(reader.getError()),
                           wire::from_text(reader.getDataHost()), reader.getDataPort(), reader.getPacks()};
    const auto pieces = reader.getPieces();
    if (pieces.size() % 2 != 0)
      wire::refuse(Errc::corrupt, "its last piece has no size");
    std::uint64_t sum = 0;
    borrowed.pieces.reserve(pieces.size() / 2);
    for (unsigned int i = 0; i < pieces.size(); i += 2) {
      borrowed.pieces.push_back({pieces[i], pieces[i + 1]});
      if (__builtin_add_overflow(sum, pieces[i + 1], &sum))
        wire::refuse(Errc::corrupt, "its pieces come to more than 2^64 bytes");
    }
    return borrowed;
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
