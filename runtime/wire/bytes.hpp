// What crosses a process or a disk boundary: plain bytes. Every codec of this room turns values into Bytes and bytes
// back into values; Cap'n Proto stays behind the .cpp files. All functions of the room are pure, hence thread-safe.
// Rules that every codec keeps:
//  - bytes may be unaligned and hostile: a decoder answers with a value or an Error, whatever it is fed;
//  - Errc::corrupt: not an encoding of this message; Errc::version_mismatch: a newer peer's variant or enum value;
//  - doubles are bits: -0.0, denormals, infinities and every NaN arrive as they left.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace troupe {

using Bytes = std::vector<std::byte>;

/// The largest message that is sent or taken, 1 GiB. Chunks are not messages: they go as streams, slice by slice.
constexpr std::size_t max_message_bytes = std::size_t{1} << 30;

} // namespace troupe
