// Orders tasks so that few chunks are alive at once: the aim of `dask.order`. Pure function.
#pragma once

#include "runtime/graph/task_table.hpp"

#include <cstdint>
#include <vector>

namespace troupe {

/// Ranks tasks depth-first towards finishing what was begun:
/// - outputs in their order, each by its inputs first, the input whose making needs most memory before the others;
/// - as soon as what is left to be done with a chunk can be done, it is done, so that the chunk is released, unless
///   that would spread one chunk into many.
/// So a tree reduction holds at most `fan` chunks a level, and a chain holds one or two. Deterministic; a topological
/// order; O(e log e) for e inputs in all; no recursion. Tasks that no output needs come last.
/// @returns For each task its rank, 0 first; the ranks are a permutation.
std::vector<std::uint32_t> order(const TaskTable& table);

} // namespace troupe
