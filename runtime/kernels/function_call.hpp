// The kernel that calls users' functions. For builtin.cpp.
#pragma once

#include "runtime/kernels/registry.hpp"

namespace troupe {

void add_function_call(KernelRegistry& registry);

} // namespace troupe
