// The list of every kernel that Troupe ships, in alphabetical order of their files.
#include "runtime/kernels/builtin.hpp"

#include <cstdlib>
#include <utility>

namespace troupe {

void add_builtin(KernelRegistry& registry, Kernel kernel) {
  if (!registry.add(std::move(kernel)))
    std::abort();
}

void register_builtin_kernels(KernelRegistry& registry) {
  add_squeeze(registry);
}

} // namespace troupe
