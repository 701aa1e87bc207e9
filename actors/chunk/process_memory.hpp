// Reads another process's memory by Linux' process_vm_readv, without that process's help. Works between processes of
// one user on one host, unless a container or the ptrace scope forbids it. Thread-safe; never includes CAF.
#pragma once

#include "runtime/base/result.hpp"
#include "runtime/messages/job_messages.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace troupe {

/// Fills `out` with the bytes from `offset` on of the pieces, one after the other.
/// @pre offset + out.size() is at most what the pieces come to
/// @returns Errc::unreachable when that process may not be read or is not there, Errc::lost when nothing is at the
/// address.
Result<void> read_process_memory(std::int64_t pid, std::span<const ChunkLease::Piece> pieces, std::uint64_t offset,
                                 std::span<std::byte> out);

/// Lets other processes of the user read this one where the system's rule (Yama's ptrace scope 1) is that only its
/// ancestors may. Does nothing where there is no such rule, or a stricter one.
void permit_reading();

} // namespace troupe
