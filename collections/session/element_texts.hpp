// Elements of one array as texts of one width, by the rules of NumPy's printing (numpy.core.arrayprint, 1.24: floatmode
// maxprec). Pure functions.
#pragma once

#include "runtime/chunk/chunk.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace troupe {

/// @param places     of the elements, in C order of the block; how wide and how exact a text is depends on all of these
/// @param precision  most digits after the point
std::vector<std::string> element_texts(const Block& block, const std::vector<std::int64_t>& places, int precision,
                                       bool suppress_small);

/// One element as str() of a NumPy scalar: "2.5", "1e+16", "True", "(1+2j)". @pre the place lies within the block
std::string scalar_text(const Block& block, std::int64_t place = 0);

} // namespace troupe
