#include "runtime/simulate/graph_builder.hpp"

#include "runtime/base/key.hpp"

namespace troupe::simulate {

std::uint32_t GraphBuilder::layer(std::string kernel, std::uint64_t tasks, std::vector<LayerInput> inputs,
                                  LayerModel model) {
  auto& layers = built_.graph.layers;
  KeyHasher hasher;
  hasher.text(kernel).number(seed_).number(tasks).number(inputs.size());
  for (const auto& input : inputs) {
    hasher.key(layers[input.layer].key);
    input.wiring.hash_into(hasher);
  }
  Layer made{.key = hasher.finish(),
             .kernel = std::move(kernel),
             .params = {},
             .tasks = static_cast<std::uint32_t>(tasks),
             .inputs = std::move(inputs),
             .blockwise = false,
             .kept = {}};
  made.params.set("salt", static_cast<std::int64_t>(made.key.low)); // so that a task sent as another's is noticed
  layers.push_back(std::move(made));
  built_.models.push_back(std::move(model));
  return static_cast<std::uint32_t>(layers.size() - 1);
}

} // namespace troupe::simulate
