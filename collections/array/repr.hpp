// The text and SVG representation of an array: what it is, and how it is chunked. Pure functions.
#pragma once

#include "collections/array/array.hpp"

#include <cstdint>
#include <string>

namespace troupe {

/// Tasks of everything that the array is made of, each counted once, before anything is optimised.
std::uint64_t count_tasks(const Array& array);

/// A small table:
///
///                array         chunk
///     bytes      160 B         48 B
///     shape      (5, 4)        (2, 3)
///     count      12 tasks      6 chunks
///     dtype      float64
///
/// The chunk is the first one; where chunks differ by more than being clipped at the end, "up to" stands before it.
std::string describe(const Array& array);

/// The chunks of the last two axes, drawn with - | +, widths and heights about as the extents are; of longer arrays the
/// first chunks and the last one. Other axes are said in words.
std::string draw_chunks(const Array& array);

/// The same as an image, as Dask shows arrays: a line, a rectangle or, of three axes, a box; of more axes the last
/// three.
std::string svg(const Array& array);

} // namespace troupe
