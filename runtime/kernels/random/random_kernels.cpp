#include "runtime/kernels/random/random_kernels.hpp"

namespace troupe {

void add_random_kernels(KernelRegistry& registry) {
  add_array_random_continuous(registry);
  add_array_random_kernels(registry);
}

} // namespace troupe
