// A block seen from one of its axes: `outer` times `extent` times `inner` elements. Pure values and functions.
#pragma once

#include "runtime/base/params.hpp"
#include "runtime/chunk/chunk.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace troupe {

struct BlockAxis {
  std::int64_t outer = 1;
  std::int64_t extent = 1;
  std::int64_t inner = 1;
};

/// @pre axis < shape.size()
BlockAxis block_axis(const Shape& shape, std::size_t axis);
/// Whether the two are of one type and, but for their extents along the axis, one shape. False where either has no such
/// axis.
bool alike_but_along(const Block& a, const Block& b, std::size_t axis);
/// The parameter `axis`, checked against the block. Errc::invalid_argument when it has none such.
Result<std::size_t> axis_of_params(const Params& params, const Block& block);
/// The parameter `k`: so many of a line's elements, the largest ones where it is above 0, else the smallest.
/// Errc::invalid_argument when it has no such number.
Result<std::int64_t> wanted_of_params(const Params& params);

/// Where a chunk lies in an array of any cut: parameters s0, s1, ... list where the chunks along each axis begin.
/// @returns The place of the first element of chunk `index` along each axis.
Result<Shape> origin_of_task(const Params& params, std::size_t rank, std::uint32_t index);

} // namespace troupe
