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

void subtract(std::uint64_t& sum, std::uint64_t nbytes) {
  assert(nbytes <= sum);
  sum -= nbytes;
}

} // namespace

MemoryLedger::MemoryLedger(std::uint64_t limit, double target, double pause)
    : target_(fraction_of(limit, target)), pause_(fraction_of(limit, pause)) {}

void MemoryLedger::release(std::uint64_t nbytes) {
  subtract(in_memory_, nbytes);
}

void MemoryLedger::end_fetch(std::uint64_t nbytes) {
  subtract(in_flight_, nbytes);
}

void MemoryLedger::end_spill(std::uint64_t nbytes) {
  subtract(spilling_, nbytes);
}

void MemoryLedger::take_off_disk(std::uint64_t nbytes) {
  subtract(on_disk_, nbytes);
}

bool MemoryLedger::over_target() const {
  return in_memory_ + in_flight_ - spilling_ > target_;
}

bool MemoryLedger::paused() const {
  return in_memory_ + in_flight_ > pause_ || resident_ > pause_;
}

} // namespace troupe
