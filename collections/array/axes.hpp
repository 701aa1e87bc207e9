// The axes of an operation, as NumPy's `axis=`. Pure value.
#pragma once

#include "runtime/base/result.hpp"

#include <cstddef>
#include <initializer_list>
#include <vector>

namespace troupe {

/// sum() goes along all axes, sum(0) along the first, sum(-1) along the last, sum({0, 2}) along two.
class Axes {
public:
  Axes() = default;
  Axes(int axis) : all_(false), listed_{axis} {}
  Axes(std::initializer_list<int> axes) : all_(axes.size() == 0), listed_(axes) {}

  /// @returns The axes of an array of `rank` axes, rising, or Errc::invalid_argument naming the one that is out of
  ///          bounds or given twice.
  Result<std::vector<std::size_t>> fit(std::size_t rank) const;

  /// True when none were named; else how many were.
  bool all() const { return all_; }
  std::size_t count() const { return listed_.size(); }

private:
  bool all_ = true;
  std::vector<int> listed_;
};

} // namespace troupe
