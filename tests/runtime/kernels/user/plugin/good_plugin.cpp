#include "runtime/kernels/user/plugin.hpp"

void troupe_register(troupe::KernelRegistry& registry) {
  troupe::register_function(registry, "plugin.twice", [](double x) { return 2 * x; });
  troupe::register_function(registry, "plugin.shift",
                            [](const troupe::Params& params, std::span<const double> in, std::span<double> out) {
                              const auto by = params.real("by").value();
                              for (std::size_t i = 0; i < in.size(); ++i)
                                out[i] = in[i] + by;
                            });
}
