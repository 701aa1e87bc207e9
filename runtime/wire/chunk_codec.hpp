// A chunk as one stream of bytes, for the wire and for disk:
//
//     8 bytes        little-endian length H of the header
//     H bytes        the header (schemas/chunk.capnp): kind, dtypes, shape, columns; offset and size of every buffer
//     zeros          up to a multiple of 64
//     the buffers    those of buffers_of(), in that order, each raw and padded with zeros to a multiple of 64
//
// So a chunk is sent without being copied, and a received stream is a chunk without being parsed. Pure functions.
#pragma once

#include "runtime/base/result.hpp"
#include "runtime/chunk/buffer_pool.hpp"
#include "runtime/chunk/chunk.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace troupe {

/// The stream of one chunk: the concatenation of its pieces. Holds the chunk's buffers, not copies of them.
/// Invariant: size is the sum of the pieces' sizes, and a multiple of 64.
struct ChunkStream {
  std::vector<Buffer> pieces;
  std::uint64_t size = 0;
};

/// @pre the chunk keeps the invariants of chunk.hpp. Throws TroupeError when its names and shape alone pass
///      max_message_bytes.
ChunkStream to_stream(const Chunk& chunk, BufferPool& pool);

/// Copies bytes [offset, offset + out.size()) of the stream. @pre offset + out.size() <= stream.size
void copy_range(const ChunkStream& stream, std::uint64_t offset, std::span<std::byte> out);

/// The chunk whose whole stream `whole` is; its buffers are slices of it.
/// @pre whole.data() is 64-byte aligned, as a pool's and a mapped file's are
/// @returns A chunk that keeps every invariant of chunk.hpp (lengths, offsets, bitmaps, null counts, unique names;
/// bools
///          are 0 or 1; text need not be UTF-8), Errc::corrupt naming what is wrong, Errc::version_mismatch for a kind
///          or dtype not known here, or Errc::invalid_argument when `whole` is not aligned.
Result<ChunkPtr> from_stream(Buffer whole);

} // namespace troupe
