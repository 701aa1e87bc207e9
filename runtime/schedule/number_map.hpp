// Hash map from small numbers to small numbers, by open addressing, for properties that few tasks, layers or workers
// have. Plain value for one thread. Never iterated: its order means nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace troupe::schedule {

class NumberMap {
public:
  static constexpr std::uint32_t absent = 0xffffffff; ///< no key and no value is this

  std::size_t size() const { return size_; }
  std::uint32_t find(std::uint32_t key) const {
    if (places_.empty())
      return absent;
    for (auto at = home(key);; at = (at + 1) & mask()) {
      if (places_[at].first == key)
        return places_[at].second;
      if (places_[at].first == absent)
        return absent;
    }
  }

  /// Puts the value in, over an earlier one.
  void set(std::uint32_t key, std::uint32_t value) {
    if (4 * (size_ + 1) > 3 * places_.size())
      rehash(places_.empty() ? 8 : 2 * places_.size());
    auto at = home(key);
    while (places_[at].first != absent && places_[at].first != key)
      at = (at + 1) & mask();
    size_ += places_[at].first == absent ? 1 : 0;
    places_[at] = {key, value};
  }

  /// @returns What it was, or absent.
  std::uint32_t erase(std::uint32_t key) {
    if (find(key) == absent)
      return absent;
    auto hole = home(key);
    while (places_[hole].first != key)
      hole = (hole + 1) & mask();
    const auto value = places_[hole].second;
    for (auto next = (hole + 1) & mask(); places_[next].first != absent; next = (next + 1) & mask())
      if (((next - home(places_[next].first)) & mask()) >= ((next - hole) & mask())) {
        places_[hole] = places_[next];
        hole = next;
      }
    places_[hole] = {absent, absent};
    --size_;
    return value;
  }

  /// Drops every pair for which keep(key, value) is false.
  template <class Keep>
  void prune(Keep&& keep) {
    auto old = std::exchange(places_, {});
    size_ = 0;
    for (const auto& [key, value] : old)
      if (key != absent && keep(key, value))
        set(key, value);
  }

  /// Puts change(value) in place of every value.
  template <class Change>
  void change(Change&& change) {
    for (auto& [key, value] : places_)
      if (key != absent)
        value = change(value);
  }

  void clear() {
    places_ = {};
    size_ = 0;
  }

private:
  using Place = std::pair<std::uint32_t, std::uint32_t>;

  std::size_t mask() const { return places_.size() - 1; }
  std::size_t home(std::uint32_t key) const { return (key * std::uint64_t{0x9E3779B97F4A7C15} >> 32) & mask(); }
  void rehash(std::size_t places) {
    const auto old = std::exchange(places_, std::vector<Place>(places, Place{absent, absent}));
    size_ = 0;
    for (const auto& [key, value] : old)
      if (key != absent)
        set(key, value);
  }

  std::vector<Place> places_;
  std::size_t size_ = 0;
};

} // namespace troupe::schedule
