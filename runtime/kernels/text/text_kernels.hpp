// Kernels of texts and bags: one function for each source file that adds some, in alphabetical order, and one that
// calls them all.
#pragma once

#include "runtime/kernels/builtin.hpp"

namespace troupe {

/// Adds all of this folder. @pre none is registered
void add_text_kernels(KernelRegistry& registry);

void add_bag(KernelRegistry& registry);
void add_bag_choose(KernelRegistry& registry);
void add_bag_from_sequence(KernelRegistry& registry);
void add_text_read_lines(KernelRegistry& registry);

} // namespace troupe
