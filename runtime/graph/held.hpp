// Layers whose data lie beside the graph: chunks that workers keep, memory of this program. Kernel and wirings do not say what
// those are, so a parameter does, and whoever compares, hashes, sends or shows layers takes it for what they are. Pure.
// Invariants: what holds or stands for something has the parameter (Expression sees to that); such a layer is not blockwise, so
// that it never becomes a step of another, in which its key would be gone.
#pragma once

#include "runtime/base/params.hpp"

#include <string_view>

namespace troupe {

/// Text: the key or name under which the data are known; two layers that hold the same have the same.
inline constexpr std::string_view held_param = "held";

inline bool is_held(const Params& params) { return params.has(held_param); }

} // namespace troupe
