// A plug-in: functions that workers in other processes load, and that this service registers by the same code.
#include <runtime/kernels/user/plugin.hpp>

#include <cmath>

void troupe_register(troupe::KernelRegistry& registry) {
  using namespace troupe;

  register_function(registry, "service.logistic", [](double x) { return 1 / (1 + std::exp(-x)); });

  register_function(registry, "service.shifted", [](const Params& params, std::int32_t x, float y) {
    return static_cast<double>(x) + static_cast<double>(y) + param<double>(params, "by");
  });

  register_function(registry, "service.row_sums", [](const FunctionContext& context, const Block& in) {
    auto out = context.new_block<double>({in.shape[0]});
    const auto from = in.values<double>();
    const auto to = out.values<double>();
    for (std::int64_t row = 0; row < in.shape[0]; ++row) {
      to[row] = 0;
      for (std::int64_t column = 0; column < in.shape[1]; ++column)
        to[row] += from[row * in.shape[1] + column];
    }
    return out;
  });

  register_function(registry, "service.first_row", [](const BlockInfo& at, const Block&, Block& out) {
    for (auto& one : out.values<std::int64_t>())
      one = at.inputs[0].array_location[0].first;
  });
}
