// A user's function of lines, as numpy.apply_along_axis. Pure functions; what does not fit is thrown as TroupeError.
#pragma once

#include "collections/array/array.hpp"

#include <string>

namespace troupe {

struct LineFunctionOptions {
  DType dtype = DType::float64; ///< of what the function makes
  Shape shape = {};             ///< of what it makes of a line; none: a number, the axis goes
};
/// The registered function of that name called for every line along the axis, a block of one axis; what it makes stands
/// where the axis was. The axis is made one chunk.
///
///     register_function("spread", [](const Block& line) -> Block { ... });
///     auto spreads = apply_along_axis("spread", 0, x);
Array apply_along_axis(const std::string& function, int axis, const Array& a, const Params& params = {}, const LineFunctionOptions& options = {});

} // namespace troupe
