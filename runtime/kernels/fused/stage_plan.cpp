#include "runtime/kernels/fused/stage_plan.hpp"

#include <algorithm>
#include <limits>

namespace troupe {
namespace {

constexpr auto none = std::numeric_limits<std::size_t>::max();

bool stands_alone(const FusedStep& step) {
  return step.kernel->role == TileRole::none || step.kernel->role == TileRole::reduction;
}

bool needs_chunks(const FusedStep& step) {
  return step.kernel->role == TileRole::none || step.kernel->role == TileRole::transpose;
}

} // namespace

StagePlan::StagePlan(std::span<const FusedStep> steps, std::span<const std::size_t> wanted)
    : steps_(steps), made_(steps.size(), false), members_(steps.size()) {
  std::vector<std::size_t> needed_by(steps.size(), none); // a stage
  for (const auto step : wanted)
    made_[step] = true;
  // From the last step to the first, so that all who need a step are known before it is.
  for (auto step = steps.size(); step-- > 0;) {
    made_[step] = made_[step] || step + 1 == steps.size() || stands_alone(steps[step]);
    if (!made_[step] && needed_by[step] == none)
      continue;
    made_[step] = made_[step] || members_[needed_by[step]].size() >= most_stage_steps;
    const auto stage = made_[step] ? step : needed_by[step];
    members_[stage].push_back(step);
    for (auto place : steps[step].inputs) {
      if (place >= 0)
        continue;
      auto& needed = needed_by[step_at(place)];
      if (needs_chunks(steps[step]) || (needed != none && needed != stage))
        made_[step_at(place)] = true;
      needed = stage;
    }
  }
  for (auto& members : members_)
    std::reverse(members.begin(), members.end());
}

std::vector<std::int64_t> StagePlan::takes(std::size_t root) const {
  if (steps_[root].kernel->role == TileRole::none)
    return steps_[root].inputs;
  std::vector<std::int64_t> taken;
  for (auto step : members_[root])
    for (auto place : steps_[step].inputs)
      if ((place >= 0 || made_[step_at(place)]) && std::find(taken.begin(), taken.end(), place) == taken.end())
        taken.push_back(place);
  return taken;
}

} // namespace troupe
