// Future events by time and, at equal times, by order of insertion. A plain value for one thread. A heap with four
// children a node: half the depth of a binary one, and a node's children share a cache line or two.
#pragma once

#include "runtime/base/ids.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

namespace troupe::simulate {

template <class Event>
class EventQueue {
public:
  struct Entry {
    LogicalTime at = 0;
    std::uint64_t turn = 0; ///< breaks ties
    Event event;
    bool before(const Entry& other) const { return at != other.at ? at < other.at : turn < other.turn; }
  };

  bool empty() const { return heap_.empty(); }
  std::size_t size() const { return heap_.size(); }
  /// @pre !empty()
  LogicalTime next_at() const { return heap_.front().at; }

  void push(LogicalTime at, Event event) {
    heap_.push_back({at, next_turn_++, std::move(event)});
    auto place = heap_.size() - 1;
    while (place > 0) {
      const auto parent = (place - 1) / children;
      if (!heap_[place].before(heap_[parent]))
        return;
      std::swap(heap_[place], heap_[parent]);
      place = parent;
    }
  }

  /// @pre !empty()
  Entry pop() {
    Entry first = std::move(heap_.front());
    Entry last = std::move(heap_.back());
    heap_.pop_back();
    if (!heap_.empty())
      sink(std::move(last));
    return first;
  }

private:
  static constexpr std::size_t children = 4;

  void sink(Entry entry) {
    std::size_t place = 0;
    for (;;) {
      const auto first = place * children + 1;
      if (first >= heap_.size())
        break;
      auto least = first;
      for (auto child = first + 1; child < std::min(first + children, heap_.size()); ++child)
        if (heap_[child].before(heap_[least]))
          least = child;
      if (!heap_[least].before(entry))
        break;
      heap_[place] = std::move(heap_[least]);
      place = least;
    }
    heap_[place] = std::move(entry);
  }

  std::vector<Entry> heap_;
  std::uint64_t next_turn_ = 0;
};

} // namespace troupe::simulate
