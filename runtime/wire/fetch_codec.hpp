// The question for a slice of a chunk, as bytes (schemas/fetch.capnp); the answer is the slice itself, raw.
// Pure functions.
#pragma once

#include "runtime/base/result.hpp"
#include "runtime/schedule/job_messages.hpp"
#include "runtime/wire/bytes.hpp"

namespace troupe {

Bytes encode(const FetchSlice& fetch);
/// @returns The question; its range lies within 64 bits (offset + length does not wrap), else Errc::corrupt.
Result<FetchSlice> decode_fetch(std::span<const std::byte> bytes);

} // namespace troupe
