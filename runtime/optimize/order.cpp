#include "runtime/optimize/order.hpp"

#include "runtime/optimize/consumers.hpp"

#include <algorithm>
#include <limits>

namespace troupe {
namespace {

constexpr auto unranked = std::numeric_limits<std::uint32_t>::max();
/// A chunk is spread into this many others without asking whether that helps.
constexpr std::uint32_t few = 16;

/// Sethi and Ullman's numbers: how many chunks are alive at once while a task's tree is computed, with the hungriest
/// input first. Shared inputs count for each of their users, which is near enough for choosing.
class Hunger {
public:
  explicit Hunger(const TaskTable& table) : hunger_(table.tasks.size(), 1) {
    std::vector<std::uint32_t> inputs;
    for (std::uint32_t task = 0; task < table.tasks.size(); ++task) {
      const auto taken = table.inputs_of(task);
      inputs.assign(taken.begin(), taken.end());
      sort(inputs);
      for (std::uint32_t i = 0; i < inputs.size(); ++i)
        hunger_[task] = std::max(hunger_[task], hunger_[inputs[i]] + i);
    }
  }

  void sort(std::vector<std::uint32_t>& inputs) const {
    const auto hungrier = [&](auto a, auto b) {
      return hunger_[a] > hunger_[b] || (hunger_[a] == hunger_[b] && a < b);
    };
    if (!std::is_sorted(inputs.begin(), inputs.end(), hungrier))
      std::sort(inputs.begin(), inputs.end(), hungrier);
  }

private:
  std::vector<std::uint32_t> hunger_;
};

class Ordering {
public:
  explicit Ordering(const TaskTable& table)
      : table_(table), consumers_(table), hunger_(table), rank_(table.tasks.size(), unranked),
        missing_(table.tasks.size()), left_(table.tasks.size()), not_ready_(table.tasks.size()),
        layer_tasks_(count_tasks(table)), settled_(table.tasks.size()), feeds_wide_(table.tasks.size()) {
    for (auto output : table.outputs)
      settled_[output] = true;
    for (std::uint32_t task = 0; task < table.tasks.size(); ++task) {
      missing_[task] = static_cast<std::uint32_t>(table.inputs_of(task).size());
      left_[task] = not_ready_[task] = static_cast<std::uint32_t>(consumers_.of(task).size());
      if (missing_[task] > few)
        for (auto input : table.inputs_of(task))
          feeds_wide_[input] = true;
    }
  }

  std::vector<std::uint32_t> run() && {
    for (auto output : table_.outputs)
      finish(output);
    for (std::uint32_t task = 0; task < table_.tasks.size(); ++task)
      finish(task);
    return std::move(rank_);
  }

private:
  static std::vector<std::uint32_t> count_tasks(const TaskTable& table) {
    std::vector<std::uint32_t> counts;
    for (const auto& task : table.tasks) {
      counts.resize(std::max<std::size_t>(counts.size(), task.layer + std::size_t{1}));
      ++counts[task.layer];
    }
    return counts;
  }

  /// Ranks a task after all that it needs, depth first.
  void finish(std::uint32_t wanted) {
    path_.push_back(wanted);
    while (!path_.empty()) {
      const auto task = path_.back();
      if (rank_[task] != unranked) {
        path_.pop_back();
      } else if (missing_[task] == 0) {
        path_.pop_back();
        place(task);
        release_eagerly();
      } else {
        push_inputs(task);
      }
    }
  }

  /// The hungriest goes on top.
  void push_inputs(std::uint32_t task) {
    scratch_.clear();
    for (auto input : table_.inputs_of(task))
      if (rank_[input] == unranked)
        scratch_.push_back(input);
    hunger_.sort(scratch_);
    path_.insert(path_.end(), scratch_.rbegin(), scratch_.rend());
  }

  void release_eagerly() {
    while (!eager_.empty()) {
      const auto task = eager_.back();
      eager_.pop_back();
      if (rank_[task] == unranked)
        place(task);
    }
  }

  void place(std::uint32_t task) {
    rank_[task] = next_++;
    for (auto input : table_.inputs_of(task)) {
      --left_[input];
      consider(input);
    }
    for (auto consumer : consumers_.of(task))
      if (--missing_[consumer] == 0)
        became_ready(consumer);
    consider(task);
  }

  void became_ready(std::uint32_t task) {
    for (auto input : table_.inputs_of(task)) {
      --not_ready_[input];
      consider(input);
    }
  }

  /// Queues what is left to be done with a chunk when all of it can be done now and that releases the chunk.
  void consider(std::uint32_t task) {
    if (rank_[task] == unranked || settled_[task] || left_[task] == 0 || not_ready_[task] > 0 || !worth_spreading(task))
      return;
    const auto takers = consumers_.of(task);
    for (std::size_t i = takers.size(); i-- > 0;)
      if (rank_[takers[i]] == unranked)
        eager_.push_back(takers[i]);
    settled_[task] = true;
  }

  /// A chunk may become many when it has more sisters, each of which would wait for the same; not when its consumers
  /// take many others too (a shuffle), for then it is not this chunk that they wait for.
  bool worth_spreading(std::uint32_t task) const {
    return left_[task] <= few || (left_[task] < layer_tasks_[table_.tasks[task].layer] && !feeds_wide_[task]);
  }

  const TaskTable& table_;
  Consumers consumers_;
  Hunger hunger_;
  std::vector<std::uint32_t> rank_;
  std::vector<std::uint32_t> missing_;   ///< inputs that are not ranked yet
  std::vector<std::uint32_t> left_;      ///< consumers that are not ranked yet
  std::vector<std::uint32_t> not_ready_; ///< consumers that miss an input
  std::vector<std::uint32_t> layer_tasks_;
  std::vector<bool> settled_;    ///< never released because it is an output, or being released already
  std::vector<bool> feeds_wide_; ///< some consumer takes more than a few chunks
  std::vector<std::uint32_t> path_;
  std::vector<std::uint32_t> eager_;
  std::vector<std::uint32_t> scratch_;
  std::uint32_t next_ = 0;
};

} // namespace

std::vector<std::uint32_t> order(const TaskTable& table) { return Ordering(table).run(); }

} // namespace troupe
