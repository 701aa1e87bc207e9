// CAF's middleman, except that its thread takes short turns (runtime/base/short_turns.hpp), and its end leaves no letter behind. CAF 0.17.6 ends its broker without closing the broker's
// mailbox: what is put there afterwards, or was not read yet, is kept until the middleman is destroyed, with a reference to
// each sender. The last word of an actor to the broker - that it has ended - may well be such a letter: CAF counts an actor
// as ended before it says so to those who watch it. Where that actor is detached, the end of the system waits for its
// thread, which waits for the last reference to it, which waits for the end of the system.
#pragma once

#include <caf/all.hpp>

namespace troupe {

/// In place of `config.load<caf::io::middleman>()`.
void load_orderly_middleman(caf::actor_system_config& config);

} // namespace troupe
