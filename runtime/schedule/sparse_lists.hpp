// Sparse lists: a list for each of the few numbers that have one. Plain value for one thread.
#pragma once

#include "runtime/schedule/number_map.hpp"

#include <cstdint>
#include <vector>

namespace troupe::schedule {

template <class T>
class SparseLists {
public:
  /// The number's list; an empty one when it has none.
  const std::vector<T>& of(std::uint32_t number) const {
    static const std::vector<T> nothing;
    const auto at = places_.find(number);
    return at == NumberMap::absent ? nothing : lists_[at];
  }

  /// The number's list, made when it has none.
  std::vector<T>& make(std::uint32_t number) {
    auto at = places_.find(number);
    if (at == NumberMap::absent) {
      if (free_.empty()) {
        at = static_cast<std::uint32_t>(lists_.size());
        lists_.emplace_back();
      } else {
        at = free_.back();
        free_.pop_back();
      }
      places_.set(number, at);
    }
    return lists_[at];
  }

  void drop(std::uint32_t number) {
    const auto at = places_.erase(number);
    if (at == NumberMap::absent)
      return;
    lists_[at] = {};
    free_.push_back(at);
  }

private:
  NumberMap places_;
  std::vector<std::vector<T>> lists_;
  std::vector<std::uint32_t> free_;
};

} // namespace troupe::schedule
