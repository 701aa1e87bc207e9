// The step under all slicing, joining, rolling and rechunking of arrays: each axis of the result is assembled from runs
// of elements of an axis of the sources. Pure functions.
#pragma once

#include "collections/array/array.hpp"
#include "runtime/chunk/axis_plan.hpp"
#include "runtime/chunk/scalar.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace troupe {

struct GatheredAxis {
  std::vector<AxisRun> runs;
  /// Extents of the result's chunks; without, a chunk for each stretch of the runs that lies within one source chunk.
  std::optional<std::vector<std::int64_t>> extents = std::nullopt;

  /// The axis as it is.
  static GatheredAxis whole(const ChunkGrid& grid, std::size_t axis) {
    return {{{0, 1, grid.shape()[axis], false}}, grid.extents(axis)};
  }
};

/// The bytes of a constant of some dtype.
struct FillBytes {
  std::array<std::int64_t, 2> bytes{};
  template <class T>
  static FillBytes of(T value) {
    FillBytes fill;
    static_assert(sizeof value <= sizeof fill.bytes);
    __builtin_memcpy(fill.bytes.data(), &value, sizeof value);
    return fill;
  }
};
/// @returns The number as that dtype has it, converted as astype() does.
FillBytes fill_bytes(DType dtype, const Scalar& value);

/// What of a gather's chunks stays in its source's memory instead of being copied.
enum class Shares {
  nothing,
  whole,     ///< what is all of a source chunk
  stretches, ///< any part of a source chunk, as it lies. @pre only other gathers take it, each whole
};

struct GatherSpec {
  std::vector<Array> sources;     ///< of one dtype and, but for `join`, one shape and cut
  std::size_t join = 0;           ///< the axis along which several sources follow each other
  std::vector<GatheredAxis> axes; ///< one for each axis of the sources
  /// For each axis of the result the source axis, rising, or -1 for a new one; source axes left out have extent 1.
  /// Without: as they are.
  std::optional<std::vector<std::int64_t>> order = std::nullopt;
  FillBytes fill = {};
  Shares shares = Shares::nothing;
};

/// Axes of unknown extents (array.hpp) stay as they are; where one would not, the error of unknown_extents().
/// Halos of large chunks of one source are cut first, where their chunks are (narrow_parts.hpp).
/// @returns Errc::invalid_shape when sources do not fit each other. @pre runs lie within the axes
Result<Array> gathered(const GatherSpec& spec);

/// Axis i of the result is axis order[i] of the array. @pre order is a permutation of its axes
Result<Array> transposed(const Array& array, const std::vector<std::int64_t>& order);

/// 0, 1, ... rank - 1.
std::vector<std::int64_t> axes_in_order(std::size_t rank);

} // namespace troupe
