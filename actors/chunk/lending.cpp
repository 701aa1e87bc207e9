#include "actors/chunk/lending.hpp"

#include <vector>

namespace troupe {

const void* Lending::lend(std::uint64_t mark, std::shared_ptr<const ChunkStream> stream, Time now) {
  std::lock_guard lock(mutex_);
  if (mark == 0 || loans_.contains(mark))
    return nullptr;
  auto& loan = loans_[mark];
  loan = {std::make_unique<std::atomic<std::uint64_t>>(mark), std::move(stream), now};
  return loan.mark.get();
}

std::shared_ptr<const ChunkStream> Lending::stream_of(std::uint64_t mark) const {
  std::lock_guard lock(mutex_);
  const auto loan = loans_.find(mark);
  return loan == loans_.end() ? nullptr : loan->second.stream;
}

/// The mark first: whoever still sees it sees memory that is kept.
void Lending::end(Loan& loan) {
  loan.mark->store(0, std::memory_order_seq_cst);
  loan.stream.reset();
}

void Lending::take_back(std::uint64_t mark) {
  std::unique_lock lock(mutex_);
  auto loan = loans_.extract(mark);
  lock.unlock();
  if (!loan.empty())
    end(loan.mapped());
}

std::size_t Lending::expire(Time now) {
  std::vector<Loan> over;
  {
    std::lock_guard lock(mutex_);
    for (auto at = loans_.begin(); at != loans_.end();)
      if (now - at->second.since > longest) {
        over.push_back(std::move(at->second));
        at = loans_.erase(at);
      } else {
        ++at;
      }
  }
  for (auto& loan : over)
    end(loan);
  return over.size();
}

std::size_t Lending::lent() const {
  std::lock_guard lock(mutex_);
  return loans_.size();
}

} // namespace troupe
