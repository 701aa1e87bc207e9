// Chooses the next chunk to spill: the one that is needed last. Plain value; not thread-safe. Order: chunks that no
// accepted task waits for, least recently used first; then those that are waited for, the latest needed first.
// Invariant: the order depends on what was offered, never on when or how it was hashed.
#pragma once

#include "runtime/base/key.hpp"

#include <compare>
#include <cstdint>
#include <optional>
#include <set>
#include <unordered_map>

namespace troupe {

/// When a task's turn comes: lower first. Arrival numbers are unique, so no two tasks are equal.
struct TaskRank {
  std::int64_t priority = 0;
  std::uint64_t arrival = 0;
  auto operator<=>(const TaskRank&) const = default;
};

class SpillPolicy {
public:
  /// The chunk may be spilled; a second offer replaces the first.
  /// @param used    Number of its last use: higher is more recent.
  /// @param needed  The first task that waits for it, if any does.
  void offer(const Key& key, std::uint64_t used, std::optional<TaskRank> needed);
  /// The chunk may not be spilled (it is in use, on disk already, or gone). Fine when it never was offered.
  void withdraw(const Key& key);

  /// @returns The chunk to spill next, still on offer; none when there is nothing.
  std::optional<Key> next() const;
  bool offered(const Key& key) const { return places_.contains(key); }
  std::size_t size() const { return order_.size(); }

private:
  struct Place {
    bool needed = false;
    TaskRank rank; ///< of the first task that needs it; else {0, used}
    Key key;
    bool operator<(const Place& other) const;
  };
  std::set<Place> order_;
  std::unordered_map<Key, Place> places_;
};

} // namespace troupe
