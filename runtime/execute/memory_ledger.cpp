#include "runtime/execute/memory_ledger.hpp"

#include <cassert>
#include <limits>

namespace troupe {
namespace {

std::uint64_t fraction_of(std::uint64_t limit, double fraction) {
  if (limit == 0)
    return std::numeric_limits<std::uint64_t>::max();
  return static_cast<std::uint64_t>(static_cast<double>(limit) * fraction);
}

void subtract(std::uint64_t& total, std::uint64_t nbytes) {
  assert(nbytes <= total);
  total -= nbytes;
}

/// Sums of claims that others made may be of any size.
std::uint64_t sum(std::uint64_t one, std::uint64_t other) {
  const auto both = one + other;
  return both < one ? std::numeric_limits<std::uint64_t>::max() : both;
}

} // namespace

MemoryLedger::MemoryLedger(std::uint64_t limit, double target, double pause)
    : limit_(limit), target_(fraction_of(limit, target)), pause_(fraction_of(limit, pause)) {}

void MemoryLedger::release(std::uint64_t nbytes) { subtract(in_memory_, nbytes); }

void MemoryLedger::end_fetch(std::uint64_t nbytes) { subtract(in_flight_, nbytes); }

void MemoryLedger::unreserve(std::uint64_t nbytes) { subtract(reserved_, nbytes); }

void MemoryLedger::end_spill(std::uint64_t nbytes) { subtract(spilling_, nbytes); }

void MemoryLedger::end_drop(std::uint64_t nbytes) { subtract(dropping_, nbytes); }

void MemoryLedger::take_off_disk(std::uint64_t nbytes) { subtract(on_disk_, nbytes); }

void MemoryLedger::set_resident(std::uint64_t nbytes) {
  resident_ = nbytes;
  if (nbytes == 0)
    return; // not known
  const auto beyond = nbytes > used() ? nbytes - used() : 0;
  if (!least_overhead_)
    least_overhead_ = used() == 0 ? beyond : 0;
  overhead_ = beyond >= overhead_ ? beyond : (overhead_ + beyond) / 2;
  if (overhead_ < *least_overhead_)
    overhead_ = *least_overhead_;
}

bool MemoryLedger::fits(std::uint64_t more) const { return limit_ == 0 || sum(sum(used(), overhead_), more) <= pause_; }

bool MemoryLedger::never_fits(std::uint64_t nbytes) const {
  return limit_ != 0 && sum(nbytes, least_overhead_.value_or(0)) > limit_;
}

bool MemoryLedger::must_spill(std::uint64_t wanted) const {
  const auto staying = used() - spilling_ - dropping_;
  return staying > target_ || (wanted > 0 && limit_ != 0 && sum(sum(staying, overhead_), wanted) > pause_);
}

bool MemoryLedger::roomy() const { return limit_ == 0 || sum(used(), overhead_) <= target_ / 2; }

bool MemoryLedger::paused() const { return used() > pause_ || resident_ > pause_; }

} // namespace troupe
