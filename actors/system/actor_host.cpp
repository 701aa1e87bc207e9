#include "actors/system/actor_host.hpp"

#include "actors/protocol/foreign_thread.hpp"
#include "actors/protocol/guarded_middleman.hpp"

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

Result<std::unique_ptr<ActorHost>> ActorHost::make(const ActorHostOptions& options) {
  Trust trust;
  if (options.network) {
    TROUPE_TRY(loaded, Trust::load(options.trust));
    trust = std::move(loaded);
  }
  return std::unique_ptr<ActorHost>(new ActorHost(options, std::move(trust)));
}

ActorHost::ActorHost(const ActorHostOptions& options, Trust trust)
    : trust_(std::move(trust)), config_(options), system_(config_) {
  if (options.network)
    start_guarded_middleman(system_, trust_);
  const ForeignThread leaving;
}

ActorHost::~ActorHost() {
  stop_guarded_middleman(system_);
}

} // namespace troupe
