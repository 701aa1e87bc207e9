// The chunking that a caller requests, before the shape is known to fit. Pure value.
#pragma once

#include "runtime/base/result.hpp"
#include "runtime/chunk/shape.hpp"

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>

namespace troupe {

/// As `chunks=` of dask.array:
///
///     {.chunks = 1000}                       every axis by 1000
///     {.chunks = {1000, -1}}                 one number an axis; -1 is the whole axis
///     {.chunks = {Chunks::automatic, 100}}   that axis such that a chunk holds about auto_bytes
///     {.chunks = Chunks::of_bytes(1 << 20)}  all axes, by another size
///     nothing                                "auto": all axes, by auto_bytes
///
/// Where several axes are automatic, the last ones stay whole as long as they fit, so that chunks are runs of rows.
class Chunks {
public:
  static constexpr std::int64_t auto_bytes = std::int64_t{32} << 20;
  static constexpr std::int64_t automatic = -2;

  Chunks() = default;
  template <std::integral Number>
  Chunks(Number each) : kind_(Kind::every_axis), extents_{static_cast<std::int64_t>(each)} {}
  Chunks(std::initializer_list<std::int64_t> extents) : kind_(Kind::listed), extents_(extents) {}
  Chunks(Shape extents) : kind_(Kind::listed), extents_(std::move(extents)) {}
  static Chunks of_bytes(std::int64_t bytes) {
    Chunks chunks(automatic);
    chunks.bytes_ = bytes;
    return chunks;
  }

  /// @param element  bytes of one
  /// @returns One extent >= 1 for each axis of `shape`, clipped to it, or Errc::invalid_shape naming the axis.
  Result<Shape> fit(const Shape& shape, std::size_t element) const;

private:
  enum class Kind { every_axis, listed };
  Kind kind_ = Kind::every_axis;
  Shape extents_{automatic};
  std::int64_t bytes_ = auto_bytes;
};

} // namespace troupe
