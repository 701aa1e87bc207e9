// Writes the parameters and inputs of one fused layer, step by step. One thread at a time.
#pragma once

#include "runtime/graph/task_graph.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace troupe {

/// Steps that a fused layer has at most: what a longer chain makes in between is made as chunks, one in so many steps,
/// so that no task, message or text grows with the length of what a user wrote.
inline constexpr std::size_t most_fused_steps = 1024;

/// How many steps the layer is within a fused one: 1 where it is not fused itself.
std::size_t count_steps(const Layer& layer);

class FusedSteps {
public:
  /// What a step's input is: an earlier step's output, or an input of the fused layer.
  struct Source {
    bool inside = false;
    std::size_t step = 0;    ///< when inside
    LayerInput outside;      ///< when not
    std::uint32_t count = 1; ///< how many inputs of each task it stands for; 0 where that varies from task to task
  };

  /// Appends the layer's step, or, when it is fused already, its steps. Takes the layer's kernel and parameters over.
  /// @param sources one for each of its inputs. @pre all counts are known, or it is the first and all are outside
  /// @returns The number of the step whose output is the layer's.
  std::size_t append(Layer& layer, std::span<const Source> sources);

  Params params() && { return Params{}.set("steps", Params::Value(std::move(steps_))); }
  const std::vector<LayerInput>& inputs() const { return inputs_; }

private:
  Params::Ints name_sources(const Layer& layer, std::span<const Source> sources);
  std::int64_t name_outside(const LayerInput& input, std::uint32_t count);
  void splice(const Params::List& steps, const Params::Ints& names);

  Params::List steps_;
  std::vector<LayerInput> inputs_;
  std::vector<std::int64_t> first_names_; ///< of each input: the number of its first chunk among the task's
  std::int64_t next_name_ = 0;
};

} // namespace troupe
