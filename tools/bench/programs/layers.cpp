#include "tools/bench/programs/layers.hpp"

#include "collections/session/gather.hpp"

namespace troupe::bench {

ExpressionPtr layer(const std::string& kernel, std::int64_t tasks, const Params& params,
                    std::vector<ExpressionInput> inputs) {
  ExpressionSpec spec;
  spec.kernel = kernel;
  spec.params = params;
  spec.tasks = static_cast<std::uint32_t>(tasks);
  spec.inputs = std::move(inputs);
  spec.blockwise = false;
  return Expression::make(std::move(spec)).value();
}

ExpressionPtr sum_tree(ExpressionPtr source, std::int64_t fan) {
  while (source->tasks() > 1) {
    const auto tasks = (source->tasks() + fan - 1) / fan;
    const auto wiring = Wiring::tree(static_cast<std::uint32_t>(fan));
    source = layer("bench.sum", tasks, {}, {{std::move(source), wiring}});
  }
  return source;
}

double number_of(Executor& executor, const ExpressionPtr& expression) {
  const ExpressionPtr wanted[] = {expression};
  const auto gathered = gather(executor, wanted).value();
  return as_block(*gathered.at(0).at(0)).value()->values<double>()[0];
}

} // namespace troupe::bench
