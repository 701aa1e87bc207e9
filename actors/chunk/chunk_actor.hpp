// The actor that owns one chunk. It makes the chunk (runs the kernel, or has a peer's copy fetched), shares it, gives
// it up, spills it, and serves it to peers. Event-based, on CAF's pool, so a kernel never delays the control plane. An
// actor whose chunk was dropped is reused, since starting and ending actors costs more than small kernels.
// Invariant: holds a chunk in memory, or on disk, or neither; every order is answered by one ChunkEvent.
#pragma once

#include "actors/chunk/chunk_messages.hpp"
#include "actors/chunk/spill_disk.hpp"
#include "runtime/wire/chunk_codec.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace troupe {

class ChunkActor : public caf::event_based_actor {
public:
  ChunkActor(caf::actor_config& config, caf::actor worker, std::shared_ptr<const ChunkHome> home);
  /// One that owns this chunk from the beginning. Started lazily it costs no message, and ends with its last handle.
  ChunkActor(caf::actor_config& config, caf::actor worker, std::shared_ptr<const ChunkHome> home, const Key& key,
             ChunkPtr chunk);

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

  struct Borrower {
    caf::typed_response_promise<ChunkPtr> promise;
    bool give_up = false; ///< the actor keeps nothing
  };

  void make(StartKernel& order);
  void make_all(StartShortKernels& list);
  void gather(std::size_t first, const std::vector<std::size_t>& places);
  void gathered();
  ShortKernelsEnded::One run(Making& making) const;
  void pull(const PullChunk& order);
  caf::result<ChunkPtr> share(bool give_up);
  void spill(const Key& key);
  void spilled(const Key& key, SpilledChunk& outcome);
  void read_back();
  void loaded(LoadedChunk& outcome);
  void unreadable();
  caf::result<Slice> serve(const FetchSlice& question);
  caf::result<Slice> serve_here();
  void prepare_stream();
  ChunkLease lend_memory(const LeaseChunk& question);
  Result<void> fill(Slice& slice, const FetchSlice& question);
  bool packs() const;
  void drop();
  void tell(WorkerEvent event);

  caf::actor worker_;
  std::shared_ptr<const ChunkHome> home_;
  Key key_;
  ChunkPtr chunk_;
  std::shared_ptr<const SpillFile> file_;
  bool lent_in_spill_ = false; ///< asked for while it was being written: it stays
  std::uint64_t reading_ = 0;  ///< number of the read that is under way; 0: none
  std::uint64_t reads_ = 0;
  std::vector<Borrower> borrowers_;           ///< that wait for the read
  std::shared_ptr<const ChunkStream> stream_; ///< made when first asked for, shared with slices on their way
  bool stream_packs_ = false;                 ///< samples of it say that compressing pays
  std::optional<Making> making_;
  bool pulling_ = false;
};

} // namespace troupe
