// A small chunk inside another message: its stream as one block of bytes. Private to this room.
#pragma once

#include "runtime/chunk/chunk.hpp"
#include "runtime/wire/chunk_codec.hpp"
#include "runtime/wire/detail/message.hpp"

#include <capnp/blob.h>

namespace troupe::wire {

/// @param init  makes room for so many bytes in the message: a capnp::Data::Builder
template <class Init>
void write_value(const Chunk& chunk, Init&& init) {
  const auto stream = to_stream(chunk, process_pool());
  capnp::Data::Builder bytes = init(static_cast<unsigned int>(stream.size));
  copy_range(stream, 0, {reinterpret_cast<std::byte*>(bytes.begin()), bytes.size()});
}

/// About: buffers, padding and a header of few names.
inline std::size_t words_of_value(const Chunk& chunk) { return nbytes(chunk) / 8 + 64; }

/// nullptr where there are no bytes. Refuses what is no chunk.
ChunkPtr read_value(capnp::Data::Reader bytes);

} // namespace troupe::wire
