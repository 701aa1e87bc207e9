// Requests for chunks, as bytes (schemas/fetch.capnp); the answers are raw. Pure functions.
#pragma once

#include "runtime/base/result.hpp"
#include "runtime/messages/job_messages.hpp"
#include "runtime/wire/bytes.hpp"

namespace troupe {

Bytes encode(const FetchSlice& fetch);
/// @returns The question; its range lies within 64 bits (offset + length does not wrap), else Errc::corrupt.
Result<FetchSlice> decode_fetch(std::span<const std::byte> bytes);

Bytes encode(const LeaseChunk& lease);
Result<LeaseChunk> decode_lease_chunk(std::span<const std::byte> bytes);

Bytes encode(const ChunkLease& lease);
/// @returns The answer; the sizes of its pieces together lie within 64 bits, else Errc::corrupt.
Result<ChunkLease> decode_chunk_lease(std::span<const std::byte> bytes);

Bytes encode(const FetchMany& fetch);
Result<FetchMany> decode_fetch_many(std::span<const std::byte> bytes);

} // namespace troupe
