// Chooses a task's worker: the location of its inputs weighed against how long each worker stays busy.
#include "runtime/schedule/scheduler_state.hpp"

#include <algorithm>
#include <cstddef>

namespace troupe {

using namespace schedule;

namespace {

/// Jobs with more outputs have them fetched from the workers, many at once.
constexpr std::size_t most_inline_outputs = 16;
/// Holders of an input that are weighed, and that are named to who fetches it, however many there are.
constexpr std::size_t holders_weighed = 8;
constexpr std::size_t holders_named = 4;
constexpr double short_us = 2000;
/// More than tags of one priority differ by; less than priorities do.
constexpr Tag short_lead = Tag{1} << 39;

/// Leaves those for whom it is true, where there are some; in their order.
template <class True>
void prefer(std::vector<WorkerNumber>& workers, True&& is_true) {
  const auto others = std::stable_partition(workers.begin(), workers.end(), is_true);
  if (others != workers.begin())
    workers.erase(others, workers.end());
}

} // namespace

double SchedulerState::measured_us(TaskNumber task) const {
  return layers_.measured_us(layer_of(task), input_count(task));
}

double SchedulerState::expected_us(TaskNumber task) const {
  const auto measured = measured_us(task);
  return measured > 0 ? measured : config_.unmeasured_us;
}

/// Until the worker would begin a task that came now: what it has been given, less the time that it has been at it. One
/// that takes longer than was expected makes the others no shorter.
double SchedulerState::wait_us(const WorkerRecord& worker) const {
  if (worker.runnable < worker.info.threads)
    return 0;
  const auto one = worker.backlog_us / static_cast<double>(worker.processing.size());
  return worker.backlog_us / worker.info.threads - std::min(static_cast<double>(now_ - worker.ended_at), one);
}

/// Notes what each worker holds of the task's inputs, for cost_at(): linear in the inputs.
void SchedulerState::weigh_inputs(TaskNumber task) {
  held_bytes_.resize(workers_.size());
  held_chunks_.resize(workers_.size());
  for (auto worker : weighed_workers_)
    held_bytes_[worker] = held_chunks_[worker] = 0;
  weighed_workers_.clear();
  weighed_task_ = task;
  input_bytes_ = 0;
  input_chunks_ = 0;
  for_each_input(task, [&](TaskNumber input) {
    if (tasks_[input].phase != TaskPhase::memory)
      return;
    const auto nbytes = tasks_[input].nbytes;
    input_bytes_ += nbytes;
    ++input_chunks_;
    visit_some_holders(input, holders_weighed, task, [&](WorkerNumber holder) {
      if (held_chunks_[holder]++ == 0)
        weighed_workers_.push_back(holder);
      held_bytes_[holder] += nbytes;
    });
  });
}

/// @pre weigh_inputs() of the task
SchedulerState::Cost SchedulerState::cost_at(WorkerNumber worker) const {
  const auto bytes = input_bytes_ - held_bytes_[worker];
  const auto move_us =
      Cost::fetch_overhead_us * (input_chunks_ - held_chunks_[worker]) + static_cast<double>(bytes) / bandwidth_ * 1e6;
  return {wait_us(workers_[worker]), move_us + cut_us(weighed_task_, worker), bytes};
}

SchedulerState::Choice SchedulerState::weighed(TaskNumber task, WorkerNumber worker) {
  weigh_inputs(task);
  return {worker, cost_at(worker)};
}

/// The task that was weighed last, for the policy.
class SchedulerState::View final : public PlacementView {
public:
  explicit View(SchedulerState& state) : state_(state) {}

  TaskNumber task() const override { return state_.weighed_task_; }
  std::span<const WorkerNumber> holders() const override { return state_.weighed_workers_; }
  std::uint64_t held_bytes(WorkerNumber worker) const override { return state_.held_bytes_[worker]; }
  bool holds_any(WorkerNumber worker) const override { return state_.held_chunks_[worker] > 0; }
  bool gets_tasks(WorkerNumber worker) const override { return state_.gets_tasks(worker); }
  bool has_memory(WorkerNumber worker) const override { return state_.by_runnable_.contains(worker); }
  bool is_idle(WorkerNumber worker) const override {
    return state_.workers_[worker].runnable < state_.workers_[worker].info.threads;
  }
  WorkerNumber least_loaded() const override {
    const auto least = state_.by_runnable_.least();
    return least == LoadIndex::none ? none : least;
  }
  bool are_sources_queued() const override { return !state_.root_jobs_.empty(); }
  PlacementCost cost(WorkerNumber worker) const override {
    const auto cost = state_.cost_at(worker);
    state_.note_candidate(worker, cost);
    return cost;
  }
  bool is_cut_off(WorkerNumber worker) const override { return state_.cut_us(task(), worker) > 0; }
  WorkerNumber next_worker(WorkerNumber from) const override {
    const auto next = state_.alive_.next(from);
    return next == NumberSet::none ? none : next;
  }
  std::uint32_t worker_numbers() const override { return static_cast<std::uint32_t>(state_.workers_.size()); }

private:
  SchedulerState& state_;
};

/// @pre there is a worker alive
SchedulerState::Choice SchedulerState::choose_worker(TaskNumber task) {
  weigh_inputs(task);
  const auto worker = policy_->choose(View(*this));
  return {worker, cost_at(worker)};
}

/// The one worker where all the task's inputs are held or being made; none when there is none, or it need not wait.
SchedulerState::WorkerNumber SchedulerState::worker_ahead(TaskNumber task) const {
  if (!traits_.sends_ahead || !tasks_.contains(task) || tasks_[task].block == none)
    return none;
  const auto& record = tasks_[task];
  if (record.phase != TaskPhase::waiting || record.inputs_unassigned > 0 || record.root || constraint_of(task) != none)
    return none;
  auto worker = none;
  for_each_input(task, [&](TaskNumber input) {
    if (worker == none && tasks_[input].phase == TaskPhase::processing)
      worker = tasks_[input].worker;
  });
  for_each_input(task, [&](TaskNumber input) {
    if (worker == none)
      return;
    const auto& source = tasks_[input];
    if (source.phase == TaskPhase::processing ? source.worker != worker || source.asked_back : !holds(input, worker))
      worker = none;
  });
  return worker != none && gets_tasks(worker) ? worker : none;
}

void SchedulerState::assign(TaskNumber number, const Choice& choice, std::string_view rule) {
  move(number, TaskPhase::processing);
  auto& task = tasks_[number];
  auto& worker = workers_[choice.worker];
  task.worker = choice.worker;
  task.across_cut = cut_us(number, choice.worker) > 0;
  task.place = static_cast<std::uint32_t>(worker.processing.size());
  task.charge_us = static_cast<float>(expected_us(number) + choice.cost.move_us);
  if (worker.processing.empty())
    worker.ended_at = now_;
  worker.processing.push_back(number);
  worker.backlog_us += task.charge_us;
  worker.runnable += task.inputs_not_ready == 0 ? 1 : 0;
  update_load(choice.worker);
  for_each_user(number, [&](TaskNumber user) {
    auto& record = tasks_[user];
    if (record.phase == TaskPhase::waiting && --record.inputs_unassigned == 0)
      ahead_.push_back(user);
  });
  for_each_job(number, [&](JobNumber job) {
    auto& record = jobs_.at(job);
    ++record.processing;
    record.charged_us += task.charge_us / record.weight;
  });
  latest_tag_ = std::max(latest_tag_, order_tag(number));
  take_resources(number, choice.worker);
  if (config_.decisions_remembered > 0)
    remember_decision(number, choice, rule);
  send_task(number, choice.worker);
}

/// At its worker a short task goes before long ones: it delays none of them by much, and what waits for it elsewhere
/// would wait for all of them. Not sources, which only add to memory.
SchedulerState::Tag SchedulerState::tag_at_worker(TaskNumber number) const {
  const auto lasts = measured_us(number);
  const bool first = traits_.short_tasks_first && !tasks_[number].root && lasts > 0 && lasts <= short_us;
  return first ? tag_of(number) - short_lead : tag_of(number);
}

void SchedulerState::send_task(TaskNumber number, WorkerNumber at) {
  define_layer_at(at, layer_of(number));
  const auto& what = fixed(number);
  RunTask run{
      .key = what.key, .layer = layer_of(number), .index = what.index, .priority = tag_at_worker(number), .inputs = {}};
  run.inline_result = is_inline_result(number);
  run.inputs.reserve(input_count(number));
  for_each_input(number, [&](TaskNumber input) {
    const auto& source = tasks_[input];
    auto& slot = run.inputs.emplace_back();
    slot.key = key_of(input);
    slot.last_use = source.needed_by == 1 && source.wanted_by == 0;
    if (source.phase != TaskPhase::memory)
      return; // it will be made there
    slot.nbytes = source.nbytes;
    if (holds(input, at))
      return;
    for (auto holder : named_holders(input, at, begin_copy(input, at))) {
      introduce(holder, at);
      slot.holders.push_back(workers_[holder].info.id);
    }
  });
  outbox(at).emplace_back(std::move(run));
}

/// Some of those that hold the chunk, best first. @param first  none where that is all one
std::vector<SchedulerState::WorkerNumber> SchedulerState::named_holders(TaskNumber chunk, WorkerNumber to,
                                                                        WorkerNumber first) const {
  std::vector<WorkerNumber> named;
  if (first != none)
    named.push_back(first);
  const bool choosy = !retirements_.empty() && has_active_holder(chunk);
  // Each worker asks another holder first, so that a chunk that many want does not leave through one port alone.
  visit_some_holders(chunk, choosy ? workers_.size() : holders_named, to, [&](WorkerNumber holder) {
    if (holder != first && named.size() <= holders_named && (!choosy || gets_tasks(holder)))
      named.push_back(holder); // who is to leave is asked only where nobody else has it
  });
  if (!retirements_.empty()) // who is to leave is asked only where nobody else has it
    prefer(named, [&](WorkerNumber holder) { return gets_tasks(holder); });
  if (!cut_.empty()) // and so is who is not reached
    prefer(named, [&](WorkerNumber holder) { return cut_.left(to, holder, now_) == 0; });
  return named;
}

/// Outputs of jobs that have few come home with the reports, where they are small.
bool SchedulerState::is_inline_result(TaskNumber number) const {
  if (tasks_[number].wanted_by == 0)
    return false;
  bool few = true;
  for_each_job(number, [&](JobNumber job) { few = few && jobs_.at(job).outputs.size() <= most_inline_outputs; });
  return few;
}

void SchedulerState::unassign(TaskNumber number) {
  auto& task = tasks_[number];
  const auto at = task.worker;
  auto& worker = workers_[at];
  worker.ended_at = now_;
  const auto last = worker.processing.back();
  worker.processing[task.place] = last;
  tasks_[last].place = task.place;
  worker.processing.pop_back();
  worker.runnable -= task.inputs_not_ready == 0 ? 1 : 0;
  worker.backlog_us = worker.processing.empty() ? 0 : std::max(0.0, worker.backlog_us - task.charge_us);
  for_each_job(number, [&](JobNumber job) { --jobs_.at(job).processing; });
  give_resources(number, at);
  end_asking(number);
  end_copies(number, at);
  task.worker = none;
  if (!worker.alive)
    return;
  update_load(at);
  retry_ahead(at);
  idle_.push_back(at);
}

/// Tells a worker where a peer is, once.
void SchedulerState::introduce(WorkerNumber peer, WorkerNumber to) {
  auto& known = workers_[to].peers_known;
  if (known.size() <= peer / 64)
    known.resize(peer / 64 + 1);
  const auto bit = std::uint64_t{1} << (peer % 64);
  if ((known[peer / 64] & bit) != 0)
    return;
  known[peer / 64] |= bit;
  order(to, DefinePeer{workers_[peer].info.id, workers_[peer].info.address});
}

} // namespace troupe
