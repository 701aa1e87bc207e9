// Admission by memory: tasks and fetches wait for room while chunks are spilled, run alone when nothing more can be
// spilled, and are refused, with the figures, when they can never fit.
#include "runtime/execute/worker_state.hpp"

#include "runtime/base/number_text.hpp"

#include <algorithm>

namespace troupe {
namespace {

constexpr std::size_t most_alone = 10'000; ///< tasks that are to be done alone

/// The nanny kills a process that has more than 95 % of its limit, and what a process takes besides grows while it
/// works. What would need more than 90 % fails with the figures instead of taking one worker after the other with it.
std::uint64_t with_room(std::uint64_t nbytes, std::uint64_t limit) {
  const auto sum = nbytes + limit / 10;
  return sum < nbytes ? nbytes : sum; // sums of claims may be of any size
}

} // namespace

void WorkerState::measure(std::uint64_t resident_bytes) {
  ledger_.set_resident(resident_bytes);
  if (!ledger_.bloated() || now_ < no_return_before_)
    return;
  no_return_before_ = now_ + 1'000'000; // what did not help now will not help at once
  effects_.push_back(ReturnMemory{});
}

/// What lies ready for reuse is others' memory while nothing is done here.
void WorkerState::return_when_idle() {
  constexpr LogicalTime idle_us = 5'000'000;
  const bool busy = !tasks_.empty() || !in_flight_.empty();
  if (busy || returned_ || now_ - last_busy_ < idle_us)
    return;
  returned_ = true;
  effects_.push_back(ReturnMemory{});
}

void WorkerState::learn(Layer& layer, std::uint64_t nbytes) const {
  layer.smallest_output = layer.seen ? std::min(layer.smallest_output, nbytes) : nbytes;
  layer.largest_output = std::max(layer.largest_output, nbytes);
  layer.seen = true;
}

/// The largest that its layer has made; before it has made any, its largest input; of a source, half its thread's share
/// of half the memory: enough to begin with, and to keep a full worker from beginning.
std::uint64_t WorkerState::expected_output(const Task& task) const {
  if (task.layer->seen)
    return task.layer->largest_output;
  std::uint64_t largest = 0;
  for (const auto& input : task.inputs)
    largest = std::max(largest, data_.at(input).nbytes);
  return task.inputs.empty() ? ledger_.limit() / 4 / config_.threads : largest;
}

/// Beyond what is in memory already: its output, and its inputs that are on disk.
std::uint64_t WorkerState::bytes_to_begin(const Task& task) const {
  auto needed = expected_output(task);
  for (const auto& input : task.inputs)
    if (const auto& datum = data_.at(input); datum.place == Place::disk)
      needed += datum.nbytes;
  return needed;
}

std::uint64_t WorkerState::input_bytes(const Task& task) const {
  std::uint64_t sum = 0;
  for (const auto& input : task.inputs)
    sum += data_.at(input).nbytes;
  return sum;
}

/// True when something is under way, or can be spilled, that gives memory back. @param task  Its own inputs do not
/// count: they would have to come back at once.
bool WorkerState::room_may_come(const Key* task) const {
  if (!running_.empty() || spilling_ > 0 || !in_flight_.empty())
    return true;
  const auto next = spillable_.next();
  if (!next || spills_fail())
    return false;
  const auto& consumers = data_.at(*next).consumers;
  return !task || consumers.empty() || consumers.begin()->second != *task;
}

/// Why something may not even be done alone; nothing when it may.
/// @param alone       bytes without which it cannot be done, whatever else is given up
/// @param now_needed  bytes that it needs beside what is held now
std::optional<Error> WorkerState::refusal(const std::string& what, std::uint64_t alone,
                                          std::uint64_t now_needed) const {
  const auto limit = format_bytes(ledger_.limit());
  if (ledger_.never_fits(with_room(alone, ledger_.limit())))
    return Error{Errc::out_of_memory,
                 what + " needs at least " + format_bytes(alone) + " of memory at once, beside the "
                     + format_bytes(ledger_.least_overhead()) + " of the process itself; the worker's limit is " + limit
                     + ", of which it uses 90 % at most. Smaller chunks or a higher --memory-limit would help"};
  if (spills_fail() && ledger_.never_fits(ledger_.used() + now_needed))
    return Error{Errc::out_of_memory, what + " needs " + format_bytes(now_needed) + " of memory beside the "
                                          + format_bytes(ledger_.used()) + " that are in use; the worker's limit is "
                                          + limit + ", and nothing can be spilled: " + spill_error_.message};
  return std::nullopt;
}

/// Why the inputs of a task, as announced, cannot be in memory at once; nothing when they can.
std::optional<Error> WorkerState::too_large(const RunTask& order) const {
  if (ledger_.limit() == 0)
    return std::nullopt;
  std::map<Key, std::uint64_t> inputs;
  for (const auto& input : order.inputs)
    inputs[input.key] = input.nbytes;
  std::uint64_t sum = 0;
  for (const auto& [key, nbytes] : inputs)
    if (__builtin_add_overflow(sum, nbytes, &sum))
      sum = ~std::uint64_t{0};
  const auto& kernel = layers_.at(order.layer)->definition->kernel;
  return ledger_.never_fits(with_room(sum, ledger_.limit()))
             ? refusal("task " + to_string(order.key) + " (" + kernel + ")", sum, sum)
             : std::nullopt;
}

/// A task whose kernel got no memory beside what else was here is done once more, with nothing else in memory; what it
/// had taken over is to be made again before. @returns False when it failed for good.
bool WorkerState::goes_again_alone(const Task& task, const TaskEnded& event) {
  const bool was_alone = alone_.erase(task.key) > 0;
  std::uint64_t own = 0;
  for (const auto& input : task.inputs)
    if (const auto found = data_.find(input); found != data_.end() && found->second.place == Place::memory)
      own += found->second.nbytes;
  if (event.error.code != Errc::out_of_memory || ledger_.limit() == 0 || was_alone || !task.lost.empty()
      || ledger_.used() <= own)
    return false;
  if (alone_.size() >= most_alone)
    alone_.clear();
  alone_.insert(task.key);
  if (!event.consumed.empty()) {
    report(InputsMissing{task.key, event.consumed, {}});
    want(task.key);
    return true;
  }
  RunTask order{.key = task.key,
                .layer = task.layer->number,
                .index = task.index,
                .priority = task.rank.priority,
                .inline_result = task.inline_result};
  for (std::size_t at = 0; at < task.arguments.size(); ++at) {
    const auto found = data_.find(task.arguments[at]);
    order.inputs.push_back(
        {task.arguments[at], found == data_.end() ? 0 : found->second.nbytes, {}, task.last_use[at]});
  }
  accept(order);
  return true;
}

void WorkerState::refuse(const Key& task, const Error& error) {
  const Key key = task; // the task, and with it the caller's, ends here
  report(TaskFailed{key, error});
  forget_waiting(key);
}

} // namespace troupe
