// Compression of slices, where the receiver accepts it and samples of the chunk show that it pays. Pure functions.
#pragma once

#include "actors/protocol/packet.hpp"
#include "runtime/base/result.hpp"
#include "runtime/chunk/buffer_pool.hpp"

namespace troupe {

/// At the sender: compresses a slice that is ready to go; one that would not become a tenth smaller stays as it is.
void pack(Slice& slice, BufferPool& pool);

/// At the receiver: the slice as it was, in `place`. @pre it is packed, and place.size() == slice.length
/// @returns Errc::corrupt when it cannot be.
Result<void> unpack(Slice& slice, Buffer place);

} // namespace troupe
