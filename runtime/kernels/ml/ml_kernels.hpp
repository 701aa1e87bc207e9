// Kernels of linear regression: one function for each source file that adds some, in alphabetical order, and one that
// calls them all.
#pragma once

#include "runtime/kernels/builtin.hpp"

namespace troupe {

/// Adds all of this folder. @pre none is registered
void add_ml_kernels(KernelRegistry& registry);

void add_linreg_moments_kernels(KernelRegistry& registry);
void add_linreg_solve_kernels(KernelRegistry& registry);

} // namespace troupe
