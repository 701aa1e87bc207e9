// Extents of an n-d array. Pure values and functions.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace troupe {

/// Elements along each axis, outermost first (C order, as NumPy). {} is a 0-d array of one element.
using Shape = std::vector<std::int64_t>;

/// Product of the extents; 1 for {}.
inline std::int64_t element_count(const Shape& shape) {
  std::int64_t count = 1;
  for (auto extent : shape)
    count *= extent;
  return count;
}

/// "(3, 4)", "(5,)", "()", as NumPy prints shapes.
inline std::string to_string(const Shape& shape) {
  std::string text = "(";
  for (std::size_t i = 0; i < shape.size(); ++i)
    text += (i ? ", " : "") + std::to_string(shape[i]);
  return text + (shape.size() == 1 ? ",)" : ")");
}

} // namespace troupe
