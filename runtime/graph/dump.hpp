// Graphs as text and as DOT, for people and for tests of the optimiser. Pure functions.
// Graphs of at most `dump_tasks` tasks are shown task by task, larger ones layer by layer, those of more than
// `dump_layers` layers kernel by kernel.
#pragma once

#include "runtime/graph/task_graph.hpp"

#include <cstdint>
#include <string>

namespace troupe {

inline constexpr std::uint64_t dump_tasks = 40;
inline constexpr std::size_t dump_layers = 200;

/// One line a layer (or task), inputs by the numbers in front of the lines; `*` marks an output:
///
///     0    random_normal [8 tasks]  seed=7
///     1  * moments [1 of 8 tasks]  0(each)
std::string to_text(const TaskGraph& graph);

/// Graphviz: data flows from top to bottom, outputs are doubly outlined.
std::string to_dot(const TaskGraph& graph);

/// The same as a box within a larger drawing, for graphs side by side.
/// @param name  Letters only; another for each box of a drawing.
std::string dot_cluster(const TaskGraph& graph, const std::string& name, const std::string& label);

} // namespace troupe
