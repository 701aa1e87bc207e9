// Kernels of linear algebra: one function for each source file that adds some, in alphabetical order, and one that
// calls them all.
#pragma once

#include "runtime/kernels/builtin.hpp"

namespace troupe {

/// Adds all of this folder. @pre none is registered
void add_linalg_kernels(KernelRegistry& registry);

void add_contract(KernelRegistry& registry);
void add_linalg_lstsq(KernelRegistry& registry);
void add_linalg_lu(KernelRegistry& registry);
void add_linalg_lu_det(KernelRegistry& registry);
void add_linalg_parts(KernelRegistry& registry);
void add_linalg_spectral(KernelRegistry& registry);
void add_linalg_step(KernelRegistry& registry);
void add_linalg_tall(KernelRegistry& registry);

} // namespace troupe
