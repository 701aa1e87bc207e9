// Every kernel that Troupe ships: the list of the folders beside this one.
#pragma once

#include "runtime/kernels/registry.hpp"

namespace troupe {

/// Adds all of them. @pre none is registered
void register_builtin_kernels(KernelRegistry& registry);

/// The registry of this process: the built-in kernels and what the program registered (before it computes).
KernelRegistry& process_kernels();

} // namespace troupe
