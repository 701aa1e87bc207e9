#include "runtime/optimize/fused_steps.hpp"

#include "runtime/optimize/fuse_blockwise.hpp"

#include <algorithm>
#include <utility>

namespace troupe {
namespace {

/// True when every input of every step names something that is there.
bool well_formed(const Params::List& steps, const Params::Ints& names) {
  const bool open = names.size() == 1 && names.front() == fused_all_inputs;
  for (std::size_t s = 0; s < steps.size(); ++s) {
    const auto inputs = steps[s].integers("inputs");
    if (!inputs)
      return false;
    for (auto input : *inputs) {
      const bool known = input < 0 ? input >= fused_step_output(s) + 1
                                   : input == fused_all_inputs || (!open && input < std::int64_t(names.size()));
      if (!known)
        return false;
    }
  }
  return !steps.empty();
}

} // namespace

std::size_t count_steps(const Layer& layer) {
  const auto* steps = layer.kernel == fused_kernel ? layer.params.list("steps") : nullptr;
  return steps ? std::max<std::size_t>(steps->size(), 1) : 1;
}

std::size_t FusedSteps::append(Layer& layer, std::span<const Source> sources) {
  auto names = name_sources(layer, sources);
  const bool one_output = !layer.params.integers("outputs");
  const auto* steps = layer.kernel == fused_kernel && one_output ? layer.params.list("steps") : nullptr;
  if (steps && well_formed(*steps, names)) {
    splice(*steps, names);
  } else {
    Params step;
    Params::List own(1);
    own.front() = std::move(layer.params);
    step.set("inputs", Params::Value(std::move(names)));
    step.set("kernel", Params::Value(std::move(layer.kernel)));
    step.set("params", Params::Value(std::move(own)));
    steps_.push_back(std::move(step));
  }
  return steps_.size() - 1;
}

Params::Ints FusedSteps::name_sources(const Layer& layer, std::span<const Source> sources) {
  if (std::any_of(sources.begin(), sources.end(),
                  [](const Source& source) { return !source.inside && source.count == 0; })) {
    inputs_ = layer.inputs;
    for (std::size_t i = 0; i < sources.size(); ++i)
      inputs_[i] = sources[i].outside;
    return {fused_all_inputs};
  }
  Params::Ints names;
  for (const auto& source : sources) {
    if (source.inside) {
      names.push_back(fused_step_output(source.step));
      continue;
    }
    const auto first = name_outside(source.outside, source.count);
    for (std::int64_t i = 0; i < std::int64_t{source.count}; ++i)
      names.push_back(first + i);
  }
  return names;
}

std::int64_t FusedSteps::name_outside(const LayerInput& input, std::uint32_t count) {
  const auto known = std::find(inputs_.begin(), inputs_.end(), input); // what is taken twice is sent once
  const auto at = static_cast<std::size_t>(known - inputs_.begin());
  if (known == inputs_.end()) {
    inputs_.push_back(input);
    first_names_.push_back(std::exchange(next_name_, next_name_ + count));
  }
  return first_names_[at];
}

void FusedSteps::splice(const Params::List& steps, const Params::Ints& names) {
  const auto base = steps_.size();
  for (const auto& step : steps) {
    const auto before = step.integers("inputs");
    Params::Ints inputs;
    for (auto input : *before) {
      if (input < 0)
        inputs.push_back(fused_step_output(base + static_cast<std::size_t>(-1 - input)));
      else if (input == fused_all_inputs)
        inputs.insert(inputs.end(), names.begin(), names.end());
      else
        inputs.push_back(names[static_cast<std::size_t>(input)]);
    }
    steps_.push_back(Params(step).set("inputs", Params::Value(std::move(inputs))));
  }
}

} // namespace troupe
