// The actor that owns one chunk: it makes it (runs the kernel, or pulls a peer's copy), lends it, gives it up, spills
// it, and serves it to peers. Event-based, on CAF's pool, so a kernel never delays the control plane. An actor whose
// chunk was dropped is used again: ends and starts cost more than small kernels.
// Invariant: holds a chunk in memory, or on disk, or neither; what it was told to start is answered by one ChunkEvent.
#pragma once

#include "actors/chunk/chunk_messages.hpp"
#include "actors/chunk/chunk_pull.hpp"
#include "runtime/wire/chunk_codec.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace troupe {

class ChunkActor : public caf::event_based_actor {
public:
  ChunkActor(caf::actor_config& config, caf::actor worker, std::shared_ptr<const ChunkHome> home);

  caf::behavior make_behavior() override;
  void on_exit() override;

private:
  /// A kernel whose inputs are being gathered.
  struct Making {
    StartKernel order;
    std::vector<ChunkPtr> inputs;
    std::size_t missing = 0;
    std::optional<Error> error;
  };

  void make(StartKernel& order);
  void gather(std::size_t first, const std::vector<std::size_t>& places);
  void gathered();
  Result<ChunkPtr> run(Making& making) const;
  void pull(const PullChunk& order);
  caf::result<ChunkPtr> share();
  caf::result<ChunkPtr> take();
  void spill(const Key& key);
  Slice serve(const FetchSlice& question);
  void drop();

  Result<ChunkPtr> read_back();
  Result<std::shared_ptr<const ChunkStream>> stream();
  void tell(WorkerEvent event);

  caf::actor worker_;
  std::shared_ptr<const ChunkHome> home_;
  Key key_;
  ChunkPtr chunk_;
  std::optional<SpillFile> file_;
  std::shared_ptr<const ChunkStream> stream_; ///< made when first asked for, shared with slices on their way
  std::optional<Making> making_;
};

} // namespace troupe
