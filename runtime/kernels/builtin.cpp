// The list of every kernel that Troupe ships, in alphabetical order of their files.
#include "runtime/kernels/registry.hpp"

namespace troupe {

void register_builtin_kernels(KernelRegistry&) {}

} // namespace troupe
