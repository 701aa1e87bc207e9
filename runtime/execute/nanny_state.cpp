#include "runtime/execute/nanny_state.hpp"

#include "runtime/base/number_text.hpp"

#include <algorithm>

namespace troupe {

using namespace node_effect;

// The table; what is not in it changes nothing.
//
//            Begin   Joined, Beat, LineCut   Ended                    MemoryMeasured   StopAsked   TimePassed
// idle       start                                                                     finish
// running            note                    start again, or finish   kill             stop
// pausing                                                                              finish      start when due
// stopping                                   finish                                    kill        kill when due
//
// A second StopAsked kills: who asks twice does not want to wait. What is measured comes often: with it is seen whether
// the process has too much memory, is silent, or has closed its line.
std::vector<NodeEffect> NannyState::apply(const NodeEvent& event, LogicalTime now) {
  return std::visit([&](const auto& one) { return on(one, now); }, event);
}

NannyState::Effects NannyState::start() {
  phase_ = Phase::running;
  joined_ = false;
  killed_.clear();
  cut_since_.reset();
  return {Start{}};
}

NannyState::Effects NannyState::finish(int code) {
  phase_ = Phase::finished;
  return {Finish{code}};
}

NannyState::Effects NannyState::on(const node_event::Begin&, LogicalTime) {
  return phase_ == Phase::idle ? start() : Effects{};
}

NannyState::Effects NannyState::on(const node_event::Joined&, LogicalTime now) {
  if (phase_ != Phase::running)
    return {};
  joined_ = ever_joined_ = true;
  joined_at_ = heard_at_ = now;
  failed_starts_ = 0;
  return {};
}

NannyState::Effects NannyState::on(const node_event::Beat&, LogicalTime now) {
  heard_at_ = now;
  return {};
}

NannyState::Effects NannyState::on(const node_event::LineCut&, LogicalTime now) {
  if (phase_ == Phase::running && !cut_since_)
    cut_since_ = now;
  return {};
}

NannyState::Effects NannyState::on(const node_event::Ended& ended, LogicalTime now) {
  const bool returned = ended.signal == 0;
  const bool in_order = returned && ended.code == code_in_order;
  if (phase_ == Phase::stopping)
    return finish(returned && !in_order ? ended.code : code_done);
  if (phase_ != Phase::running)
    return {};
  if (in_order)
    return finish(code_done);
  if (returned && !joined_ && ended.code == code_usage)
    return finish(ended.code);
  // The first start tells whether the worker can work at all: no scheduler, another version, no such plug-in.
  if (returned && !ever_joined_)
    return finish(ended.code == code_done ? 1 : ended.code);
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

NannyState::Effects NannyState::start_again(const node_event::Ended& ended, LogicalTime now) {
  auto pause = options_.first_pause;
  for (std::uint32_t i = 0; i < pauses_ && pause < options_.longest_pause; ++i)
    pause *= 2;
  pause = std::min(pause, options_.longest_pause);
  ++pauses_;
  phase_ = Phase::pausing;
  due_ = now + pause;
  const auto how = !killed_.empty() ? "was killed " + killed_
                   : ended.signal != 0
                       ? "was ended by signal " + std::to_string(ended.signal)
                       : "ended with code " + std::to_string(ended.code) + ", which nobody had asked for";
  return {Warn{"the worker " + how + "; starting it again in " + format_seconds(static_cast<double>(pause) / 1e6)},
          WakeAt{due_}};
}

NannyState::Effects NannyState::on(const node_event::MemoryMeasured& memory, LogicalTime now) {
  if (phase_ != Phase::running || !killed_.empty())
    return {};
  const auto most = static_cast<double>(options_.memory_limit) * options_.terminate;
  if (options_.memory_limit != 0 && static_cast<double>(memory.resident) > most)
    return kill("holds " + format_bytes(memory.resident) + " of " + format_bytes(options_.memory_limit),
                "for its memory");
  if (joined_ && now - heard_at_ > options_.silence)
    return kill("has not said a word for " + format_seconds(static_cast<double>(options_.silence) / 1e6),
                "because it stood still");
  if (cut_since_ && now - *cut_since_ > options_.cut_line)
    return kill("has closed its line to this process: something in it closes descriptors that are not its own",
                "because its line was cut");
  return {};
}

NannyState::Effects NannyState::kill(std::string why, std::string how) {
  killed_ = std::move(how);
  return {Warn{"the worker " + std::move(why) + "; killing it"}, Kill{}};
}

NannyState::Effects NannyState::on(const node_event::StopAsked&, LogicalTime now) {
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

NannyState::Effects NannyState::on(const node_event::TimePassed&, LogicalTime now) {
  if (now < due_)
    return {};
  if (phase_ == Phase::pausing)
    return start();
  if (phase_ == Phase::stopping)
    return {Kill{}};
  return {};
}

} // namespace troupe
