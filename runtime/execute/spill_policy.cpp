#include "runtime/execute/spill_policy.hpp"

#include <utility>

namespace troupe {

bool SpillPolicy::Place::operator<(const Place& other) const {
  if (needed != other.needed)
    return !needed;
  if (rank != other.rank)
    return needed ? other.rank < rank : rank < other.rank;
  return key < other.key; // inputs of one task: any order, but always the same
}

void SpillPolicy::offer(const Key& key, std::uint64_t used, std::optional<TaskRank> needed) {
  const Place place{needed.has_value(), needed.value_or(TaskRank{0, used}), key};
  const auto [known, is_new] = places_.try_emplace(key, place);
  if (!is_new) {
    if (!(known->second < place) && !(place < known->second))
      return; // it stands where it belongs
    order_.erase(std::exchange(known->second, place));
  }
  order_.insert(place);
}

void SpillPolicy::withdraw(const Key& key) {
  const auto found = places_.find(key);
  if (found == places_.end())
    return;
  order_.erase(found->second);
  places_.erase(found);
}

std::optional<Key> SpillPolicy::next() const {
  if (order_.empty())
    return std::nullopt;
  return order_.begin()->key;
}

} // namespace troupe
