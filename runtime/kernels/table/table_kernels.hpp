// Kernels of tables and CSV files: one function for each source file that adds some, in alphabetical order, and one
// that calls them all.
#pragma once

#include "runtime/kernels/builtin.hpp"

namespace troupe {

/// Adds all of this folder. @pre none is registered
void add_table_kernels(KernelRegistry& registry);

void add_csv_read(KernelRegistry& registry);
void add_table(KernelRegistry& registry);

} // namespace troupe
