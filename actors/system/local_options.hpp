// Size of a cluster inside this process. Plain value.
#pragma once

#include "runtime/chunk/compression.hpp"

#include <cstdint>
#include <string>

namespace troupe {

/// A cluster inside this process: scheduler and workers as actors, no sockets.
struct LocalOptions {
  std::uint32_t workers = 1;
  std::uint32_t threads = 0;        ///< kernels at once for each worker; 0 shares the cores among the workers
  std::uint64_t memory_limit = 0;   ///< bytes for each worker; 0 shares the machine's memory
  std::string spill_folder = {};    ///< empty: a folder of its own under the system's temporary folder
  std::uint32_t decisions = 10'000; ///< the last placements that are remembered, for Client::explain_task()
  std::uint64_t spill_quota = 0;    ///< most bytes in it for each worker; 0: as many as the disk has
  Compression compression = Compression::automatic; ///< of what goes there
};

} // namespace troupe
