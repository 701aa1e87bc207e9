// A plug-in: what `troupe worker --plugin libexample_functions.so` loads, so that workers know the functions of
// example 1.
#include "example_functions.hpp"

#include "runtime/kernels/user/plugin.hpp"

void troupe_register(troupe::KernelRegistry& registry) { register_example_functions(registry); }
