// The chunking of an array, also with unknown extents: how many elements of each chunk a lazy mask keeps is not known
// before it is computed. Pure value.
#pragma once

#include "runtime/base/key.hpp"
#include "runtime/chunk/chunk_grid.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

namespace troupe {

/// Invariant: `chosen` is empty, or has an entry for each axis, one of them set.
class Layout {
public:
  Layout() = default;
  Layout(ChunkGrid grid) : bounds_(std::move(grid)) {}
  /// @param chosen  for each axis of unknown extents the key of what chose its elements: axes chosen by the same are
  /// alike
  Layout(ChunkGrid bounds, std::vector<std::optional<Key>> chosen)
      : bounds_(std::move(bounds)), chosen_(std::move(chosen)) {
    if (std::none_of(chosen_.begin(), chosen_.end(), [](const auto& key) { return key.has_value(); }))
      chosen_.clear();
  }

  bool known() const { return chosen_.empty(); }
  bool known(std::size_t axis) const { return chosen_.empty() || !chosen_[axis]; }
  std::optional<Key> chosen(std::size_t axis) const { return chosen_.empty() ? std::nullopt : chosen_[axis]; }

  /// The chunks; along axes of unknown extents as large as they can be.
  const ChunkGrid& bounds() const { return bounds_; }

private:
  ChunkGrid bounds_;
  std::vector<std::optional<Key>> chosen_;
};

} // namespace troupe
