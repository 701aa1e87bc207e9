// The two message types that cross between processes, besides atoms: Cap'n Proto bytes, and a slice of a chunk. Values.
// CAF 0.17's own serialisation corrupts floating-point numbers and moves vectors at 0.1 GB/s, so both save and load one
// raw block; lengths are checked against what arrived before anything is allocated.
#pragma once

#include "runtime/chunk/buffer.hpp"
#include "runtime/chunk/chunk.hpp"
#include "runtime/wire/bytes.hpp"
#include "runtime/wire/chunk_codec.hpp"

#include <caf/all.hpp>

#include <cstdint>
#include <memory>
#include <string>

namespace troupe {

/// A Cap'n Proto message of runtime/wire; which one, the atom before it says. Shared, so that copies are cheap.
struct Packet {
  std::shared_ptr<const Bytes> bytes;

  Packet() = default;
  explicit Packet(Bytes content) : bytes(std::make_shared<const Bytes>(std::move(content))) {}
  std::span<const std::byte> view() const {
    return bytes ? std::span<const std::byte>(*bytes) : std::span<const std::byte>();
  }
};

/// The answer to FetchSlice: `length` bytes at `offset` of a chunk's stream, or why there are none.
/// Within one process it carries the chunk itself and no bytes.
struct Slice {
  std::uint64_t total = 0; ///< of the whole stream
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
  std::uint64_t packed = 0; ///< compressed bytes on the wire (actors/chunk/slice_packing.hpp); 0: not compressed
  std::uint64_t ticket = 0; ///< as in the request
  std::string error;        ///< not empty: there is no such chunk (any more)
  ChunkPtr chunk;           ///< local only
  std::shared_ptr<const ChunkStream> stream; ///< at the sender, of a chunk in memory: the whole of it
  Buffer bytes; ///< at the receiver: where it landed (slice_landing.hpp); at the sender of one on disk: the slice
                ///< alone; on both sides of one that is compressed: what crosses
};

/// The longest slice that is requested or accepted.
constexpr std::uint64_t max_slice_bytes = std::uint64_t{8} << 20;

/// For other types that save and load raw blocks: bytes that are left to read, so that a length can be believed; and a
/// range of a stream, as one block a piece.
bool has_remaining(caf::deserializer& source, std::uint64_t wanted);
caf::error save_stream(caf::serializer& sink, const ChunkStream& stream, std::uint64_t offset, std::uint64_t length);

caf::error inspect(caf::serializer& sink, Packet& packet);
caf::error inspect(caf::deserializer& source, Packet& packet);
caf::error inspect(caf::serializer& sink, Slice& slice);
caf::error inspect(caf::deserializer& source, Slice& slice);

/// For CAF's own printing of messages.
inline std::string to_string(const Packet& packet) { return "packet(" + std::to_string(packet.view().size()) + ")"; }
inline std::string to_string(const Slice& slice) {
  return "slice(" + std::to_string(slice.offset) + "+" + std::to_string(slice.length) + ")";
}

/// Every actor system of Troupe knows these types.
void add_message_types(caf::actor_system_config& config);

} // namespace troupe
