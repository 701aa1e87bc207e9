#include "runtime/simulate/bounds.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace troupe::simulate {

namespace {

/// Tasks that are asked what they wait for: the one with the longest path from it of each of so many layers.
constexpr std::size_t asked = 24;

class Waiting {
public:
  Waiting(const TaskTable& table, std::vector<double> lasts, double threads)
      : table_(table), lasts_(std::move(lasts)), threads_(threads), tail_(lasts_), seen_(lasts_.size()) {
    for (auto task = static_cast<std::uint32_t>(tail_.size()); task-- > 0;)
      for (auto input : table_.inputs_of(task))
        tail_[input] = std::max(tail_[input], lasts_[input] + tail_[task]);
  }

  double bound_us() {
    const auto all = candidates();
    double most = 0;
    for (std::size_t i = 0; i < std::min(asked, all.size()); ++i) {
      const auto task = all[i * all.size() / std::min(asked, all.size())];
      most = std::max(most, work_before(task) / threads_ + tail_[task]);
    }
    return most;
  }

private:
  std::vector<std::uint32_t> candidates() const {
    std::vector<std::uint32_t> longest; // by layer
    for (std::uint32_t task = 0; task < tail_.size(); ++task) {
      const auto layer = table_.tasks[task].layer;
      if (layer >= longest.size())
        longest.resize(layer + std::size_t{1}, task);
      if (tail_[task] > tail_[longest[layer]])
        longest[layer] = task;
    }
    return longest;
  }

  double work_before(std::uint32_t task) {
    double work = 0;
    std::vector<std::uint32_t> stack{task}, touched;
    while (!stack.empty()) {
      const auto next = stack.back();
      stack.pop_back();
      for (auto input : table_.inputs_of(next))
        if (!seen_[input]) {
          seen_[input] = true;
          touched.push_back(input);
          work += lasts_[input];
          stack.push_back(input);
        }
    }
    for (auto one : touched)
      seen_[one] = false;
    return work;
  }

  const TaskTable& table_;
  std::vector<double> lasts_;
  double threads_;
  std::vector<double> tail_; ///< the longest path from each task, itself included
  std::vector<bool> seen_;
};

} // namespace

double Bounds::bound_us() const { return std::max({longest_path_us, work_us, bytes_us, waiting_us}); }

Bounds lower_bounds(const Workload& workload, const Catalogue& catalogue, std::size_t workload_number,
                    std::uint32_t workers, std::uint64_t threads, double bandwidth) {
  Bounds bounds;
  const auto& table = *workload.table;
  std::vector<double> ends(table.tasks.size()), all(table.tasks.size());
  for (std::uint32_t task = 0; task < table.tasks.size(); ++task) {
    const auto lasts = static_cast<double>(catalogue.duration_us(catalogue.number_of(workload_number, task)));
    for (auto input : table.inputs_of(task))
      ends[task] = std::max(ends[task], ends[input]);
    ends[task] += lasts;
    bounds.work_us += lasts;
    all[task] = lasts;
    bounds.longest_path_us = std::max(bounds.longest_path_us, ends[task]);
  }
  bounds.work_us /= static_cast<double>(threads);
  bounds.waiting_us = Waiting(table, std::move(all), static_cast<double>(threads)).bound_us();
  const auto crossing = static_cast<double>(workload.spread_bytes) * (1 - 1.0 / workers);
  bounds.bytes_us = crossing / workers / bandwidth * 1e6;
  return bounds;
}

} // namespace troupe::simulate
