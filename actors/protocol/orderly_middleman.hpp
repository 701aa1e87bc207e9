// CAF's middleman with two changes: its thread takes short time slices (runtime/base/short_turns.hpp), and its end
// leaves no message behind. CAF 0.17.6 ends its broker without closing the broker's mailbox. Messages that were not
// read, or arrive later, stay there until the middleman is destroyed, each with a reference to its sender. The last
// message of an actor to the broker (that it has ended) may be one of them: CAF counts an actor as ended before it
// tells those who monitor it. If that actor is detached, the system's destructor waits for its thread, which waits for
// the last reference to it, which waits for the system's destructor.
#pragma once

#include <caf/all.hpp>

namespace troupe {

/// In place of `config.load<caf::io::middleman>()`.
void load_orderly_middleman(caf::actor_system_config& config);

} // namespace troupe
