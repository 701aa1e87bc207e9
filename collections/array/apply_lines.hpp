// Calls a user's function on lines along an axis, as numpy.apply_along_axis. Pure functions; what does not fit is
// thrown as TroupeError.
#pragma once

#include "collections/array/array.hpp"

#include <optional>

namespace troupe {

struct LineFunctionOptions {
  std::optional<DType> dtype = std::nullopt; ///< of what the function makes, as MapBlocksOptions::dtype
  Shape shape = {};                          ///< of what it makes of a line; none: a number, the axis goes
};
/// The function (a name that it is registered by, or itself) called for every line along the axis, a block of one axis;
/// what it makes stands where the axis was. The axis is made one chunk.
///
///     auto first = apply_along_axis([](std::span<const double> line) { return line[0]; }, 0, x);
Array apply_along_axis(const Function& function, int axis, const Array& a, const NamedParams& params = {},
                       const LineFunctionOptions& options = {});

} // namespace troupe
