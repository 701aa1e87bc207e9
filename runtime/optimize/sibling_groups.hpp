// Locality hints: groups of tasks that should run on one worker, because their consumers then move nothing. Pure
// function.
#pragma once

#include "runtime/graph/task_table.hpp"

#include <cstdint>
#include <vector>

namespace troupe {

/// Numbers tasks by the group that they belong to. Every task follows one of its consumers, the one that takes fewest
/// inputs, the first among equals; this makes trees, whose leaves are the tasks that nothing follows (generators and
/// readers, mostly). A group is the largest such tree with at most `most` leaves: the eight chunks of a reduction's
/// first combine, say, with the chains that make them and the combine itself.
///
/// Tasks that a wide consumer takes (a shuffle, a broadcast of a whole layer) are grouped no further than `most`
/// allows. Outputs follow their consumers like other tasks. Deterministic; O(tasks + inputs); no recursion.
/// @returns One number a task. Groups are numbered from 0 in the order of their first task; a task of no group but its
///          own has a number of its own.
std::vector<std::uint32_t> sibling_groups(const TaskTable& table, std::uint32_t most = 16);

} // namespace troupe
