#include "runtime/graph/kernel_text.hpp"

#include "runtime/chunk/function_call.hpp"

#include <algorithm>

namespace troupe {
namespace {

constexpr std::size_t most_steps = 12; ///< that are told

/// A user's function goes by its own name.
std::string name_of(const std::string& kernel, const Params& params) {
  const auto function = kernel == function_call_kernel ? params.text("function") : Result<std::string>(kernel);
  return function ? *function : kernel;
}

std::string step_text(const Params& step) {
  const auto kernel = step.text("kernel");
  const auto* params = step.list("params");
  return !kernel ? "?" : params && params->size() == 1 ? name_of(*kernel, params->front()) : *kernel;
}

} // namespace

std::string kernel_text(const std::string& kernel, const Params& params) {
  const auto* steps = params.list("steps");
  if (kernel != "fused" || !steps)
    return name_of(kernel, params);
  std::string text = "fused:";
  for (std::size_t i = 0; i < std::min(steps->size(), most_steps); ++i)
    text += (i ? " > " : " ") + step_text((*steps)[i]);
  if (steps->size() > most_steps)
    text += " ... " + std::to_string(steps->size()) + " steps";
  const auto outputs = params.integers("outputs");
  return outputs ? text + " (" + std::to_string(outputs->size()) + " outputs)" : text;
}

} // namespace troupe
