#include "runtime/kernels/linalg/linalg_kernels.hpp"

namespace troupe {

void add_linalg_kernels(KernelRegistry& registry) {
  add_contract(registry);
  add_linalg_lstsq(registry);
  add_linalg_lu(registry);
  add_linalg_lu_det(registry);
  add_linalg_parts(registry);
  add_linalg_spectral(registry);
  add_linalg_step(registry);
  add_linalg_tall(registry);
}

} // namespace troupe
