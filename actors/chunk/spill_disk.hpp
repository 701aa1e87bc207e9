// The actor that writes chunks to a worker's spill folder, or reads them back. Detached: neither the control plane nor
// a kernel waits for the disk. A worker has one for each direction, so that reading back never waits behind writing.
//
//     (write_atom, ChunkPtr) -> SpilledChunk
//     (read_atom, shared_ptr<const SpillFile>) -> LoadedChunk
#pragma once

#include "actors/chunk/chunk_messages.hpp"
#include "runtime/base/result.hpp"

#include <memory>
#include <optional>

namespace troupe {

/// A file, or why there is none.
struct SpilledChunk {
  std::shared_ptr<const SpillFile> file;
  Error error;
};

/// A chunk, or why it cannot be had.
struct LoadedChunk {
  ChunkPtr chunk;
  Error error;
};

class SpillDisk : public caf::event_based_actor {
public:
  SpillDisk(caf::actor_config& config, std::shared_ptr<SpillFolder> folder, BufferPool* pool);
  caf::behavior make_behavior() override;

private:
  SpilledChunk write(const ChunkPtr& chunk);
  LoadedChunk read(const SpillFile& file);

  std::shared_ptr<SpillFolder> folder_;
  BufferPool* pool_;
};

} // namespace troupe

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::SpilledChunk)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::LoadedChunk)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(std::shared_ptr<const troupe::SpillFile>)
