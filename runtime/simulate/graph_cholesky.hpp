// The tiled Cholesky factorisation as a graph. Pure function.
#pragma once

#include "runtime/simulate/graph_shapes.hpp"

#include <cstdint>

namespace troupe::simulate {

/// The lower triangle of n x n tiles, n the least for which there are `tasks` tasks. Step k factors tile (k, k),
/// solves the column below it, and updates what lies right of that column. After Buttari, Langou, Kurzak and
/// Dongarra, A class of parallel tiled linear algebra algorithms for multicore architectures (2009).
ModelledGraph cholesky(std::uint64_t tasks, std::uint32_t width, std::uint64_t seed);

} // namespace troupe::simulate
