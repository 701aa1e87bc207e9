// The combining half of a reduction: partial blocks, chunk by chunk, to one along the reduced axes. Pure functions. The
// tree follows from the grid alone, so the bits do not depend on workers.
#pragma once

#include "collections/array/array.hpp"

namespace troupe {

/// @param partials  an array of the unreduced grid's layout, whose blocks have extent 1 along `axes`.
/// @param axes      rising
/// @returns The array with extent 1 along `axes`: `kernel` over `fan` partials at a time, in C order of their chunks.
Result<Array> combine_along(const Array& partials, const std::vector<std::size_t>& axes, const std::string& kernel,
                            const Params& params, std::uint32_t fan = 8);

/// Drops axes of extent 1. @param axes rising
Result<Array> squeeze(const Array& array, const std::vector<std::size_t>& axes);

} // namespace troupe
