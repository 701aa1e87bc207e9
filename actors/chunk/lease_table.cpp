#include "actors/chunk/lease_table.hpp"

#include <vector>

namespace troupe {

const void* LeaseTable::grant(std::uint64_t id, std::shared_ptr<const ChunkStream> stream, Time now) {
  std::lock_guard lock(mutex_);
  if (id == 0 || leases_.contains(id))
    return nullptr;
  auto& lease = leases_[id];
  lease = {std::make_unique<std::atomic<std::uint64_t>>(id), std::move(stream), now};
  return lease.id.get();
}

std::shared_ptr<const ChunkStream> LeaseTable::stream_of(std::uint64_t id) const {
  std::lock_guard lock(mutex_);
  const auto lease = leases_.find(id);
  return lease == leases_.end() ? nullptr : lease->second.stream;
}

/// The id first: whoever still sees it sees memory that is kept.
void LeaseTable::end(Lease& lease) {
  lease.id->store(0, std::memory_order_seq_cst);
  lease.stream.reset();
}

void LeaseTable::release_lease(std::uint64_t id) {
  std::unique_lock lock(mutex_);
  auto lease = leases_.extract(id);
  lock.unlock();
  if (!lease.empty())
    end(lease.mapped());
}

std::size_t LeaseTable::expire(Time now) {
  std::vector<Lease> over;
  {
    std::lock_guard lock(mutex_);
    for (auto at = leases_.begin(); at != leases_.end();)
      if (now - at->second.since > longest) {
        over.push_back(std::move(at->second));
        at = leases_.erase(at);
      } else {
        ++at;
      }
  }
  for (auto& lease : over)
    end(lease);
  return over.size();
}

std::size_t LeaseTable::count() const {
  std::lock_guard lock(mutex_);
  return leases_.size();
}

} // namespace troupe
