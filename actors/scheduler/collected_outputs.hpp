// Message from the supervisor of a detached job to the scheduler in the same process: the outputs, or the error. A
// value.
#pragma once

#include "runtime/base/ids.hpp"
#include "runtime/base/key.hpp"
#include "runtime/base/result.hpp"
#include "runtime/chunk/chunk.hpp"

#include <caf/all.hpp>

#include <vector>

namespace troupe {

struct CollectedOutputs {
  JobId job;
  Result<std::vector<Key>> outputs; ///< in the graph's order
  std::vector<ChunkPtr> chunks;     ///< beside them
};

} // namespace troupe

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::CollectedOutputs)
