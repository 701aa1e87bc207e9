// How many chunks an order keeps alive: the measure of order(). Pure functions of a table and ranks, linear in the
// table.
#pragma once

#include "runtime/graph/task_table.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace troupe {

/// The most chunks alive at one time when tasks run one after the other, lower ranks first, and a chunk that is no
/// output goes with its last use. @pre ranks are a permutation in which every task comes after its inputs
std::size_t peak_live_chunks(const TaskTable& table, const std::vector<std::uint32_t>& ranks);

/// The ranks of an order to compare with: all tasks whose inputs are there, then all that these allow, and so on.
std::vector<std::uint32_t> breadth_first(const TaskTable& table);

} // namespace troupe
