#include "runtime/kernels/array/array_kernels.hpp"

namespace troupe {

void add_array_kernels(KernelRegistry& registry) {
  add_array_arg_reduce(registry);
  add_array_assign(registry);
  add_array_compress(registry);
  add_array_convolve(registry);
  add_array_create(registry);
  add_array_cumulate(registry);
  add_array_diagonal(registry);
  add_array_elementwise(registry);
  add_array_file(registry);
  add_array_gather(registry);
  add_array_held(registry);
  add_array_histogram(registry);
  add_array_in_bounds(registry);
  add_array_interp(registry);
  add_array_last_places(registry);
  add_array_late(registry);
  add_array_lines(registry);
  add_array_reduce(registry);
  add_array_reshape(registry);
  add_array_sample_sort(registry);
  add_array_search(registry);
  add_array_select(registry);
  add_array_sort(registry);
  add_array_take(registry);
  add_array_transpose(registry);
  add_array_windows(registry);
  add_array_write_file(registry);
  add_array_write_stack(registry);
  add_squeeze(registry);
}

} // namespace troupe
