// Kernels of arrays: one function for each source file that adds some, in alphabetical order, and one that calls them
// all.
#pragma once

#include "runtime/kernels/builtin.hpp"

namespace troupe {

/// Adds all of this folder. @pre none is registered
void add_array_kernels(KernelRegistry& registry);

void add_array_arg_reduce(KernelRegistry& registry);
void add_array_assign(KernelRegistry& registry);
void add_array_compress(KernelRegistry& registry);
void add_array_convolve(KernelRegistry& registry);
void add_array_create(KernelRegistry& registry);
void add_array_cumulate(KernelRegistry& registry);
void add_array_diagonal(KernelRegistry& registry);
void add_array_elementwise(KernelRegistry& registry);
void add_array_file(KernelRegistry& registry);
void add_array_gather(KernelRegistry& registry);
void add_array_held(KernelRegistry& registry);
void add_array_histogram(KernelRegistry& registry);
void add_array_in_bounds(KernelRegistry& registry);
void add_array_interp(KernelRegistry& registry);
void add_array_last_places(KernelRegistry& registry);
void add_array_late(KernelRegistry& registry);
void add_array_lines(KernelRegistry& registry);
void add_array_reduce(KernelRegistry& registry);
void add_array_reshape(KernelRegistry& registry);
void add_array_sample_sort(KernelRegistry& registry);
void add_array_search(KernelRegistry& registry);
void add_array_select(KernelRegistry& registry);
void add_array_sort(KernelRegistry& registry);
void add_array_take(KernelRegistry& registry);
void add_array_transpose(KernelRegistry& registry);
void add_array_windows(KernelRegistry& registry);
void add_array_write_file(KernelRegistry& registry);
void add_array_write_stack(KernelRegistry& registry);
void add_squeeze(KernelRegistry& registry);

} // namespace troupe
