#include "collections/session/explain.hpp"

#include "runtime/base/number_text.hpp"
#include "runtime/optimize/pipeline.hpp"

namespace troupe {
namespace {

std::string counted(std::uint64_t count, const std::string& noun) {
  return format_count(count) + " " + noun + (count == 1 ? "" : "s");
}

std::string size_of_graph(const TaskGraph& graph) {
  return counted(graph.layers.size(), "layer") + ", " + counted(graph.task_count(), "task");
}

std::string kernels_of(const Layer& layer) {
  const auto* steps = layer.params.list("steps");
  if (!steps)
    return layer.kernel;
  std::string text;
  for (const auto& step : *steps)
    text += (text.empty() ? layer.kernel + " " : " + ") + step.text("kernel").value();
  return text;
}

std::string line(const TaskGraph& graph, std::size_t id) {
  const auto& layer = graph.layers[id];
  auto text = "  " + std::to_string(id) + "  " + kernels_of(layer) + "  " + counted(layer.kept_count(), "task");
  for (const auto& input : layer.inputs)
    text += (&input == layer.inputs.data() ? "  <- " : ", ") + std::to_string(input.layer) + " (" + to_string(input.wiring) + ")";
  if (!layer.params.empty() && !layer.params.has("steps"))
    text += "  " + to_string(layer.params);
  return text + "\n";
}

} // namespace

std::string to_string(const TaskGraph& graph) {
  std::string text;
  for (std::size_t id = 0; id < graph.layers.size(); ++id)
    text += line(graph, id);
  return text;
}

std::string explain(const ExpressionPtr& expression) {
  const ExpressionPtr outputs[] = {expression};
  const auto written = lower(outputs);
  auto text = "written: " + size_of_graph(written) + "\n" + to_string(written);
  const auto optimized = optimize(written).value();
  for (const auto& report : optimized.reports)
    text += "pass " + report.pass + ": " + counted(report.layers_after, "layer") + ", " + counted(report.tasks_after, "task") + "\n";
  return text + "runs: " + size_of_graph(optimized.graph) + "\n" + to_string(optimized.graph);
}

} // namespace troupe
