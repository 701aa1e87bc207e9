#include "runtime/kernels/table/table_kernels.hpp"

namespace troupe {

void add_table_kernels(KernelRegistry& registry) {
  add_csv_read(registry);
  add_table(registry);
}

} // namespace troupe
