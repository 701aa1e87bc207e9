#include "runtime/execute/node_supervisor_state.hpp"

#include "runtime/base/number_text.hpp"

#include <algorithm>

namespace troupe {

using namespace node_effect;

// The table; what is not in it changes nothing.
//
//            Begin   Joined   Ended                    MemoryMeasured   StopAsked   TimePassed
// idle       start                                                      finish
// running            note     start again, or finish   kill above       stop
// pausing                                                               finish      start when due
// stopping                    finish                                    kill        kill when due
//
// A second StopAsked kills: who asks twice does not want to wait.
std::vector<NodeEffect> NodeSupervisorState::apply(const NodeEvent &event, LogicalTime now) {
  return std::visit([&](const auto &one) { return on(one, now); }, event);
}

NodeSupervisorState::Effects NodeSupervisorState::start() {
  phase_ = Phase::running;
  joined_ = false;
  over_memory_ = false;
  return {Start{}};
}

NodeSupervisorState::Effects NodeSupervisorState::finish(int code) {
  phase_ = Phase::finished;
  return {Finish{code}};
}

NodeSupervisorState::Effects NodeSupervisorState::on(const node_event::Begin &, LogicalTime) {
  return phase_ == Phase::idle ? start() : Effects{};
}

NodeSupervisorState::Effects NodeSupervisorState::on(const node_event::Joined &, LogicalTime now) {
  if (phase_ != Phase::running)
    return {};
  joined_ = ever_joined_ = true;
  joined_at_ = now;
  failed_starts_ = 0;
  return {};
}

NodeSupervisorState::Effects NodeSupervisorState::on(const node_event::Ended &ended, LogicalTime now) {
  if (phase_ == Phase::stopping)
    return finish(ended.signal == 0 ? ended.code : code_done);
  if (phase_ != Phase::running)
    return {};
  const bool returned = ended.signal == 0;
  if (returned && (ended.code == code_done || ended.code == code_usage))
    return finish(ended.code);
  // The first start tells whether the worker can work at all: no scheduler, another version, no such plug-in.
  if (returned && !ever_joined_)
    return finish(ended.code);
  if (joined_ && now - joined_at_ >= options_.healthy_after)
    pauses_ = 0;
  if (!joined_ && ++failed_starts_ >= options_.most_failed_starts) {
    Effects effects{
        Warn{"the worker failed to start " + std::to_string(failed_starts_) + " times in a row; giving up"}};
    effects.push_back(finish(returned ? ended.code : 1).front());
    return effects;
  }
  return start_again(ended, now);
}

NodeSupervisorState::Effects NodeSupervisorState::start_again(const node_event::Ended &ended, LogicalTime now) {
  auto pause = options_.first_pause;
  for (std::uint32_t i = 0; i < pauses_ && pause < options_.longest_pause; ++i)
    pause *= 2;
  pause = std::min(pause, options_.longest_pause);
  ++pauses_;
  phase_ = Phase::pausing;
  due_ = now + pause;
  const auto how = over_memory_        ? "was killed for its memory"
                   : ended.signal != 0 ? "was ended by signal " + std::to_string(ended.signal)
                                       : "ended with code " + std::to_string(ended.code);
  return {Warn{"the worker " + how + "; starting it again in " + format_seconds(static_cast<double>(pause) / 1e6)},
          WakeAt{due_}};
}

NodeSupervisorState::Effects NodeSupervisorState::on(const node_event::MemoryMeasured &memory, LogicalTime) {
  const auto most = static_cast<double>(options_.memory_limit) * options_.terminate;
  if (phase_ != Phase::running || over_memory_ || options_.memory_limit == 0
      || static_cast<double>(memory.resident) <= most)
    return {};
  over_memory_ = true;
  return {Warn{"the worker holds " + format_bytes(memory.resident) + " of " + format_bytes(options_.memory_limit)
               + "; killing it"},
          Kill{}};
}

NodeSupervisorState::Effects NodeSupervisorState::on(const node_event::StopAsked &, LogicalTime now) {
  switch (phase_) {
  case Phase::idle:
  case Phase::pausing:
    return finish(code_done);
  case Phase::stopping:
    return {Kill{}};
  case Phase::finished:
    return {};
  case Phase::running:
    break;
  }
  phase_ = Phase::stopping;
  due_ = now + options_.stop_patience;
  return {Stop{}, WakeAt{due_}};
}

NodeSupervisorState::Effects NodeSupervisorState::on(const node_event::TimePassed &, LogicalTime now) {
  if (now < due_)
    return {};
  if (phase_ == Phase::pausing)
    return start();
  if (phase_ == Phase::stopping)
    return {Kill{}};
  return {};
}

} // namespace troupe
