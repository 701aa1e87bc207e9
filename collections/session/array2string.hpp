// Computed arrays as NumPy prints them, and printed. Pure functions, but for what the stream is.
//
//     std::cout << compute(client, x) << "\n";        // [[0. 1.]
//                                                     //  [2. 3.]]
#pragma once

#include "collections/session/values.hpp"

#include <cstdint>
#include <iosfwd>
#include <string>

namespace troupe {

/// As numpy.set_printoptions names them.
struct PrintOptions {
  int precision = 8;             ///< most digits after the point; fewer where fewer say which number it is
  std::int64_t threshold = 1000; ///< of more elements than these the middle of each long axis is left out
  std::int64_t edgeitems = 3;    ///< how many are shown at each end of it
  std::size_t linewidth = 75;    ///< in characters
  bool suppress = false;         ///< small numbers without exponents
  std::string separator = " ";
};

/// numpy.array2string: rows in brackets, elements below each other, of every type.
std::string array2string(const Values& values, const PrintOptions& options = {});
/// As print() does in Python: array2string, of an array without axes the number alone.
std::ostream& operator<<(std::ostream& out, const Values& values);

} // namespace troupe
