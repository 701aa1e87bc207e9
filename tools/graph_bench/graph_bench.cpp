// What a graph of a million tasks costs before the first of them runs: lowering, each pass, encoding, and on the other
// side decoding, expanding, ordering and grouping; and how many bytes a task takes on the wire. Three graphs: an array
// expression and its sum, a tree of lists (nothing symbolic about its wirings), and a million single calls. Then how
// many chunks the order keeps alive, against breadth first, on the graphs that the simulator runs.
#include "runtime/base/number_text.hpp"
#include "runtime/graph/task_table.hpp"
#include "runtime/optimize/live_chunks.hpp"
#include "runtime/optimize/order.hpp"
#include "runtime/optimize/pipeline.hpp"
#include "runtime/optimize/sibling_groups.hpp"
#include "runtime/simulate/graph_shapes.hpp"
#include "runtime/wire/graph_codec.hpp"

#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

namespace {

using namespace troupe;

LogicalTime micros_now() {
  return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

class Timed {
public:
  explicit Timed(std::string what) : what_(std::move(what)), begin_(micros_now()) {}
  ~Timed() {
    std::printf("  %-24s %s\n", what_.c_str(),
                format_seconds(static_cast<double>(micros_now() - begin_) * 1e-6).c_str());
  }

private:
  std::string what_;
  LogicalTime begin_;
};

ExpressionPtr layer(const std::string& kernel, std::uint32_t tasks, std::vector<ExpressionInput> inputs,
                    Params params = {}) {
  return Expression::make({.kernel = kernel, .params = std::move(params), .tasks = tasks, .inputs = std::move(inputs)})
      .value();
}

/// (x * 2 + y).sum() of 300,000 chunks.
ExpressionPtr array_expression() {
  const auto x = layer("random", 300'000, {}, Params{}.set("seed", 1)),
             y = layer("random", 300'000, {}, Params{}.set("seed", 2));
  const auto twice = layer("scalar", 300'000, {{x, Wiring::each()}}, Params{}.set("by", 2.0));
  return tree_reduce(layer("add", 300'000, {{twice, Wiring::each()}, {y, Wiring::each()}}), "sum", {}).value();
}

/// A million tasks in ten layers, each taking its three neighbours in the layer below.
ExpressionPtr stencil() {
  constexpr std::uint32_t width = 100'000;
  std::vector<std::uint32_t> begins{0}, taken;
  for (std::uint32_t at = 0; at < width; ++at) {
    taken.insert(taken.end(), {at > 0 ? at - 1 : 0, at, at + 1 < width ? at + 1 : at});
    begins.push_back(static_cast<std::uint32_t>(taken.size()));
  }
  auto last = layer("start", width, {});
  for (int step = 1; step < 10; ++step)
    last = layer("step", width, {{last, Wiring::list(begins, taken)}});
  return last;
}

/// A tree of a million calls, each a layer of its own.
ExpressionPtr single_calls() {
  std::vector<ExpressionPtr> level;
  for (std::int64_t call = 0; call < 500'000; ++call)
    level.push_back(layer("load", 1, {}, Params{}.set("file", call)));
  while (level.size() > 1) {
    std::vector<ExpressionPtr> next;
    for (std::size_t i = 0; i + 1 < level.size(); i += 2)
      next.push_back(layer("add", 1, {{level[i], Wiring::each()}, {level[i + 1], Wiring::each()}}));
    if (level.size() % 2)
      next.push_back(level.back());
    level = std::move(next);
  }
  return level.front();
}

Bytes client_side(const ExpressionPtr& expression, std::uint64_t& tasks) {
  TaskGraph graph;
  {
    const Timed timed("lower");
    graph = lower(std::span(&expression, 1));
  }
  tasks = graph.task_count();
  Optimized optimized;
  {
    const Timed timed("optimize");
    optimized = optimize(std::move(graph), {.clock = micros_now}).value();
  }
  for (const auto& report : optimized.reports)
    std::printf("    %-22s %s\n", report.pass.c_str(),
                format_seconds(static_cast<double>(report.micros) * 1e-6).c_str());
  const Timed timed("encode");
  return encode(optimized.graph).value();
}

void scheduler_side(const Bytes& bytes) {
  TaskGraph graph;
  {
    const Timed timed("decode and check");
    graph = decode_graph(bytes).value();
  }
  TaskTable table;
  {
    const Timed timed("expand");
    table = expand(graph);
  }
  {
    const Timed timed("order");
    order(table);
  }
  const Timed timed("sibling groups");
  sibling_groups(table);
}

void measure(const char* name, ExpressionPtr (*build)()) {
  std::printf("%s\n", name);
  ExpressionPtr expression;
  {
    const Timed timed("build expressions");
    expression = build();
  }
  std::uint64_t tasks = 0;
  Bytes bytes;
  {
    const Timed timed("lower, optimize, encode");
    bytes = client_side(expression, tasks);
  }
  std::printf("  %s tasks, %s on the wire: %.4f bytes a task\n", format_count(tasks).c_str(),
              format_bytes(bytes.size()).c_str(), static_cast<double>(bytes.size()) / static_cast<double>(tasks));
  scheduler_side(bytes);
}

void measure_order() {
  constexpr std::uint64_t tasks = 100'000;
  constexpr std::uint32_t workers = 100;
  std::printf("%-16s %10s %16s %16s\n", "most chunks alive", "tasks", "our order", "breadth first");
  for (auto name : simulate::graph_names()) {
    const auto table = expand(simulate::make_graph(name, tasks, workers, 1).value().graph);
    std::printf("%-16s %10zu %16zu %16zu\n", std::string(name).c_str(), table.tasks.size(),
                peak_live_chunks(table, order(table)), peak_live_chunks(table, breadth_first(table)));
  }
}

} // namespace

int main() {
  measure("array expression", array_expression);
  measure("stencil by lists", stencil);
  measure("single calls", single_calls);
  measure_order();
}
