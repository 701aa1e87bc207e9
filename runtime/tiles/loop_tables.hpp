// The tables of loops, one a source file; tile_function() asks them in turn. Internal to this room.
#pragma once

#include "runtime/tiles/tile_function.hpp"

namespace troupe {

/// Each returns nullptr for what is not in its file.
TileFunction arithmetic_loop(Ufunc op, DType loop);
TileFunction comparison_loop(Ufunc op, DType loop);
TileFunction math_loop(Ufunc op, DType loop);
TileFunction integer_loop(Ufunc op, DType loop); ///< divisions, powers, divisors: nothing for vectors
TileFunction complex_loop(Ufunc op, DType loop);

} // namespace troupe
