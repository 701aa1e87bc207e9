// A scheduler's state to be told things and heard, in short words: tasks are "a0" (layer "a", task 0), workers "w1",
// jobs "j1"; effects are lines. After every event the invariants are checked.
#pragma once

#include "runtime/schedule/scheduler_state.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

namespace troupe {

struct NamedInput {
  std::string layer;
  Wiring wiring;
};

/// Builds a graph layer by layer; equal names have equal keys in all graphs.
class TestGraph {
public:
  TestGraph& layer(const std::string& name, std::uint32_t tasks, const std::vector<NamedInput>& inputs = {},
                   Annotations annotations = {}) {
    Layer layer;
    layer.key = KeyHasher().text(name).finish();
    layer.kernel = name;
    layer.tasks = tasks;
    layer.annotations = std::move(annotations);
    for (const auto& input : inputs)
      layer.inputs.push_back({numbers_.at(input.layer), input.wiring});
    numbers_[name] = static_cast<std::uint32_t>(graph_.layers.size());
    graph_.layers.push_back(std::move(layer));
    return *this;
  }
  /// The last layer's, which is else the layer's name.
  TestGraph& of_kernel(const std::string& kernel) {
    graph_.layers.back().kernel = kernel;
    return *this;
  }
  TaskGraph wanting(const std::vector<std::string>& outputs) const {
    auto graph = graph_;
    for (const auto& output : outputs)
      graph.outputs.push_back(numbers_.at(output));
    return graph;
  }

private:
  TaskGraph graph_;
  std::map<std::string, std::uint32_t> numbers_;
};

inline TaskGraph sources(std::uint32_t count, const std::string& name = "a", Annotations annotations = {}) {
  return TestGraph().layer(name, count, {}, std::move(annotations)).wanting({name});
}

/// Four tasks that take one chunk.
inline TaskGraph fan_out(const std::string& source = "a") {
  return TestGraph().layer(source, 1).layer("b", 4, {{source, Wiring::one(0)}}).wanting({"b"});
}

inline Key key(const std::string& layer, std::uint32_t index) {
  return task_key(KeyHasher().text(layer).finish(), index);
}

class Scheduler : public testing::Test {
protected:
  using Lines = std::vector<std::string>;

  Lines tell(const SchedulerEvent& event) {
    const auto effects = state.apply(event, now);
    const auto sound = state.check_invariants();
    EXPECT_TRUE(sound) << to_string(sound ? Error{} : sound.error());
    Lines lines;
    for (const auto& effect : effects)
      std::visit([&](const auto& each) { say(each, lines); }, effect);
    return lines;
  }

  static WorkerId worker(std::uint64_t number) { return {number}; }
  Lines join(std::uint64_t number, std::uint32_t threads = 1, std::vector<Resource> resources = {},
             std::vector<HeldChunk> inventory = {}) {
    WorkerInfo info{.id = worker(number),
                    .name = "w" + std::to_string(number),
                    .address = {"host", static_cast<std::uint16_t>(number)},
                    .threads = threads,
                    .resources = std::move(resources)};
    return tell(WorkerJoined{info, std::move(inventory)});
  }
  Lines gone(std::uint64_t number) { return tell(WorkerGone{worker(number), "it crashed"}); }

  /// Ranks are the order in which the tasks stand in the graph, unless given.
  Lines submit(std::uint64_t job, TaskGraph graph, std::vector<std::uint32_t> ranks = {}, double weight = 1,
               std::vector<std::uint32_t> groups = {}) {
    EXPECT_TRUE(graph.check());
    for (const auto& layer : graph.layers)
      for (std::uint32_t i = 0; i < layer.tasks; ++i)
        names_[task_key(layer.key, i)] = layer.kernel + std::to_string(i);
    JobSubmitted event{.job = {job}, .name = "j" + std::to_string(job)};
    event.table = std::make_shared<const TaskTable>(expand(graph));
    event.graph = std::make_shared<const TaskGraph>(std::move(graph));
    if (ranks.empty()) {
      ranks.resize(event.table->tasks.size());
      std::iota(ranks.begin(), ranks.end(), 0u);
    }
    event.ranks = std::make_shared<const std::vector<std::uint32_t>>(std::move(ranks));
    event.weight = weight;
    if (!groups.empty())
      event.groups = std::make_shared<const std::vector<std::uint32_t>>(std::move(groups));
    return tell(event);
  }
  Lines cancel(std::uint64_t job) { return tell(CommandArrived{CancelJob{{job}}}); }
  Lines release(std::uint64_t job) { return tell(CommandArrived{ReleaseJob{{job}}}); }

  Lines report(std::uint64_t number, std::vector<WorkerReport> reports) {
    return tell(ReportsArrived{{worker(number), std::move(reports)}});
  }
  Lines finish(std::uint64_t number, const std::string& layer, std::uint32_t index, std::uint64_t nbytes = 8,
               std::uint64_t duration_us = 1000) {
    return report(number, {TaskFinished{key(layer, index), nbytes, duration_us}});
  }

  TaskPhase phase(const std::string& layer, std::uint32_t index) const {
    const auto task = state.find_task(key(layer, index));
    return task ? task->phase : TaskPhase::idle;
  }

  SchedulerState state;
  LogicalTime now = 0;

private:
  std::string name(const Key& task) const {
    const auto at = names_.find(task);
    return at == names_.end() ? to_string(task) : at->second;
  }
  static std::string name(WorkerId id) { return "w" + std::to_string(id.value); }

  std::string line(const DefineLayer& order) const { return "define " + order.kernel; }
  std::string line(const DefinePeer& order) const { return "peer " + name(order.id); }
  std::string line(const CancelTask& order) const { return "cancel " + name(order.key); }
  std::string line(const FreeChunk& order) const { return "free " + name(order.key); }
  std::string line(const ReturnTask& order) const { return "return " + name(order.key); }
  std::string line(const Retire& order) const { return (order.orderly ? "dismiss: " : "retire: ") + order.reason; }
  std::string line(const CopyChunk& order) const {
    auto text = "copy " + name(order.key);
    for (const auto& holder : order.holders)
      text += "@" + name(holder);
    return text;
  }
  std::string line(const RunTask& order) const {
    std::string text = "run " + name(order.key);
    for (const auto& input : order.inputs) {
      text += (&input == &order.inputs.front() ? " of " : ", ") + name(input.key);
      for (const auto& holder : input.holders)
        text += (&holder == &input.holders.front() ? "@" : "/") + name(holder);
      text += input.last_use ? "!" : "";
    }
    return text;
  }

  void say(const SendOrders& effect, Lines& lines) const {
    for (const auto& order : effect.orders)
      lines.push_back(name(effect.worker) + " " + std::visit([&](const auto& each) { return line(each); }, order));
  }
  void say(const FenceWorker& effect, Lines& lines) const {
    lines.push_back("fence " + name(effect.worker) + ": " + effect.reason);
  }
  void say(const SendNotice& effect, Lines& lines) const {
    const auto job = "j" + std::to_string(effect.job.value);
    if (const auto* progressed = std::get_if<JobProgressed>(&effect.notice)) {
      lines.push_back(job + " " + std::to_string(progressed->progress.tasks_done) + " of "
                      + std::to_string(progressed->progress.tasks_total));
    } else if (const auto* failed = std::get_if<JobFailed>(&effect.notice)) {
      lines.push_back(job + " failed: " + to_string(failed->error));
    } else if (const auto* finished = std::get_if<JobFinished>(&effect.notice)) {
      auto text = job + " finished";
      for (const auto& output : finished->outputs) {
        text += " " + name(output.key);
        for (const auto& holder : output.holders)
          text += (&holder == &output.holders.front() ? "@" : "/") + name(holder.id);
      }
      lines.push_back(text);
    }
  }

  std::map<Key, std::string> names_;
};

} // namespace troupe
