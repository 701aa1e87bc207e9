// The kernels of fused tasks: steps of several kernels as one task.
#pragma once

#include "runtime/kernels/builtin.hpp"

namespace troupe {

/// Adds all of this folder. @pre none is registered
void add_fused_kernels(KernelRegistry& registry);

} // namespace troupe
