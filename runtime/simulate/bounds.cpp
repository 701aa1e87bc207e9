#include "runtime/simulate/bounds.hpp"

#include <algorithm>
#include <span>
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

  /// The longest path from the task, itself included.
  double tail_us(std::uint32_t task) const { return tail_[task]; }

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

/// Of each layer the task that takes most bytes.
std::vector<std::uint32_t> greediest(const TaskTable& table, const Catalogue& catalogue, std::size_t workload_number) {
  std::vector<std::uint32_t> tasks;
  std::vector<std::uint64_t> most;
  for (std::uint32_t task = 0; task < table.tasks.size(); ++task) {
    std::uint64_t bytes = 0;
    for (auto input : table.inputs_of(task))
      bytes += catalogue.nbytes(catalogue.number_of(workload_number, input));
    const auto layer = table.tasks[task].layer;
    if (layer >= most.size()) {
      most.resize(layer + std::size_t{1});
      tasks.resize(most.size(), task);
    }
    if (bytes > most[layer]) {
      most[layer] = bytes;
      tasks[layer] = task;
    }
  }
  return tasks;
}

} // namespace

double Bounds::bound_us() const { return std::max({longest_path_us, work_us, bytes_us, waiting_us, gathering_us}); }

double least_gathering_us(std::vector<std::pair<double, double>> chunks, double threads, double bandwidth) {
  std::erase_if(chunks, [](const auto& chunk) { return chunk.second <= 0; });
  std::sort(chunks.begin(), chunks.end(),
            [](const auto& a, const auto& b) { return a.first * b.second < b.first * a.second; });
  double making = 0, fetching = 0; // microseconds
  for (const auto& [lasts, bytes] : chunks)
    fetching += bytes / bandwidth * 1e6;
  for (const auto& [lasts, bytes] : chunks) {
    const auto here = lasts / threads, there = bytes / bandwidth * 1e6;
    if (making + here >= fetching - there)
      return here + there > 0 ? making + here * std::max(0.0, fetching - making) / (here + there) : making;
    making += here;
    fetching -= there;
  }
  return making;
}

double earliest_begin_us(std::span<const EarliestInput> inputs, double threads) {
  if (inputs.empty())
    return 0;
  const auto& last = *std::ranges::max_element(inputs, {}, &EarliestInput::ends_us);
  double begins = last.ends_us();
  for (const auto& other : inputs) {
    if (&other == &last)
      continue;
    const auto apart =
        std::min(last.ends_us() + last.brings_us, std::max(last.ends_us(), other.ends_us() + other.brings_us));
    const auto together =
        threads > 1 ? last.ends_us() : std::min(last.begins_us, other.begins_us) + last.lasts_us + other.lasts_us;
    begins = std::max(begins, std::min(apart, together));
  }
  return begins;
}

Bounds lower_bounds(const Workload& workload, const Catalogue& catalogue, std::size_t workload_number,
                    std::uint32_t workers, std::uint64_t threads, double bandwidth) {
  Bounds bounds;
  const auto& table = *workload.table;
  std::vector<double> ends(table.tasks.size()), all(table.tasks.size());
  std::vector<std::uint32_t> taken;
  std::vector<EarliestInput> inputs;
  const auto threads_each = static_cast<double>(threads) / workers;
  for (std::uint32_t task = 0; task < table.tasks.size(); ++task) {
    const auto lasts = static_cast<double>(catalogue.duration_us(catalogue.number_of(workload_number, task)));
    taken.assign(table.inputs_of(task).begin(), table.inputs_of(task).end());
    std::ranges::sort(taken);
    taken.erase(std::ranges::unique(taken).begin(), taken.end()); // it may take one twice
    inputs.clear();
    for (auto input : taken) {
      const auto bytes = static_cast<double>(catalogue.nbytes(catalogue.number_of(workload_number, input)));
      inputs.push_back({ends[input] - all[input], all[input], bytes / bandwidth * 1e6});
    }
    ends[task] = earliest_begin_us(inputs, threads_each) + lasts;
    bounds.work_us += lasts;
    all[task] = lasts;
    bounds.longest_path_us = std::max(bounds.longest_path_us, ends[task]);
  }
  bounds.work_us /= static_cast<double>(threads);
  Waiting waiting(table, all, static_cast<double>(threads));
  bounds.waiting_us = waiting.bound_us();
  for (auto task : greediest(table, catalogue, workload_number)) {
    std::vector<std::pair<double, double>> chunks;
    double begin = ends[task] - all[task];
    for (auto input : table.inputs_of(task)) {
      chunks.emplace_back(all[input],
                          static_cast<double>(catalogue.nbytes(catalogue.number_of(workload_number, input))));
      begin = std::min(begin, ends[input] - all[input]);
    }
    const auto gathering = least_gathering_us(std::move(chunks), threads_each, bandwidth);
    bounds.gathering_us = std::max(bounds.gathering_us, begin + gathering + waiting.tail_us(task));
  }
  const auto crossing = static_cast<double>(workload.spread_bytes) * (1 - 1.0 / workers);
  bounds.bytes_us = crossing / workers / bandwidth * 1e6;
  return bounds;
}

} // namespace troupe::simulate
