// Broadcast trees: for each chunk with many consumers, which worker may fetch it from which holder now. A holder serves
// two receivers at a time, and each new copy serves further ones. A chunk therefore reaches n workers in about log2(n)
// transfer times (as in MPI_Bcast); from a single holder the last of n would wait n transfer times. Tasks whose turn
// has not come wait here, and are placed again when it does. Plain value for one thread; amortised constant time an
// operation, plus a heap's for waiting tasks.
// Invariant: where a task waits for a chunk, some worker is fetching it, or will be asked to before the event is done.
#pragma once

#include "runtime/schedule/number_map.hpp"
#include "runtime/schedule/scheduler_numbers.hpp"

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace troupe::schedule {

class BroadcastTrees {
public:
  bool empty() const { return open_.size() == 0; }
  bool has(TaskNumber chunk) const { return open_.find(chunk) != NumberMap::absent; }
  /// Does nothing when it is open. @param holders  Of the chunk, at least one.
  void open(TaskNumber chunk, std::span<const WorkerNumber> holders);
  /// Ends the broadcast of a chunk. @returns Tasks that waited.
  std::vector<TaskNumber> close(TaskNumber chunk);

  /// Whether the worker may fetch it now, or fetches it already. True for chunks that are not open.
  bool admits(TaskNumber chunk, WorkerNumber to) const;
  /// The worker starts to fetch it. @returns The holder to fetch from; none if all are busy, or it is not open.
  WorkerNumber begin(TaskNumber chunk, WorkerNumber to);
  /// The holder from which the worker fetches it; none if none was assigned.
  WorkerNumber source(TaskNumber chunk, WorkerNumber to) const;
  /// @param made  The worker has a copy now, and serves it; otherwise it will not fetch it.
  void end(TaskNumber chunk, WorkerNumber to, bool made);
  /// The worker has lost its copy.
  void remove_holder(TaskNumber chunk, WorkerNumber holder);

  void wait(TaskNumber chunk, Tag tag, TaskNumber task);
  /// The waiting task whose turn it is; none when no holder is free, or no task waits.
  TaskNumber next(TaskNumber chunk);
  /// Chunks at which something ended, so that next() may return a task. Each once; the list is cleared.
  std::vector<TaskNumber> take_changed();
  /// Adds the chunk to that list.
  void note_change(TaskNumber chunk);
  /// Closes it when nobody waits for it or fetches it.
  void close_if_idle(TaskNumber chunk);

  /// Calls visit(chunk, waiting, under_way) for each chunk that is open: (tag, task) of those that wait for it, in no
  /// order, and how many workers fetch it. For checks.
  template <class Visit>
  void for_each_open(Visit&& visit) const {
    for (const auto& one : broadcasts_)
      if (one.chunk != none)
        visit(one.chunk, one.waiting, one.under_way.size());
  }

private:
  struct Broadcast {
    TaskNumber chunk = none;
    NumberMap under_way;            ///< receiver -> holder; `anyone` where all were busy
    std::vector<WorkerNumber> free; ///< holders, once for each receiver that they may serve now; the newest last
    std::vector<std::pair<Tag, TaskNumber>> waiting; ///< heap
    bool changed = false;                            ///< it is in that list
  };

  Broadcast* find(TaskNumber chunk);
  void note_change(Broadcast& broadcast);

  NumberMap open_; ///< chunk -> its place
  std::vector<Broadcast> broadcasts_;
  std::vector<std::uint32_t> places_;
  std::vector<TaskNumber> changed_;
};

} // namespace troupe::schedule
