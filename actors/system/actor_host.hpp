// The actor system of one process, with the settings that CAF 0.17.6 needs for low latency and few wake-ups.
// Thread-safe.
// Invariant: destroying it ends every actor it hosts: running ones must have been told to exit before.
#pragma once

#include "actors/protocol/packet.hpp"
#include "actors/protocol/transfer_way.hpp"
#include "actors/trust/trust.hpp"
#include "runtime/base/result.hpp"
#include "runtime/chunk/compression.hpp"
#include "runtime/execute/slice_windows.hpp"

#include <caf/all.hpp>

#include <cstdint>
#include <memory>
#include <string>

namespace troupe {

struct ActorHostOptions {
  std::uint32_t kernel_threads = 1; ///< kernels that may run at once; three threads more serve the rest meanwhile
  bool network = false;             ///< loads CAF's middleman, behind a gate; it opens no port by itself
  TrustOptions trust{};             ///< of the network
  TransferWay transfer = TransferWay::automatic;    ///< how chunks of other processes come here
  SliceWindows::Limits slices;                      ///< where they come in slices
  Compression compression = Compression::automatic; ///< of those
};

class ActorHost {
public:
  /// @returns Errc::io_error or invalid_argument when there is to be a network and no secret or certificate for it.
  static Result<std::unique_ptr<ActorHost>> make(const ActorHostOptions& options);
  /// Waits for its actors, but not for ever: see end_timeout.
  ~ActorHost();
  caf::actor_system& system() { return running_->system; }
  const Trust& trust() const { return running_->trust; }

private:
  ActorHost(const ActorHostOptions& options, Trust trust);

  struct Config : caf::actor_system_config {
    explicit Config(const ActorHostOptions& options);
  };
  struct Running {
    Running(const ActorHostOptions& options, Trust trust);
    Trust trust; ///< its relays end after the system, which closes their inner ends
    Config config;
    caf::actor_system system;
  };
  std::unique_ptr<Running> running_;
};

} // namespace troupe
