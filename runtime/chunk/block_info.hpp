// The position of a block in its array, as a user's function receives it for its inputs and outputs: the `block_info`
// of dask.array.map_blocks. Pure values.
#pragma once

#include "runtime/chunk/dtype.hpp"
#include "runtime/chunk/shape.hpp"

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace troupe {

/// One block of one array. Along an axis whose extents are not known before they are computed, `shape`,
/// `array_location` and `chunk_shape` hold -1.
struct BlockPlace {
  DType dtype = DType::float64;
  Shape shape;                                                       ///< of the whole array
  Shape num_chunks;                                                  ///< along each axis
  Shape chunk_location;                                              ///< which chunk this is, along each axis
  std::vector<std::pair<std::int64_t, std::int64_t>> array_location; ///< [begin, end) of its elements along each axis
  Shape chunk_shape;                                                 ///< of the block

  bool operator==(const BlockPlace&) const = default;
};

/// Of one call: all blocks that it takes, in order, and all that it is to make, as declared.
struct BlockInfo {
  std::vector<BlockPlace> inputs;
  std::vector<BlockPlace> outputs; ///< none for what is no array
  bool operator==(const BlockInfo&) const = default;
};

} // namespace troupe
