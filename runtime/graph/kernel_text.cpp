#include "runtime/graph/kernel_text.hpp"

#include <algorithm>

namespace troupe {
namespace {

constexpr std::size_t most_steps = 12; ///< that are told

} // namespace

std::string kernel_text(const std::string& kernel, const Params& params) {
  const auto* steps = params.list("steps");
  if (kernel != "fused" || !steps)
    return kernel;
  std::string text = "fused:";
  for (std::size_t i = 0; i < std::min(steps->size(), most_steps); ++i) {
    const auto step = (*steps)[i].text("kernel");
    text += (i ? " > " : " ") + (step ? *step : "?");
  }
  return steps->size() > most_steps ? text + " ... " + std::to_string(steps->size()) + " steps" : text;
}

} // namespace troupe
