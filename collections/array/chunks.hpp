// What a caller says about how an array is to be cut, before the shape is known to fit. Pure value.
#pragma once

#include "runtime/base/result.hpp"
#include "runtime/chunk/shape.hpp"

#include <concepts>
#include <cstdint>
#include <initializer_list>

namespace troupe {

/// As `chunks=` of dask.array:
///
///     {.chunks = 1000}         every axis by 1000
///     {.chunks = {1000, -1}}   one number an axis; -1 is the whole axis
///     nothing                  "auto": leading axes are cut so that a chunk holds at most auto_elements
class Chunks {
public:
  static constexpr std::int64_t auto_elements = std::int64_t{1} << 22; ///< 32 MiB of float64

  Chunks() = default;
  template <std::integral Number>
  Chunks(Number each) : kind_(Kind::every_axis), extents_{static_cast<std::int64_t>(each)} {}
  Chunks(std::initializer_list<std::int64_t> extents) : kind_(Kind::listed), extents_(extents) {}
  Chunks(Shape extents) : kind_(Kind::listed), extents_(std::move(extents)) {}

  /// @returns One extent >= 1 for each axis of `shape`, clipped to it, or Errc::invalid_shape naming the axis.
  Result<Shape> fit(const Shape& shape) const;

private:
  enum class Kind { automatic, every_axis, listed };
  Kind kind_ = Kind::automatic;
  Shape extents_;
};

} // namespace troupe
