// The life of a task: accepted, waiting for its inputs, ready, running, reported.
#include "runtime/execute/worker_state.hpp"

#include <algorithm>

namespace troupe {
namespace {

constexpr std::size_t many_inputs = 16;
constexpr std::size_t most_durations = 10'000; ///< kernels whose times are remembered

} // namespace

void WorkerState::accept(const RunTask& order) {
  auto& task = tasks_[order.key];
  task.key = order.key;
  task.index = order.index;
  task.rank = {order.priority, ++arrivals_};
  task.inline_result = order.inline_result;
  task.layer = layers_.at(order.layer);
  const auto wanted_before = static_cast<std::ptrdiff_t>(wanted_.size());
  for (const auto& input : order.inputs)
    add_input(task, input);
  // Tasks that take a piece of each of many chunks, as a shuffle's do, begin at different ones: else all would ask the
  // first holder first, then all the second, and one port at a time would work.
  if (const auto wanted = wanted_.size() - static_cast<std::size_t>(wanted_before); wanted > many_inputs)
    std::rotate(wanted_.begin() + wanted_before,
                wanted_.begin() + wanted_before + static_cast<std::ptrdiff_t>(order.key.low % wanted), wanted_.end());
  // What was to be fetched is now to be made here.
  if (const auto made = data_.find(order.key); made != data_.end() && made->second.fetch != Fetch::none)
    leave_fetch(order.key, made->second);
  if (task.missing == 0)
    make_ready(task);
}

void WorkerState::add_input(Task& task, const TaskInput& input) {
  task.arguments.push_back(input.key);
  task.last_use.push_back(input.last_use);
  auto& datum = data_[input.key];
  if (!datum.held() && datum.fetch != Fetch::in_flight)
    datum.nbytes = std::max(datum.nbytes, input.nbytes);
  name_holders(datum, input.holders);
  if (!datum.consumers.emplace(task.rank, task.key).second)
    return; // the same chunk twice
  task.inputs.push_back(input.key);
  if (datum.doomed)
    revive(input.key, datum);
  if (!datum.usable()) {
    ++task.missing;
    want(input.key);
  }
  if (datum.fetch == Fetch::queued)
    queue_fetch(input.key, datum);
  offer_to_spill(input.key, datum);
}

std::map<TaskRank, Key>& WorkerState::ready_list(const Task& task) {
  return task.inputs.empty() ? ready_sources_ : ready_;
}

void WorkerState::make_ready(Task& task) {
  task.phase = Phase::ready;
  ready_list(task).emplace(task.rank, task.key);
}

void WorkerState::make_waiting(Task& task) {
  ready_list(task).erase(task.rank);
  task.phase = Phase::waiting;
}

void WorkerState::start_tasks() {
  task_short_of_ = 0;
  while (load_ < config_.threads * thread_parts) {
    auto* task = next_to_start();
    if (!task || !begin_or_refuse(*task))
      return;
  }
}

/// The task begins when there is room for it, or when none can be made: then it runs alone, unless it cannot be done at
/// all. @returns False when it waits for room; nothing that comes after it may take that.
bool WorkerState::begin_or_refuse(Task& task) {
  const auto needed = bytes_to_begin(task);
  const auto wanted = alone_.contains(task.key) ? std::max(needed, ledger_.limit()) : needed;
  if (!ledger_.fits(wanted)) {
    if (room_may_come(&task.key)) {
      task_short_of_ = std::max<std::uint64_t>(wanted, 1);
      return false;
    }
    const auto least = input_bytes(task) + (task.layer->seen ? task.layer->smallest_output : 0);
    if (const auto error =
            refusal("task " + to_string(task.key) + " (" + task.layer->definition->kernel + ")", least, needed)) {
      refuse(task.key, *error);
      return true;
    }
  }
  start(task);
  return true;
}

std::uint32_t WorkerState::load_of(const Task& task) const {
  const auto known = durations_us_.find(task.layer->definition->kernel);
  if (config_.short_us == 0 || known == durations_us_.end())
    return thread_parts;
  const auto parts = known->second / static_cast<double>(config_.short_us) * thread_parts;
  return static_cast<std::uint32_t>(std::clamp(parts, 1.0, double{thread_parts}));
}

void WorkerState::learn_duration(const Task& task, const TaskEnded& event) {
  if (config_.short_us == 0 || !event.ok)
    return;
  const auto took = static_cast<double>(event.duration_us);
  if (durations_us_.size() >= most_durations && !durations_us_.contains(task.layer->definition->kernel))
    durations_us_.clear(); // names without end: those that are used are soon learned again
  const auto [known, is_first] = durations_us_.emplace(task.layer->definition->kernel, took);
  if (!is_first)
    known->second = took > known->second ? took : 0.75 * known->second + 0.25 * took; // long at once, short by and by
}

/// The first ready task; where memory is short, the first that may free some, else the first source once nothing
/// runs: so that there always is progress.
WorkerState::Task* WorkerState::next_to_start() {
  auto from = &ready_;
  if (ledger_.paused()) {
    if (ready_.empty() && running_.empty())
      from = &ready_sources_;
  } else if (ready_.empty() || (!ready_sources_.empty() && ready_sources_.begin()->first < ready_.begin()->first)) {
    from = &ready_sources_;
  }
  return from->empty() ? nullptr : &tasks_.at(from->begin()->second);
}

void WorkerState::start(Task& task) {
  ready_list(task).erase(task.rank);
  task.phase = Phase::running;
  task.started = now_;
  task.load = load_of(task);
  load_ += task.load;
  running_.emplace(task.rank, task.key);
  for (const auto& input : task.inputs)
    pin(task, input);
  task.reserved =
      alone_.contains(task.key) ? ledger_.limit() : expected_output(task); // then nothing else fits beside it
  ledger_.reserve(task.reserved);
  std::vector<bool> taken;
  for (std::size_t i = 0; i < task.arguments.size(); ++i)
    taken.push_back(take(task, i));
  effects_.push_back(StartTask{task.key, task.layer->definition, task.index, task.arguments, std::move(taken),
                               task.load < thread_parts, ledger_.roomy()});
}

/// A running task uses the chunk: it stays, and what is on disk comes back.
void WorkerState::pin(Task& task, const Key& key) {
  auto& datum = data_.at(key);
  datum.consumers.erase(task.rank);
  if (datum.consumers.empty()) {
    datum.holders.clear();
    datum.asked = 0;
  }
  ++datum.users;
  datum.used = ++uses_;
  task.pinned.push_back(key);
  if (datum.place == Place::disk) {
    ledger_.take_off_disk(std::exchange(datum.bytes_on_disk, 0));
    ledger_.hold(datum.nbytes);
    datum.place = Place::memory;
  } else if (datum.place == Place::spilling) {
    datum.used_in_spill = true;
  }
  offer_to_spill(key, datum);
}

/// @returns Whether the task may take the argument's buffers over: nothing else here has or wants them.
bool WorkerState::take(const Task& task, std::size_t argument) {
  if (!task.last_use[argument])
    return false;
  const auto& key = task.arguments[argument];
  auto& datum = data_.at(key);
  const bool once = task.inputs.size() == task.arguments.size() || std::ranges::count(task.arguments, key) == 1;
  if (datum.users != 1 || !datum.consumers.empty() || !once || datum.place != Place::memory)
    return false;
  datum.taken = true;
  datum.promised = false;
  return true;
}

/// A task that used the chunk has ended. @param kept  Its result is reported as made.
void WorkerState::unpin(const Key& key, bool consumed, bool kept) {
  auto& datum = data_.at(key);
  --datum.users;
  if (consumed) {
    if (!kept || datum.promised)
      report(ChunkLost{key});
    forget(key);
    return;
  }
  if (std::exchange(datum.taken, false))
    set_usable(datum, true);
  datum.promised = false;
  consumers_changed(key);
}

/// Nobody waits for the end of a cancelled task, unless it was ordered anew or its chunk is wanted here after all.
void WorkerState::end_cancelled(const Task& task, const TaskEnded& event, std::shared_ptr<SharedMemory> lies_in) {
  alone_.erase(task.key);
  const auto found = data_.find(task.key);
  const bool awaited = found != data_.end() && found->second.wanted();
  if (event.ok && (task.again || awaited)) {
    hold(task.key, event.nbytes, std::move(lies_in));
    if (task.again)
      report(TaskFinished{task.key, event.nbytes, event.duration_us});
    else
      report(ReplicaMade{task.key, event.nbytes, 0});
  } else if (event.ok) {
    effects_.push_back(DropChunk{task.key});
  } else if (task.again) {
    accept(*task.again);
  } else if (awaited) {
    want(task.key);
  }
}

void WorkerState::report_end(const Task& task, const TaskEnded& event, std::shared_ptr<SharedMemory> lies_in) {
  if (event.ok) {
    alone_.erase(task.key);
    hold(task.key, event.nbytes, std::move(lies_in));
    effects_.push_back(Report{TaskFinished{task.key, event.nbytes, event.duration_us},
                              task.inline_result && event.nbytes <= max_inline_bytes});
    return;
  }
  if (goes_again_alone(task, event))
    return;
  if (task.lost.empty())
    report(TaskFailed{task.key, event.error});
  else
    report(InputsMissing{task.key, task.lost, {}}); // not the task's fault
  want(task.key);
}

void WorkerState::give_back(const Key& key) {
  InputsMissing missing{key, {}, {}};
  for (const auto& input : tasks_.at(key).inputs)
    if (!obtainable(input)) {
      missing.missing.push_back(input);
      note_unreached(input, missing.unreached);
    }
  report(std::move(missing));
  forget_waiting(key);
}

/// @pre the task does not run
void WorkerState::forget_waiting(const Key& key) {
  alone_.erase(key);
  const auto found = tasks_.find(key);
  const Task task = std::move(found->second);
  tasks_.erase(found);
  ready_list(task).erase(task.rank);
  for (const auto& input : task.inputs) {
    data_.at(input).consumers.erase(task.rank);
    consumers_changed(input);
  }
  want(key);
}

} // namespace troupe
