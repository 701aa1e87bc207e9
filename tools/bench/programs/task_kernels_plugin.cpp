#include "runtime/kernels/user/plugin.hpp"
#include "tools/bench/programs/task_kernels.hpp"

void troupe_register(troupe::KernelRegistry& registry) { troupe::bench::add_task_kernels(registry); }
