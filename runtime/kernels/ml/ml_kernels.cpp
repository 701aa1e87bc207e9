#include "runtime/kernels/ml/ml_kernels.hpp"

namespace troupe {

void add_ml_kernels(KernelRegistry& registry) {
  add_linreg_moments_kernels(registry);
  add_linreg_solve_kernels(registry);
}

} // namespace troupe
