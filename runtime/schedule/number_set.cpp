#include "runtime/schedule/number_set.hpp"

#include <algorithm>

namespace troupe::schedule {

void NumberSet::reserve(std::size_t range) {
  if (range <= this->range())
    return;
  auto members = levels_.empty() ? std::vector<std::uint64_t>{} : std::move(levels_[0]);
  members.resize(std::max<std::size_t>((range + 63) / 64, 1));
  levels_.clear();
  levels_.push_back(std::move(members));
  while (levels_.back().size() > 1) {
    const auto& below = levels_.back();
    std::vector<std::uint64_t> level((below.size() + 63) / 64);
    for (std::size_t word = 0; word < below.size(); ++word)
      if (below[word] != 0)
        level[word / 64] |= std::uint64_t{1} << (word % 64);
    levels_.push_back(std::move(level));
  }
}

void NumberSet::insert(std::uint32_t number) {
  if (number >= range())
    reserve(std::max<std::size_t>(number + std::size_t{1}, 2 * range()));
  std::size_t at = number;
  for (auto& level : levels_) {
    auto& word = level[at / 64];
    const bool was_empty = word == 0;
    word |= std::uint64_t{1} << (at % 64);
    if (!was_empty)
      return;
    at /= 64;
  }
}

void NumberSet::erase(std::uint32_t number) {
  if (number >= range())
    return;
  std::size_t at = number;
  for (auto& level : levels_) {
    auto& word = level[at / 64];
    word &= ~(std::uint64_t{1} << (at % 64));
    if (word != 0)
      return;
    at /= 64;
  }
}

} // namespace troupe::schedule
