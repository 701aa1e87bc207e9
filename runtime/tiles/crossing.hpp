// Reads a tile of a transposed operand, whose neighbours along a row lie far apart in memory and whose neighbours along
// a column lie together. Pure functions.
#pragma once

#include <cstddef>
#include <cstdint>

namespace troupe {

/// to[r * to_stride + c] = from[r + c * stride], elements of `size` bytes (1, 2, 4, 8, 16); strides in elements.
void copy_crossed(const std::byte* from, std::int64_t stride, std::byte* to, std::int64_t to_stride, std::int64_t rows,
                  std::int64_t columns, std::size_t size);

/// Asks for `count` runs of `bytes` each, `stride` bytes from each other, to be brought near.
void bring_near(const std::byte* from, std::int64_t stride, std::int64_t count, std::int64_t bytes);

} // namespace troupe
