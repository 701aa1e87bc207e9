// The parameters of the kernel `function.call`, which calls a user's function for every chunk: the function, its own
// parameters, the position of the blocks, and the declared output, which is checked when the function returns. Pure
// values and functions.
#pragma once

#include "runtime/base/key.hpp"
#include "runtime/base/params.hpp"
#include "runtime/chunk/block_info.hpp"
#include "runtime/chunk/chunk_grid.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace troupe {

inline constexpr const char* function_call_kernel = "function.call";

/// One array of a call, as parameters: {dtype, axes}, an axis {length, step} where it is cut regularly, else {starts};
/// and `unknown` where the extents are bounds. A task finds its block in them without listing the others.
/// @param unknown  for each axis; none: all extents are known
Params array_params(DType dtype, const ChunkGrid& grid, const std::vector<bool>& unknown = {});
/// Chunks along each axis. @returns Errc::invalid_argument for what array_params() never makes (it may come from a
/// peer).
Result<Shape> chunk_counts(const Params& array);
/// The block at that place. Along axes of unknown extents `chunk_shape` is -1. @returns the same; also when there is no
/// such chunk
Result<BlockPlace> place_in(const Params& array, std::span<const std::int64_t> location);
/// The largest that the block's extents may be where they are not known; those that they are where they are known.
Result<Shape> largest_chunk(const Params& array, std::span<const std::int64_t> location);
/// Number `index` of so many chunks along each axis, in C order. @returns Errc::invalid_argument when there is none.
Result<Shape> chunk_location(const Shape& counts, std::uint32_t index);

struct FunctionCall {
  /// What comes back where it is no array, or an array that only the function knows.
  enum class Makes : std::uint8_t {
    arrays,   ///< as `outputs` say
    like,     ///< a block of the first input's shape and type
    bag,      ///< a part of a bag
    anything, ///< a sound chunk
  };

  std::string function;         ///< its name, also in errors
  std::optional<Key> held = {}; ///< a function of this process alone (runtime/kernels/held_function.hpp)
  Params params = {};           ///< what the caller gave
  Makes makes = Makes::arrays;
  std::vector<Params> outputs = {}; ///< array_params() of each
  Shape counts = {};                ///< of the chunks that the tasks are numbered by
  std::vector<Params> inputs =
      {}; ///< array_params() of each, cut as `counts` or one chunk along an axis; empty ones: as the first output

  Params to_params() const;
};

} // namespace troupe
