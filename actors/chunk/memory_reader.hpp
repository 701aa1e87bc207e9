// The actor that copies chunks out of other processes' memory, one after the other. It yields its core between copies,
// which only a thread of its own can do, so it must be spawned detached.
// Invariant: an answer says that the bytes are those of the lease, or why there are none.
//
//     (read_atom, ReadMemory) -> MemoryRead
#pragma once

#include "actors/protocol/interfaces.hpp"
#include "runtime/base/error.hpp"
#include "runtime/chunk/buffer.hpp"
#include "runtime/messages/job_messages.hpp"

#include <atomic>
#include <cstdint>
#include <memory>

namespace troupe {

struct ReadMemory {
  ChunkLease from;
  std::uint64_t id = 0;
  Buffer to; ///< as long as the pieces together
  std::shared_ptr<const std::atomic<bool>> cancelled;
};

/// No code: it was read. Errc::unreachable: that process may not be read, or shows no such id: it is another.
/// Errc::lost: the chunk is not leased any more. Errc::cancelled.
struct MemoryRead {
  bool ok = false;
  Error error;
};

class MemoryReader : public caf::event_based_actor {
public:
  using caf::event_based_actor::event_based_actor;
  caf::behavior make_behavior() override;
};

} // namespace troupe

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::ReadMemory)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::MemoryRead)
