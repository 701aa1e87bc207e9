// What the scheduler's state costs, alone: one job from its submission to its release, with workers that finish what
// they are given in order and at once. Prints events (reports of finished tasks) a second of time spent in apply(), and
// bytes a task of the allocator's memory: the job's graph, table and order as well as the state's own records.
//
//     bench_scheduler_core --tasks 1000000 --workers 64 [--threads 4] [--batch 1] [--graph
//     pipeline|tree|stencil|independent]
//                          [--json]
#include "runtime/base/json_writer.hpp"
#include "runtime/optimize/order.hpp"
#include "runtime/schedule/scheduler_state.hpp"

#include <malloc.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace troupe {
namespace {

struct Options {
  std::uint64_t tasks = 1'000'000;
  std::uint32_t workers = 64;
  std::uint32_t threads = 4;
  std::uint32_t batch = 1; ///< reports a message
  std::string graph = "pipeline";
  bool json = false;
};

struct Figures {
  std::uint64_t tasks = 0;
  std::uint64_t inputs = 0;
  std::uint64_t events = 0;
  std::uint64_t orders = 0;
  double submit_s = 0;
  double events_s = 0;
  double release_s = 0;
  std::uint64_t bytes_submitted = 0;
  std::uint64_t bytes_peak = 0;
};

std::uint64_t bytes_allocated() {
  const auto info = mallinfo2();
  return info.uordblks + info.hblkhd;
}

Layer layer_of(const std::string& name, std::uint32_t tasks, std::vector<LayerInput> inputs) {
  return {.key = KeyHasher().text(name).finish(), .kernel = name, .tasks = tasks, .inputs = std::move(inputs)};
}

void add_tree(TaskGraph& graph) {
  while (graph.layers.back().tasks > 1) {
    const auto source = static_cast<std::uint32_t>(graph.layers.size() - 1);
    const auto tasks = (graph.layers.back().tasks + 7) / 8;
    graph.layers.push_back(layer_of("sum" + std::to_string(source), tasks, {{source, Wiring::tree(8)}}));
  }
}

/// Each cell of a row takes itself and its two neighbours of the row before.
void add_steps(TaskGraph& graph, std::uint32_t cells, std::uint32_t steps) {
  std::vector<std::uint32_t> begins{0}, taken;
  for (std::uint32_t cell = 0; cell < cells; ++cell) {
    for (auto near = std::max(cell, 1u) - 1; near < std::min(cell + 2, cells); ++near)
      taken.push_back(near);
    begins.push_back(static_cast<std::uint32_t>(taken.size()));
  }
  for (std::uint32_t step = 1; step < steps; ++step)
    graph.layers.push_back(layer_of("step" + std::to_string(step), cells, {{step - 1, Wiring::list(begins, taken)}}));
}

TaskGraph make_graph(const Options& options) {
  TaskGraph graph;
  const auto tasks = static_cast<std::uint32_t>(options.tasks);
  if (options.graph == "stencil") {
    const std::uint32_t steps = 20;
    graph.layers.push_back(layer_of("begin", tasks / steps, {}));
    add_steps(graph, tasks / steps, steps);
  } else if (options.graph == "independent") {
    graph.layers.push_back(layer_of("load", tasks, {}));
  } else if (options.graph == "tree") {
    graph.layers.push_back(layer_of("load", static_cast<std::uint32_t>(std::uint64_t{tasks} * 7 / 8), {}));
    add_tree(graph);
  } else { // load, map, reduce: 15 of 15 + 1 tasks are in the first two layers
    const auto width = static_cast<std::uint32_t>(std::uint64_t{tasks} * 7 / 15);
    graph.layers.push_back(layer_of("load", width, {}));
    graph.layers.push_back(layer_of("map", width, {{0, Wiring::each()}}));
    add_tree(graph);
  }
  graph.outputs = {static_cast<std::uint32_t>(graph.layers.size() - 1)};
  return graph;
}

class Run {
public:
  explicit Run(const Options& options) : options_(options), queues_(options.workers) {
    for (std::uint32_t i = 0; i < options.workers; ++i)
      apply(WorkerJoined{{.id = {i + 1}, .name = "w" + std::to_string(i), .threads = options.threads}, {}});
  }

  Figures measure() {
    const auto before = bytes_allocated();
    submit();
    figures_.bytes_submitted = figures_.bytes_peak = bytes_allocated() - before;
    std::uint64_t rounds = 0;
    while (!finished_) {
      for (std::uint32_t worker = 0; worker < options_.workers; ++worker)
        report(worker);
      if (++rounds % 64 == 1)
        figures_.bytes_peak = std::max(figures_.bytes_peak, bytes_allocated() - before);
    }
    figures_.events_s = spent_;
    spent_ = 0;
    apply(CommandArrived{ReleaseJob{{1}}});
    figures_.release_s = spent_;
    return figures_;
  }

private:
  void submit() {
    JobSubmitted job{.job = {1}, .name = "bench"};
    job.graph = std::make_shared<const TaskGraph>(make_graph(options_));
    job.table = std::make_shared<const TaskTable>(expand(*job.graph));
    job.ranks = std::make_shared<const std::vector<std::uint32_t>>(order(*job.table));
    figures_.tasks = job.table->tasks.size();
    figures_.inputs = job.table->inputs.size();
    malloc_trim(0);
    spent_ = 0;
    apply(SchedulerEvent{std::move(job)});
    figures_.submit_s = spent_;
    spent_ = 0;
  }

  void report(std::uint32_t worker) {
    auto& queue = queues_[worker];
    if (queue.empty())
      return;
    WorkerReports batch{{worker + std::uint64_t{1}}, {}};
    for (std::uint32_t i = 0; i < options_.batch && !queue.empty(); ++i) {
      batch.reports.push_back(TaskFinished{queue.front(), 1000, 10});
      queue.pop_front();
      ++figures_.events;
    }
    apply(ReportsArrived{std::move(batch)});
  }

  void apply(const SchedulerEvent& event) {
    const auto begin = std::chrono::steady_clock::now();
    const auto effects = state_.apply(event, now_ += 10);
    spent_ += std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    for (const auto& effect : effects)
      if (const auto* batch = std::get_if<SendOrders>(&effect))
        handle(static_cast<std::uint32_t>(batch->worker.value - 1), *batch);
      else if (const auto* notice = std::get_if<SendNotice>(&effect))
        finished_ = finished_ || std::holds_alternative<JobFinished>(notice->notice);
  }

  void handle(std::uint32_t worker, const SendOrders& batch) {
    auto& queue = queues_[worker];
    for (const auto& order : batch.orders) {
      ++figures_.orders;
      if (const auto* run = std::get_if<RunTask>(&order))
        queue.push_back(run->key);
      else if (const auto* back = std::get_if<ReturnTask>(&order))
        if (const auto at = std::find(queue.begin(), queue.end(), back->key); at != queue.end()) {
          returned_.push_back({{worker + std::uint64_t{1}}, {TaskReturned{back->key}}});
          queue.erase(at);
        }
    }
    for (auto again = std::exchange(returned_, {}); auto& reports : again)
      apply(ReportsArrived{std::move(reports)});
  }

  Options options_;
  SchedulerState state_;
  Figures figures_;
  std::vector<std::deque<Key>> queues_;
  std::vector<WorkerReports> returned_;
  double spent_ = 0;
  LogicalTime now_ = 0;
  bool finished_ = false;
};

void print(const Options& options, const Figures& figures) {
  const auto tasks = static_cast<double>(figures.tasks);
  const auto rate = static_cast<double>(figures.events) / figures.events_s;
  const auto whole = static_cast<double>(figures.events) / (figures.submit_s + figures.events_s + figures.release_s);
  const auto bytes = static_cast<double>(figures.bytes_peak) / tasks;
  if (options.json) {
    JsonWriter json;
    json.begin_object().field("graph", options.graph).field("tasks", figures.tasks).field("inputs", figures.inputs);
    json.field("workers", options.workers).field("threads", options.threads).field("batch", options.batch);
    json.field("events", figures.events).field("orders", figures.orders).field("events_per_s", rate);
    json.field("whole_job_events_per_s", whole)
        .field("submit_s", figures.submit_s)
        .field("release_s", figures.release_s);
    json.field("bytes_per_task", bytes).end_object();
    std::printf("%s\n", json.str().c_str());
    return;
  }
  std::printf("%s: %llu tasks, %llu inputs, %u workers of %u threads, %u reports a message\n", options.graph.c_str(),
              static_cast<unsigned long long>(figures.tasks), static_cast<unsigned long long>(figures.inputs),
              options.workers, options.threads, options.batch);
  std::printf("  %.0f events/s (with submission and release: %.0f); submission %.3f s, release %.3f s\n", rate, whole,
              figures.submit_s, figures.release_s);
  std::printf("  %.0f bytes a task\n", bytes);
}

int usage() {
  std::fprintf(stderr, "usage: bench_scheduler_core [--tasks N] [--workers N] [--threads N] [--batch N] "
                       "[--graph pipeline|tree|stencil|independent] [--json]\n");
  return 2;
}

bool read_options(int argc, char** argv, Options& options) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view flag = argv[i];
    if (flag == "--json") {
      options.json = true;
      continue;
    }
    if (i + 1 == argc)
      return false;
    const std::string value = argv[++i];
    if (flag == "--graph") {
      options.graph = value;
      continue;
    }
    char* end = nullptr;
    const auto number = std::strtoull(value.c_str(), &end, 10);
    if (*end != '\0' || number == 0 || number > (1u << 31))
      return false;
    if (flag == "--tasks")
      options.tasks = number;
    else if (flag == "--workers")
      options.workers = static_cast<std::uint32_t>(number);
    else if (flag == "--threads")
      options.threads = static_cast<std::uint32_t>(number);
    else if (flag == "--batch")
      options.batch = static_cast<std::uint32_t>(number);
    else
      return false;
  }
  const auto& graph = options.graph;
  return options.tasks >= 100
         && (graph == "pipeline" || graph == "tree" || graph == "stencil" || graph == "independent");
}

} // namespace
} // namespace troupe

int main(int argc, char** argv) {
  troupe::Options options;
  if (!troupe::read_options(argc, argv, options))
    return troupe::usage();
  auto run = std::make_unique<troupe::Run>(options);
  troupe::print(options, run->measure());
  return 0;
}
