// Connects a process to a scheduler over the network, and publishes its own actors. Thread-safe.
#pragma once

#include "actors/protocol/interfaces.hpp"
#include "runtime/base/result.hpp"
#include "runtime/messages/job_messages.hpp"

#include <chrono>
#include <cstdint>
#include <vector>

namespace troupe {

/// The scheduler at one of these addresses, tried in turn until `timeout` has passed: the two may be starting at the
/// same time. @pre addresses is not empty
/// @returns Errc::unreachable naming the addresses, the timeout and the last reason; at once what no trying again
///          changes (another secret, another version).
Result<caf::actor> connect_to_any(caf::actor_system& system, const std::vector<Address>& addresses,
                                  std::chrono::milliseconds timeout);

/// @returns The port, which is a free one where `address.port` is 0; Errc::io_error naming address and reason.
Result<std::uint16_t> publish_at(caf::actor_system& system, const caf::actor& actor, const Address& address);

/// Takes no more connections at that port; those there are stay. Waits until CAF has let go of the actor.
void unpublish_at(caf::actor_system& system, const caf::actor& actor, std::uint16_t port);
/// The same without waiting, from any thread.
void begin_unpublishing(caf::actor_system& system, const caf::actor_addr& actor, std::uint16_t port);

/// One question to a scheduler. @returns Its answer, or Errc::lost when there is none within `timeout`, at once when
/// its process ends or the connection breaks.
Result<Response> ask_scheduler(caf::actor_system& system, const caf::actor& scheduler, Packet question,
                               std::chrono::milliseconds timeout);

} // namespace troupe
