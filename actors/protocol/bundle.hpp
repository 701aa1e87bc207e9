// Many small chunks in one answer: a request for each alone would cost a round trip and a dozen wake-ups for a
// kilobyte. A value. Within one process it carries the chunks themselves; between two, their streams one after the
// other.
#pragma once

#include "runtime/base/key.hpp"
#include "runtime/chunk/buffer.hpp"
#include "runtime/chunk/chunk.hpp"
#include "runtime/wire/chunk_codec.hpp"

#include <caf/all.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace troupe {

/// The answer to FetchMany, a part for each key in its order.
struct Bundle {
  struct Part {
    ChunkPtr chunk;                            ///< at the sender, and local; empty: the holder has it no more
    std::shared_ptr<const ChunkStream> stream; ///< at the sender of one that crosses
    Buffer bytes;                              ///< at the receiver of one that crossed
  };
  std::vector<Part> parts;
};

/// What one bundle may hold: more is asked for in several, or slice by slice.
constexpr std::size_t max_bundle_chunks = 4096;
constexpr std::uint64_t max_bundle_bytes = std::uint64_t{16} << 20;

/// Streams are made on the way out; lengths are checked against what arrived before anything is allocated.
caf::error inspect(caf::serializer& sink, Bundle& bundle);
caf::error inspect(caf::deserializer& source, Bundle& bundle);

inline std::string to_string(const Bundle& bundle) { return "bundle(" + std::to_string(bundle.parts.size()) + ")"; }

/// The chunk of one part. @returns Errc::lost when the holder has it no more, or what from_stream() says.
Result<ChunkPtr> chunk_of(Bundle::Part part, const Key& key);

} // namespace troupe
