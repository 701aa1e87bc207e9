#include "runtime/graph/expression.hpp"

namespace troupe {

Result<ExpressionPtr> Expression::make(ExpressionSpec spec) {
  if (spec.kernel.empty())
    return fail(Errc::invalid_argument, "a layer needs the name of its kernel");
  for (const auto& input : spec.inputs) {
    if (!input.source)
      return fail(Errc::invalid_argument, "layer '" + spec.kernel + "' has an input that is not there");
    if (auto fits = input.wiring.check(spec.tasks, input.source->tasks()); !fits)
      return fail(fits.error().code, "layer '" + spec.kernel + "': " + fits.error().message);
  }
  return ExpressionPtr(new Expression(std::move(spec)));
}

Expression::Expression(ExpressionSpec spec) : spec_(std::move(spec)) {
  KeyHasher hasher;
  hasher.text(spec_.kernel).number(spec_.tasks);
  spec_.params.hash_into(hasher);
  hasher.number(spec_.inputs.size());
  for (const auto& input : spec_.inputs) {
    hasher.key(input.source->key());
    input.wiring.hash_into(hasher);
  }
  key_ = hasher.finish();
}

Result<ExpressionPtr> tree_reduce(ExpressionPtr source, const std::string& kernel, const Params& params, std::uint32_t fan) {
  while (source->tasks() > 1) {
    ExpressionSpec level;
    level.kernel = kernel;
    level.params = params;
    level.tasks = (source->tasks() + fan - 1) / fan;
    level.inputs.push_back({source, Wiring::tree(fan)});
    TROUPE_TRY(next, Expression::make(std::move(level)));
    source = next;
  }
  return source;
}

} // namespace troupe
