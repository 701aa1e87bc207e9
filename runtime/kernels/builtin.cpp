// The list of every kernel that Troupe ships, in alphabetical order of their files.
#include "runtime/kernels/builtin.hpp"

#include "runtime/kernels/function_call.hpp"

#include <cstdlib>
#include <utility>

namespace troupe {

void add_builtin(KernelRegistry& registry, Kernel kernel) {
  if (!registry.add(std::move(kernel)))
    std::abort();
}

void register_builtin_kernels(KernelRegistry& registry) {
  add_array_arg_reduce(registry);
  add_array_assign(registry);
  add_array_compress(registry);
  add_array_convolve(registry);
  add_array_create(registry);
  add_array_cumulate(registry);
  add_array_elementwise(registry);
  add_array_diagonal(registry);
  add_array_fft(registry);
  add_array_file(registry);
  add_array_write_file(registry);
  add_array_write_stack(registry);
  add_array_gather(registry);
  add_array_held(registry);
  add_array_histogram(registry);
  add_array_in_bounds(registry);
  add_array_last_places(registry);
  add_array_late(registry);
  add_array_lines(registry);
  add_array_random_kernels(registry);
  add_array_random_continuous(registry);
  add_array_reduce(registry);
  add_array_reshape(registry);
  add_array_sample_sort(registry);
  add_array_search(registry);
  add_array_interp(registry);
  add_array_select(registry);
  add_array_sort(registry);
  add_array_take(registry);
  add_array_transpose(registry);
  add_array_windows(registry);
  add_bag(registry);
  add_bag_choose(registry);
  add_bag_from_sequence(registry);
  add_contract(registry);
  add_csv_read(registry);
  add_function_call(registry);
  add_fused_kernels(registry);
  add_linalg_lstsq(registry);
  add_linalg_lu(registry);
  add_linalg_lu_det(registry);
  add_linalg_parts(registry);
  add_linalg_spectral(registry);
  add_linalg_step(registry);
  add_linalg_tall(registry);
  add_linreg_moments_kernels(registry);
  add_linreg_solve_kernels(registry);
  add_squeeze(registry);
  add_table(registry);
  add_text_read_lines(registry);
}

} // namespace troupe
