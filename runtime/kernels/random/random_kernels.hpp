// Kernels of random numbers: one function for each source file that adds some, in alphabetical order, and one that
// calls them all.
#pragma once

#include "runtime/kernels/builtin.hpp"

namespace troupe {

/// Adds all of this folder. @pre none is registered
void add_random_kernels(KernelRegistry& registry);

void add_array_random_continuous(KernelRegistry& registry);
void add_array_random_kernels(KernelRegistry& registry);

} // namespace troupe
