// A set of small numbers as a tree of 64-way bitmaps: the first number at or after another is found in as many steps
// as the tree is high (four for 16 million), and a member costs little more than a bit of the range.
// Plain value for one thread.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace troupe::schedule {

class NumberSet {
public:
  static constexpr std::uint32_t none = 0xffffffff;

  bool empty() const { return levels_.empty() || levels_.back()[0] == 0; }
  bool contains(std::uint32_t number) const {
    return number < range() && (levels_[0][number / 64] >> (number % 64) & 1) != 0;
  }
  /// Numbers below this can be inserted without the tree being built anew.
  std::size_t range() const { return levels_.empty() ? 0 : levels_[0].size() * 64; }

  void reserve(std::size_t range);
  void insert(std::uint32_t number);
  void erase(std::uint32_t number);
  void clear() { levels_.clear(); }

  std::uint32_t first() const { return next(0); }
  /// @returns The smallest member not below `from`, or none.
  std::uint32_t next(std::uint32_t from) const {
    std::size_t at = from;
    for (std::size_t level = 0; level < levels_.size(); ++level) {
      const auto word = at / 64;
      if (word >= levels_[level].size())
        return none;
      if (const auto bits = levels_[level][word] & (~std::uint64_t{0} << (at % 64)); bits != 0)
        return descend(level, word * 64 + static_cast<std::size_t>(std::countr_zero(bits)));
      at = word + 1;
    }
    return none;
  }

private:
  std::uint32_t descend(std::size_t level, std::size_t at) const {
    while (level > 0) {
      --level;
      at = at * 64 + static_cast<std::size_t>(std::countr_zero(levels_[level][at]));
    }
    return static_cast<std::uint32_t>(at);
  }

  std::vector<std::vector<std::uint64_t>> levels_; ///< a bit of a level says that a word of the level below is not 0
};

} // namespace troupe::schedule
