// Elementwise functions and reductions of sliding windows (overlap.hpp), computed from the underlying array without
// materialising the windows. Pure functions.
#pragma once

#include "collections/array/array.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace troupe {

/// Every place of a window along `axes` (numbers of the source's axes, one for each window) is an element of the view;
/// the windows' own axes come last, in that order, each in one chunk.
struct Windowed {
  Array source; ///< its chunks overlap: each holds all that its windows do
  std::vector<std::size_t> axes;
  std::vector<std::int64_t> sizes;
};

/// The view. @pre every chunk of the source is at least as long along each axis as its windows are together
Array windows_view(const Windowed& windowed);
/// What the array is a view of, where it is windows_view() of something.
std::optional<Windowed> seen_windows(const Array& array);

/// @param op    what array.rolling knows
/// @param axes  rising axes of the view
/// @returns Each window reduced along those axes, which are gone; none where they are not all axes of windows.
std::optional<Array> reduced_windows(const Array& view, const std::string& op, const std::vector<std::size_t>& axes,
                                     const Params& params = {});

/// The sources of those operands that are arrays, where all are windows cut and shaped alike, so that a function of
/// each element may be computed before the windows are seen; else none.
std::optional<std::vector<Windowed>> alike_windows(const std::vector<Array>& arrays);

} // namespace troupe
