#include "runtime/kernels/builtin.hpp"

#include <cstdlib>
#include <utility>

namespace troupe {

void add_builtin(KernelRegistry& registry, Kernel kernel) {
  if (!registry.add(std::move(kernel)))
    std::abort();
}

} // namespace troupe
