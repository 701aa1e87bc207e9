// Adds kernels that Troupe ships. Kernel names are unique: a name that is taken is a bug and stops the process at
// start.
#pragma once

#include "runtime/kernels/registry.hpp"

namespace troupe {

/// @pre no kernel of that name is registered
void add_builtin(KernelRegistry& registry, Kernel kernel);

} // namespace troupe
