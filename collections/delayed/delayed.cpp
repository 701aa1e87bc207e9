#include "collections/delayed/delayed.hpp"

#include "runtime/chunk/function_call.hpp"

namespace troupe {

Delayed delayed(const Function& function, const NamedParams& params, const std::vector<DelayedInput>& inputs) {
  ExpressionSpec spec;
  spec.kernel = function_call_kernel;
  spec.params = FunctionCall{.function = function.name(),
                             .held = function.held(),
                             .params = params,
                             .makes = FunctionCall::Makes::anything}
                    .to_params();
  spec.holds = function.holds();
  for (const auto& input : inputs) {
    const bool single = input.expression() && input.expression()->tasks() == 1;
    spec.inputs.push_back({input.expression(), single ? Wiring::each() : Wiring::all()});
  }
  return Delayed(Expression::make(std::move(spec)).value());
}

} // namespace troupe
