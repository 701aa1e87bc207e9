// Copies elements between n-d arrays of any layout: the inner loop of slicing, joining, transposing and rechunking.
// Knows elements by their size alone. Thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace troupe {

/// Elements along one axis, and how many bytes apart they lie in what is written and in what is read. A source may
/// repeat (0) or run backwards (negative).
struct CopyAxis {
  std::int64_t count = 0;
  std::ptrdiff_t to = 0;
  std::ptrdiff_t from = 0;
};

constexpr std::size_t most_axes = 32; ///< as NumPy

/// Copies element after element; in tiles where the two sides run along different axes.
/// @param item  Bytes of an element: 1, 2, 4, 8 or 16.
/// @pre axes.size() <= most_axes, no element is written twice, source and target do not overlap
void copy_strided(std::byte* to, const std::byte* from, std::span<const CopyAxis> axes, std::size_t item);

} // namespace troupe
