// The actor system of one process, with the settings that CAF 0.17.6 needs to be quick and calm. Thread-safe.
// Invariant: destroying it ends every actor it hosts: those that run must have been told to exit before.
#pragma once

#include "actors/protocol/packet.hpp"

#include <caf/all.hpp>

#include <cstdint>

namespace troupe {

struct ActorHostOptions {
  std::uint32_t kernel_threads = 1; ///< kernels that may run at once; two threads more serve chunks meanwhile
  bool network = false;             ///< loads CAF's middleman, which opens no port by itself
};

class ActorHost {
public:
  explicit ActorHost(const ActorHostOptions& options) : config_(options), system_(config_) {}
  caf::actor_system& system() { return system_; }

private:
  struct Config : caf::actor_system_config {
    explicit Config(const ActorHostOptions& options);
  };
  Config config_;
  caf::actor_system system_;
};

} // namespace troupe
