// Records placements and answers `troupe explain-task`.
#include "runtime/schedule/scheduler_state.hpp"

namespace troupe {

using namespace schedule;

void SchedulerState::note_candidate(WorkerNumber worker, const Cost& cost) {
  if (decisions_.most() > 0)
    candidates_.push_back({worker, cost.wait_us, cost.move_us, cost.move_bytes});
}

void SchedulerState::remember_decision(TaskNumber task, const Choice& choice, std::string_view rule) {
  if (candidates_.empty())
    note_candidate(choice.worker, choice.cost);
  auto& decision = decisions_.next();
  decision.key = key_of(task);
  decision.when = now_;
  decision.rule = rule;
  decision.expected_us = expected_us(task);
  decision.winner = choice.worker;
  std::swap(decision.candidates, candidates_);
  candidates_.clear();
}

Result<PlacementDecision> SchedulerState::explain_task(const Key& key) const {
  const auto* found = decisions_.find(key);
  if (!found) {
    const auto memory = decisions_.most() > 0 ? "the last " + std::to_string(decisions_.most()) : "none";
    return fail(Errc::not_found,
                "no decision about task " + to_string(key) + " is remembered; this scheduler remembers " + memory);
  }
  PlacementDecision decision{found->key,         found->when, std::string(found->rule),
                             found->expected_us, {},          workers_[found->winner].info.id};
  for (const auto& one : found->candidates)
    decision.candidates.push_back(
        {workers_[one.worker].info.id, workers_[one.worker].info.name, one.wait_us, one.move_us, one.move_bytes});
  return decision;
}

} // namespace troupe
