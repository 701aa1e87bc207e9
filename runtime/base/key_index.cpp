#include "runtime/base/key_index.hpp"

#include <utility>

namespace troupe {
namespace {

constexpr std::size_t fewest_places = 64;

/// Fuller than this, runs of taken places grow long.
constexpr std::size_t room_of(std::size_t places) { return places / 16 * 13; }

} // namespace

void KeyIndex::reserve(std::size_t count) {
  auto places = fewest_places;
  while (room_of(places) < count)
    places *= 2;
  if (places > places_.size())
    rehash(places);
}

void KeyIndex::insert(const Key& key, std::uint32_t number) {
  if (size_ >= room_of(places_.size()))
    reserve(size_ + 1);
  put({tag_of(key), number});
  ++size_;
}

/// Moves what follows down, so that no marks of the erased are left behind (Knuth, 6.4, algorithm R).
void KeyIndex::erase(const Key& key, std::uint32_t number) {
  auto hole = tag_of(key) & mask();
  while (places_[hole].number != number)
    hole = (hole + 1) & mask();
  for (auto next = (hole + 1) & mask(); places_[next].number != absent; next = (next + 1) & mask()) {
    const auto home = places_[next].tag & mask();
    if (((next - home) & mask()) >= ((next - hole) & mask())) {
      places_[hole] = places_[next];
      hole = next;
    }
  }
  places_[hole] = {};
  --size_;
  if (places_.size() > fewest_places && size_ < places_.size() / 8)
    rehash(places_.size() / 2);
}

void KeyIndex::clear() {
  places_ = {};
  size_ = 0;
}

void KeyIndex::put(Place place) {
  auto at = place.tag & mask();
  while (places_[at].number != absent)
    at = (at + 1) & mask();
  places_[at] = place;
}

void KeyIndex::rehash(std::size_t places) {
  const auto old = std::exchange(places_, std::vector<Place>(places));
  for (const auto& place : old)
    if (place.number != absent)
      put(place);
}

} // namespace troupe
