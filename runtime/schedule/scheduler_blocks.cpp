// Blocks: how the tasks of a job become records, linked to existing tasks, and how they are forgotten.
#include "runtime/schedule/scheduler_state.hpp"

#include <algorithm>
#include <numeric>

namespace troupe {

using namespace schedule;

namespace {

/// A source of so few chunks is a broadcast: its consumers do not care where they run (as dask.distributed's
/// "rootish").
constexpr std::uint32_t few_inputs = 5;
/// User priority counts before everything else in a tag.
constexpr Tag priority_unit = Tag{1} << 40;

} // namespace

Tag SchedulerState::order_tag(TaskNumber task) const {
  const auto& block = block_of(task);
  return block.base + static_cast<Tag>((*block.order)[block.at(task)] * block.spacing);
}

Tag SchedulerState::tag_of(TaskNumber task) const {
  return order_tag(task) - layers_[layer_of(task)].priority * priority_unit;
}

SchedulerState::TaskNumber SchedulerState::find(const Key& key) const {
  return index_.find(key, [this](TaskNumber number) -> const Key& { return key_of(number); });
}

/// For numbers from queues that are not cleared when a task leaves them.
bool SchedulerState::is_queued(TaskNumber task) const {
  return tasks_.contains(task) && tasks_[task].block != none && tasks_[task].phase == TaskPhase::queued;
}

bool SchedulerState::is_free_root(TaskNumber task) const {
  return is_queued(task) && tasks_[task].root && constraint_of(task) == none;
}

/// @param numbers  Filled with the numbers of the table's tasks where some were known; else left empty.
SchedulerState::BlockNumber SchedulerState::add_block(const JobSubmitted& event, JobNumber job,
                                                      std::vector<TaskNumber>& numbers) {
  const bool known = brings_known_tasks(*event.graph);
  TaskBlock block;
  block.job = job;
  block.base = latest_tag_;
  block.spacing = 16 / jobs_.at(job).weight;
  for (const auto& layer : event.graph->layers)
    block.layers.push_back(add_layer(layer));
  if (known)
    fill_with_new(block, event, numbers);
  else
    fill_with_all(block, event);
  for (std::uint32_t at = 0; at < block.count; ++at)
    layers_.retain(block.layers[block.table->tasks[at].layer]);
  for (auto layer : block.layers)
    release_layer(layer);
  if (block.count == 0)
    return none;
  BlockNumber number;
  if (free_blocks_.empty()) {
    number = static_cast<BlockNumber>(blocks_.size());
    blocks_.emplace_back();
  } else {
    number = free_blocks_.back();
    free_blocks_.pop_back();
  }
  blocks_[number] = std::move(block);
  for (std::uint32_t at = 0; at < blocks_[number].count; ++at)
    tasks_[blocks_[number].first + at].block = number;
  link_users(number);
  if (!blocks_[number].all_here)
    link_outside(number);
  mark_roots(number, *event.graph);
  return number;
}

/// Keys of tasks follow from those of their layers, so a task can only be known where its layer is.
bool SchedulerState::brings_known_tasks(const TaskGraph& graph) const {
  return std::any_of(graph.layers.begin(), graph.layers.end(),
                     [this](const Layer& layer) { return layers_.has(layer.key); });
}

void SchedulerState::fill_with_all(TaskBlock& block, const JobSubmitted& event) {
  const auto& tasks = event.table->tasks;
  block.table = event.table;
  block.order = event.ranks;
  block.count = block.live = static_cast<std::uint32_t>(tasks.size());
  if (block.count == 0)
    return;
  block.first = block.input_base = tasks_.allocate(block.count);
  index_.reserve(index_.size() + block.count);
  for (std::uint32_t at = 0; at < block.count; ++at)
    index_.insert(tasks[at].key, block.first + at);
}

/// Copies what is new out of the submitted table; its inputs become numbers of tasks, wherever those are.
void SchedulerState::fill_with_new(TaskBlock& block, const JobSubmitted& event, std::vector<TaskNumber>& numbers) {
  const auto& table = *event.table;
  numbers.resize(table.tasks.size());
  for (std::uint32_t at = 0; at < table.tasks.size(); ++at) {
    numbers[at] = find(table.tasks[at].key);
    block.count += numbers[at] == none ? 1 : 0;
  }
  auto mine = std::make_shared<TaskTable>();
  auto order = std::make_shared<std::vector<std::uint32_t>>();
  mine->input_begins.push_back(0);
  block.live = block.count;
  if (block.count > 0)
    block.first = tasks_.allocate(block.count);
  auto next = block.first;
  for (std::uint32_t at = 0; at < table.tasks.size(); ++at) {
    if (numbers[at] != none)
      continue;
    numbers[at] = next++;
    mine->tasks.push_back(table.tasks[at]);
    order->push_back((*event.ranks)[at]);
    for (auto input : table.inputs_of(at)) {
      mine->inputs.push_back(numbers[input]);
      block.all_here = block.all_here && numbers[input] - block.first < block.count;
    }
    mine->input_begins.push_back(static_cast<std::uint32_t>(mine->inputs.size()));
    index_.insert(table.tasks[at].key, numbers[at]);
  }
  block.table = std::move(mine);
  block.order = std::move(order);
}

/// The table's inputs the other way round, for those within the block: counted, summed up, filled in.
void SchedulerState::link_users(BlockNumber number) {
  auto& block = blocks_[number];
  const auto& inputs = block.table->inputs;
  const auto base = block.input_base - block.first; // from an input to a place in the block, modulo 2^32
  block.user_begins.assign(block.count + std::size_t{1}, 0);
  for (auto input : inputs)
    if (input + base < block.count)
      ++block.user_begins[input + base];
  std::exclusive_scan(block.user_begins.begin(), block.user_begins.end(), block.user_begins.begin(), 0u);
  block.users.resize(block.user_begins.back());
  // Each begin grows to its end while it is filled, which is the next one's begin: moved on by one place, they are
  // right.
  for (std::uint32_t at = 0; at < block.count; ++at)
    for (auto input : block.table->inputs_of(at))
      if (input + base < block.count)
        block.users[block.user_begins[input + base]++] = block.first + at;
  std::rotate(block.user_begins.begin(), block.user_begins.end() - 1, block.user_begins.end());
  block.user_begins[0] = 0;
}

void SchedulerState::link_outside(BlockNumber number) {
  const auto& block = blocks_[number];
  for (std::uint32_t at = 0; at < block.count; ++at)
    for_each_input(block.first + at, [&](TaskNumber input) {
      if (input - block.first < block.count)
        return;
      tasks_[input].used_outside = true;
      outside_users_.make(input).push_back(block.first + at);
    });
}

/// A root needs nothing from others, or no more than a broadcast that all its many sisters need too.
void SchedulerState::mark_roots(BlockNumber number, const TaskGraph& graph) {
  const auto& block = blocks_[number];
  std::vector<bool> many_of_few(graph.layers.size());
  for (std::size_t id = 0; id < graph.layers.size(); ++id) {
    const auto& layer = graph.layers[id];
    std::uint64_t sources = 0;
    for (const auto& input : layer.inputs)
      sources += graph.layers[input.layer].kept_count();
    many_of_few[id] = sources < few_inputs && layer.kept_count() > 4 * sources && layer.kept_count() > 2 * all_threads_;
  }
  for (std::uint32_t at = 0; at < block.count; ++at)
    tasks_[block.first + at].root = block.table->inputs_of(at).empty() || many_of_few[block.table->tasks[at].layer];
}

/// Root tasks in the job's order, with who belongs together, those queued that can begin.
void SchedulerState::queue_roots(JobNumber number, const JobSubmitted& event, const std::vector<TaskNumber>& numbers) {
  auto& job = jobs_.at(number);
  if (job.block == none)
    return;
  const auto& block = blocks_[job.block];
  const auto is_mine = [&](TaskNumber task) { return tasks_[task].root && constraint_of(task) == none; };
  std::vector<TaskNumber> roots;
  bool prioritised = false;
  for (std::uint32_t at = 0; at < block.count; ++at)
    if (is_mine(block.first + at)) {
      roots.push_back(block.first + at);
      prioritised = prioritised || layers_[layer_of(block.first + at)].priority != 0;
    }
  const auto by_order = [&](TaskNumber a, TaskNumber b) {
    return (*block.order)[block.at(a)] < (*block.order)[block.at(b)];
  };
  if (!std::is_sorted(roots.begin(), roots.end(), by_order)) {
    // The order is a permutation of the table's tasks, so putting each where it belongs sorts them in linear time.
    std::vector<TaskNumber> placed(event.table->tasks.size(), none);
    for (auto task : roots)
      if (const auto place = (*block.order)[block.at(task)]; place < placed.size())
        placed[place] = task;
    std::erase(placed, none);
    if (placed.size() == roots.size())
      roots.assign(placed.begin(), placed.end());
    else
      std::stable_sort(roots.begin(), roots.end(), by_order);
  }
  if (prioritised)
    std::stable_sort(roots.begin(), roots.end(), [&](TaskNumber a, TaskNumber b) { return tag_of(a) < tag_of(b); });
  roots.shrink_to_fit();
  std::vector<std::uint32_t> group_of; // by place in the block, where groups were given
  if (event.groups) {
    group_of.assign(block.count, none);
    for (std::uint32_t at = 0; at < event.groups->size(); ++at)
      if (const auto task = numbers.empty() ? block.first + at : numbers[at]; task - block.first < block.count)
        group_of[task - block.first] = (*event.groups)[at];
  }
  const auto group = [&](TaskNumber task) {
    const auto at = block.at(task);
    if (event.groups)
      return group_of[at];
    return block.user_begins[at] == block.user_begins[at + 1] ? none : block.users[block.user_begins[at]];
  };
  std::vector<bool> joined(roots.size());
  for (std::size_t i = 1; i < roots.size(); ++i)
    joined[i] = group(roots[i]) != none && group(roots[i]) == group(roots[i - 1]);
  job.roots = RootQueue(std::move(roots), std::move(joined));
  for (std::uint32_t index = 0; index < job.roots.tasks().size(); ++index)
    if (auto& task = tasks_[job.roots.tasks()[index]]; task.phase == TaskPhase::queued) {
      task.queued_once = true;
      job.roots.insert(index);
    }
  offer_roots(number);
}

/// @pre no job has it in its graph any more, and it is settled
void SchedulerState::forget(TaskNumber task) {
  const auto number = tasks_[task].block;
  if (!blocks_[number].all_here)
    for_each_input(task, [&](TaskNumber input) {
      if (!tasks_[input].used_outside)
        return;
      auto& users = outside_users_.make(input);
      std::erase(users, task);
      if (users.empty()) {
        outside_users_.drop(input);
        tasks_[input].used_outside = false;
      }
    });
  if (tasks_[task].used_outside)
    outside_users_.drop(task);
  index_.erase(key_of(task), task);
  release_layer(layer_of(task));
  tasks_[task] = {};
  if (--blocks_[number].live == 0)
    release_block(number);
}

void SchedulerState::release_block(BlockNumber number) {
  tasks_.release(blocks_[number].first, blocks_[number].count);
  blocks_[number] = {};
  free_blocks_.push_back(number);
}

} // namespace troupe
