#include "runtime/kernels/fft/fft_kernels.hpp"

namespace troupe {

void add_fft_kernels(KernelRegistry& registry) { add_array_fft(registry); }

} // namespace troupe
