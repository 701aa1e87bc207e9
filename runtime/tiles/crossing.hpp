// Reading a tile across the grain: where neighbours along a row lie far apart and neighbours along a column together.
// Pure function. Internal to this room.
#pragma once

#include <cstddef>
#include <cstdint>

namespace troupe {

/// to[r * columns + c] = from[r + c * stride], elements of `size` bytes (1, 2, 4, 8, 16); strides in elements.
void copy_crossed(const std::byte* from, std::int64_t stride, std::byte* to, std::int64_t rows, std::int64_t columns,
                  std::size_t size);

} // namespace troupe
