#include "actors/system/actor_host.hpp"

#include <caf/io/all.hpp>

namespace troupe {

ActorHost::Config::Config(const ActorHostOptions& options) {
  troupe::add_message_types(*this);
  // `stealing` is erratic under load and burns CPU when idle; `sharing` also makes round trips three times quicker.
  set("scheduler.policy", caf::atom("sharing"));
  set("scheduler.max-threads", static_cast<std::size_t>(options.kernel_threads) + 2);
  if (options.network) {
    load<caf::io::middleman>();
    // No threads of its own for reading messages: handing over costs more than it saves.
    set("middleman.workers", std::size_t{0});
    set("middleman.max-consecutive-reads", std::size_t{50});
  }
}

} // namespace troupe
