// CAF's middleman behind a gate. Plain BASP trusts whoever reaches its port, and one malformed packet ends the process;
// so only bytes of authenticated peers (actors/trust/trust.hpp) reach it. For start-up code and the owners of an actor
// system; thread-safe.
#pragma once

#include "actors/trust/trust.hpp"
#include "runtime/base/error.hpp"

#include <caf/all.hpp>
#include <caf/io/middleman_actor.hpp>

#include <string>

namespace troupe {

/// Starts it and enters it in the system's registry, where middleman_of() finds it. @pre CAF's middleman is loaded
caf::io::middleman_actor start_guarded_middleman(caf::actor_system& system, const Trust& trust);
/// Ends it, and with it every port it has opened. The system cannot end before.
void stop_guarded_middleman(caf::actor_system& system);

/// The way to the network of this system: the guarded one; an invalid handle when it has none.
caf::io::middleman_actor middleman_of(caf::actor_system& system);

/// What it said of a connection or a port that could not be had, as an error of ours; its errors carry our codes.
Error network_error(caf::actor_system& system, const caf::error& error);

} // namespace troupe
