// One function for each source file that adds kernels, in alphabetical order; builtin.cpp calls them all. Kernel names
// are unique: a name that is taken is a bug and stops the process at start.
#pragma once

#include "runtime/kernels/registry.hpp"

namespace troupe {

/// Adds a kernel that Troupe ships. @pre no kernel of that name is registered
void add_builtin(KernelRegistry& registry, Kernel kernel);

void add_array_arg_reduce(KernelRegistry& registry);
void add_array_assign(KernelRegistry& registry);
void add_array_compress(KernelRegistry& registry);
void add_array_convolve(KernelRegistry& registry);
void add_array_create(KernelRegistry& registry);
void add_array_cumulate(KernelRegistry& registry);
void add_array_elementwise(KernelRegistry& registry);
void add_array_diagonal(KernelRegistry& registry);
void add_array_fft(KernelRegistry& registry);
void add_array_file(KernelRegistry& registry);
void add_array_write_file(KernelRegistry& registry);
void add_array_write_stack(KernelRegistry& registry);
void add_array_gather(KernelRegistry& registry);
void add_array_held(KernelRegistry& registry);
void add_array_histogram(KernelRegistry& registry);
void add_array_in_bounds(KernelRegistry& registry);
void add_array_last_places(KernelRegistry& registry);
void add_array_late(KernelRegistry& registry);
void add_array_lines(KernelRegistry& registry);
void add_array_random_kernels(KernelRegistry& registry);
void add_array_random_continuous(KernelRegistry& registry);
void add_array_reduce(KernelRegistry& registry);
void add_array_reshape(KernelRegistry& registry);
void add_array_sample_sort(KernelRegistry& registry);
void add_array_search(KernelRegistry& registry);
void add_array_interp(KernelRegistry& registry);
void add_array_select(KernelRegistry& registry);
void add_array_sort(KernelRegistry& registry);
void add_array_take(KernelRegistry& registry);
void add_array_transpose(KernelRegistry& registry);
void add_array_windows(KernelRegistry& registry);
void add_bag(KernelRegistry& registry);
void add_bag_choose(KernelRegistry& registry);
void add_bag_from_sequence(KernelRegistry& registry);
void add_contract(KernelRegistry& registry);
void add_csv_read(KernelRegistry& registry);
void add_fused_kernels(KernelRegistry& registry);
void add_linalg_lstsq(KernelRegistry& registry);
void add_linalg_lu(KernelRegistry& registry);
void add_linalg_lu_det(KernelRegistry& registry);
void add_linalg_parts(KernelRegistry& registry);
void add_linalg_spectral(KernelRegistry& registry);
void add_linalg_step(KernelRegistry& registry);
void add_linalg_tall(KernelRegistry& registry);
void add_linreg_moments_kernels(KernelRegistry& registry);
void add_linreg_solve_kernels(KernelRegistry& registry);
void add_squeeze(KernelRegistry& registry);
void add_table(KernelRegistry& registry);
void add_text_read_lines(KernelRegistry& registry);

} // namespace troupe
