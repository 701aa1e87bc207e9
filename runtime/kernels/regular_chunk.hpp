// The position of one chunk of a regularly cut array, computed without listing the others (as ChunkGrid does), since
// every task of a generator needs it. Pure values and functions; the same cut as ChunkGrid::make, chunks numbered in C
// order.
#pragma once

#include "runtime/kernels/kernel.hpp"

#include <cstdint>

namespace troupe {

/// Invariant: origin[k] + extents[k] <= whole[k] for every axis k.
struct RegularChunk {
  Shape whole;   ///< extents of the array that is cut
  Shape origin;  ///< first element of the chunk
  Shape extents; ///< elements of the chunk along each axis

  /// The part of it with rows [first, first + count) along axis 0. @pre rank >= 1, in range
  RegularChunk rows(std::int64_t first, std::int64_t count) const;
};

/// @param chunks  Largest chunk along each axis, >= 1, or -1 for the whole axis.
/// @returns Errc::invalid_shape naming what does not fit, Errc::invalid_argument when there is no chunk `index`.
Result<RegularChunk> regular_chunk(const Shape& whole, const Shape& chunks, std::uint32_t index);

/// The chunk that the parameters `shape` and `chunks` and the task's index say.
Result<RegularChunk> chunk_of_task(const KernelContext& context);

/// Calls visit(index, count, at) for every run of elements that are neighbours in the whole array: `index` is the first
/// one's place in it in C order, `at` the place in the chunk.
template <class Visit>
void for_each_run(const RegularChunk& chunk, Visit&& visit) {
  const auto rank = chunk.extents.size();
  if (element_count(chunk.extents) == 0)
    return;
  std::int64_t run = 1;
  std::size_t outer = rank; // axes [0, outer) are stepped through
  while (outer > 0) {
    const auto extent = chunk.extents[--outer];
    run *= extent;
    if (extent != chunk.whole[outer])
      break;
  }
  Shape place(outer, 0);
  for (std::int64_t at = 0;; at += run) {
    std::uint64_t index = 0;
    for (std::size_t axis = 0; axis < rank; ++axis) {
      const auto local = axis < outer ? place[axis] : 0;
      index = index * static_cast<std::uint64_t>(chunk.whole[axis])
              + static_cast<std::uint64_t>(chunk.origin[axis] + local);
    }
    visit(index, run, at);
    auto axis = outer;
    while (axis > 0 && ++place[axis - 1] == chunk.extents[axis - 1])
      place[--axis] = 0;
    if (axis == 0)
      return;
  }
}

} // namespace troupe
