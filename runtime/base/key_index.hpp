// Hash index from keys to the numbers of what has them (tasks, layers). Open addressing; stores no keys, since the
// caller has them. Eight bytes a slot; the tag in a slot is enough to move slots without looking at keys. Plain value
// for one thread.
// Invariant: a key's slot is found by going up from its home without meeting an empty one.
#pragma once

#include "runtime/base/key.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace troupe {

class KeyIndex {
public:
  static constexpr std::uint32_t absent = 0xffffffff;

  std::size_t size() const { return size_; }
  std::size_t bytes() const { return places_.capacity() * sizeof(Place); }

  /// @param key_of  number -> key, for every number that is in the index
  /// @returns The number, or `absent`.
  template <class KeyOf>
  std::uint32_t find(const Key& key, KeyOf&& key_of) const {
    if (places_.empty())
      return absent;
    const auto tag = tag_of(key);
    for (auto at = tag & mask();; at = (at + 1) & mask()) {
      const auto& place = places_[at];
      if (place.number == absent)
        return absent;
      if (place.tag == tag && key_of(place.number) == key)
        return place.number;
    }
  }

  /// Asks the processor to have the place at hand that find() will look at.
  void prefetch(const Key& key) const {
    if (!places_.empty())
      __builtin_prefetch(&places_[tag_of(key) & mask()]);
  }

  void reserve(std::size_t count);                   ///< for so many in all
  void insert(const Key& key, std::uint32_t number); ///< @pre it is absent
  void erase(const Key& key, std::uint32_t number);  ///< @pre it is there under this number
  void clear();

private:
  struct Place {
    std::uint32_t tag = 0;
    std::uint32_t number = absent;
  };

  static std::uint32_t tag_of(const Key& key) { return static_cast<std::uint32_t>(key.low); }
  std::size_t mask() const { return places_.size() - 1; }
  void put(Place place);
  void rehash(std::size_t places);

  std::vector<Place> places_; ///< a power of two of them, or none
  std::size_t size_ = 0;
};

} // namespace troupe
