// Objects under way, stored under small numbers so that an event is small. A plain value for one thread.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

namespace troupe::simulate {

template <class T>
class SlotPool {
public:
  std::uint32_t put(T what) {
    if (free_.empty()) {
      slots_.push_back(std::move(what));
      return static_cast<std::uint32_t>(slots_.size() - 1);
    }
    const auto slot = free_.back();
    free_.pop_back();
    slots_[slot] = std::move(what);
    return slot;
  }
  /// Frees the slot. @pre put() returned it and it was not taken since
  T take(std::uint32_t slot) {
    free_.push_back(slot);
    return std::exchange(slots_[slot], T{});
  }
  /// Where it stays for now.
  const T& at(std::uint32_t slot) const { return slots_[slot]; }

private:
  std::vector<T> slots_;
  std::vector<std::uint32_t> free_;
};

} // namespace troupe::simulate
