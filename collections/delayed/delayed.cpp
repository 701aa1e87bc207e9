#include "collections/delayed/delayed.hpp"

namespace troupe {

Delayed delayed(const std::string& kernel, const Params& params, const std::vector<DelayedInput>& inputs) {
  ExpressionSpec spec;
  spec.kernel = kernel;
  spec.params = params;
  for (const auto& input : inputs) {
    const bool single = input.expression() && input.expression()->tasks() == 1;
    spec.inputs.push_back({input.expression(), single ? Wiring::each() : Wiring::all()});
  }
  return Delayed(Expression::make(std::move(spec)).value());
}

} // namespace troupe
