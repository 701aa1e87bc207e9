#include "runtime/kernels/builtin/builtin_kernels.hpp"

#include "runtime/kernels/array/array_kernels.hpp"
#include "runtime/kernels/fft/fft_kernels.hpp"
#include "runtime/kernels/function_call.hpp"
#include "runtime/kernels/fused/fused_kernels.hpp"
#include "runtime/kernels/linalg/linalg_kernels.hpp"
#include "runtime/kernels/ml/ml_kernels.hpp"
#include "runtime/kernels/random/random_kernels.hpp"
#include "runtime/kernels/table/table_kernels.hpp"
#include "runtime/kernels/text/text_kernels.hpp"

namespace troupe {

void register_builtin_kernels(KernelRegistry& registry) {
  add_array_kernels(registry);
  add_fft_kernels(registry);
  add_fused_kernels(registry);
  add_linalg_kernels(registry);
  add_ml_kernels(registry);
  add_random_kernels(registry);
  add_table_kernels(registry);
  add_text_kernels(registry);
  add_function_call(registry);
}

KernelRegistry& process_kernels() {
  static KernelRegistry registry;
  static const bool filled = (register_builtin_kernels(registry), true);
  static_cast<void>(filled);
  return registry;
}

} // namespace troupe
