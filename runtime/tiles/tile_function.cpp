#include "runtime/tiles/tile_function.hpp"

#include "runtime/tiles/loop_tables.hpp"

namespace troupe {

TileFunction tile_function(Ufunc op, DType loop) {
  for (auto* table : {complex_loop, arithmetic_loop, comparison_loop, math_loop, integer_loop})
    if (auto* found = table(op, loop))
      return found;
  return nullptr;
}

} // namespace troupe
