#include "tools/troupe/explain_command.hpp"

#include "runtime/base/escaped.hpp"
#include "runtime/base/json_writer.hpp"
#include "runtime/graph/dump.hpp"
#include "runtime/graph/task_table.hpp"
#include "runtime/optimize/explain.hpp"
#include "tools/troupe/job.hpp"
#include "tools/troupe/print.hpp"

#include <chrono>

namespace troupe::tool {
namespace {

LogicalTime micros_now() {
  return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

/// Lines "KEY KERNEL INDEX": the tasks as a scheduler gets to know them.
std::string keys_text(const TaskGraph& graph) {
  std::string text;
  for (const auto& task : expand(graph).tasks)
    text +=
        to_string(task.key) + " " + escaped(graph.layers[task.layer].kernel) + " " + std::to_string(task.index) + "\n";
  return text;
}

void write_size(const TaskGraph& graph, JsonWriter& json) {
  json.begin_object().field("layers", std::uint64_t{graph.layers.size()}).field("tasks", graph.task_count());
  json.field("text", to_text(graph)).end_object();
}

std::string explanation_json(const TaskGraph& before, const Optimized& optimized) {
  JsonWriter json;
  json.begin_object().key("before");
  write_size(before, json);
  json.key("after");
  write_size(optimized.graph, json);
  json.key("passes").begin_array();
  for (const auto& pass : optimized.reports) {
    json.begin_object().field("pass", pass.pass);
    json.field("layers_before", std::uint64_t{pass.layers_before})
        .field("layers_after", std::uint64_t{pass.layers_after});
    json.field("tasks_before", pass.tasks_before).field("tasks_after", pass.tasks_after);
    json.field("seconds", static_cast<double>(pass.micros) * 1e-6).end_object();
  }
  json.end_array().end_object();
  return json.str() + "\n";
}

ExitCode explain_job(Invocation& invocation) {
  const auto& arguments = invocation.arguments;
  const auto& job = job_named(only_operand(invocation, "a JOB"));
  if (arguments.has("dot") + arguments.has("keys") + arguments.has("json") > 1)
    refuse("--dot, --keys and --json exclude each other");
  const auto before = plan(job, arguments).graph;
  const auto optimized = or_fail(optimize(before, {.skip = {}, .clock = micros_now}));
  if (invocation.json())
    print(explanation_json(before, optimized));
  else if (arguments.has("keys"))
    print(keys_text(optimized.graph));
  else if (arguments.has("dot"))
    print(explain_dot(before, optimized.graph, optimized.reports));
  else
    print(explain(before, optimized.graph, optimized.reports));
  return ExitCode::ok;
}

} // namespace

Command explain_command() {
  Command command;
  command.name = "explain";
  command.operands = "JOB";
  command.summary = "show the tasks of a job before and after optimisation, without running it";
  command.details =
      "Tells what each pass of the optimiser did, and shows both graphs: task by task up to 40 tasks, layer by "
      "layer above. No cluster is needed. With --json: before and after (layers, tasks, text) and passes "
      "(pass, layers_before, layers_after, tasks_before, tasks_after, seconds).\n"
      "\n"
      "Examples:\n"
      "  troupe explain linear-regression --random 1000000x10 --chunk-rows 100000\n"
      "  troupe explain linear-regression --random 1000000x10 --dot | dot -Tsvg > graph.svg\n"
      "  troupe explain linear-regression --random 1000000x10 --keys";
  command.flags = {{"dot", "", "print a drawing for Graphviz"},
                   {"keys", "",
                    "print a line for each task that will run: its key for 'troupe explain-task', its kernel, its "
                    "index among those of its layer"},
                   {"json", "", "print one JSON object"}};
  command.takes_job = true;
  command.run = explain_job;
  return command;
}

} // namespace troupe::tool
