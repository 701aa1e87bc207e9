// Layers whose data lies outside the graph: chunks that workers keep, and memory of this program. A parameter marks
// them, since kernel and wirings do not tell; code that compares, hashes, sends or shows layers looks at it. Pure.
// Invariants: a layer that holds or stands for something has the parameter (Expression ensures it); such a layer is not
// blockwise, so it never becomes a step of another layer, which would lose its key.
#pragma once

#include "runtime/base/params.hpp"

#include <string_view>

namespace troupe {

/// Text: the key or name under which the data are known; two layers that hold the same have the same.
inline constexpr std::string_view held_param = "held";

inline bool is_held(const Params& params) { return params.has(held_param); }

} // namespace troupe
