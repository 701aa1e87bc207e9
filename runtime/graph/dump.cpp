#include "runtime/graph/dump.hpp"

#include "runtime/base/number_text.hpp"
#include "runtime/graph/task_table.hpp"

#include <algorithm>

namespace troupe {
namespace {

constexpr std::size_t most_params = 100; ///< characters of parameters on a line
constexpr std::size_t most_steps = 12;   ///< steps of a fused layer
constexpr std::size_t most_inputs = 8;   ///< input tasks on a line

/// "fused: random_normal > moments" says more than the kernel's name.
std::string title(const Layer& layer) {
  const auto* steps = layer.params.list("steps");
  if (layer.kernel != "fused" || !steps)
    return layer.kernel;
  std::string text = "fused:";
  for (std::size_t i = 0; i < std::min(steps->size(), most_steps); ++i) {
    const auto kernel = (*steps)[i].text("kernel");
    text += (i ? " > " : " ") + (kernel ? *kernel : "?");
  }
  return steps->size() > most_steps ? text + " ... " + std::to_string(steps->size()) + " steps" : text;
}

std::string shown_params(const Layer& layer) {
  auto text = layer.kernel == "fused" ? std::string() : to_string(layer.params);
  if (text.size() > most_params)
    text = text.substr(0, most_params) + "...";
  return text.empty() ? text : "  " + text;
}

std::string count_of(const Layer& layer) {
  const auto all = format_count(layer.tasks) + (layer.tasks == 1 ? " task" : " tasks");
  return layer.kept_count() == layer.tasks ? all : format_count(layer.kept_count()) + " of " + all;
}

std::string padded(std::size_t number) {
  auto text = std::to_string(number);
  return text + std::string(text.size() < 4 ? 4 - text.size() : 0, ' ');
}

std::vector<bool> marked(std::size_t count, const std::vector<std::uint32_t>& which) {
  std::vector<bool> marks(count);
  for (auto at : which)
    marks[at] = true;
  return marks;
}

std::string layers_text(const TaskGraph& graph) {
  const auto is_output = marked(graph.layers.size(), graph.outputs);
  std::string text;
  for (std::size_t id = 0; id < graph.layers.size(); ++id) {
    const auto& layer = graph.layers[id];
    text += padded(id) + (is_output[id] ? " * " : "   ") + title(layer) + " [" + count_of(layer) + "]";
    for (const auto& input : layer.inputs)
      text += " " + std::to_string(input.layer) + "(" + to_string(input.wiring) + ")";
    text += shown_params(layer) + "\n";
  }
  return text;
}

std::string tasks_text(const TaskGraph& graph) {
  const auto table = expand(graph);
  const auto is_output = marked(table.tasks.size(), table.outputs);
  std::string text;
  for (std::uint32_t id = 0; id < table.tasks.size(); ++id) {
    const auto& task = table.tasks[id];
    const auto& layer = graph.layers[task.layer];
    text += padded(id) + (is_output[id] ? " * " : "   ") + title(layer) + "[" + std::to_string(task.index) + "]";
    const auto inputs = table.inputs_of(id);
    for (std::size_t i = 0; i < std::min(inputs.size(), most_inputs); ++i)
      text += " " + std::to_string(inputs[i]);
    if (inputs.size() > most_inputs)
      text += " ... " + std::to_string(inputs.size()) + " in all";
    text += shown_params(layer) + "\n";
  }
  return text;
}

std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (char c : text)
    result += c == '"' || c == '\\' ? std::string{'\\', c} : c == '\n' ? "\\n" : std::string{c};
  return result + "\"";
}

std::string dot_node(std::size_t id, const std::string& label, bool is_output) {
  return "  n" + std::to_string(id) + " [label=" + quoted(label) + (is_output ? ", peripheries=2" : "") + "];\n";
}

std::string dot_edge(std::size_t from, std::size_t to, const std::string& label = "") {
  return "  n" + std::to_string(from) + " -> n" + std::to_string(to) + (label.empty() ? "" : " [label=" + quoted(label) + "]") +
         ";\n";
}

std::string layers_dot(const TaskGraph& graph) {
  const auto is_output = marked(graph.layers.size(), graph.outputs);
  std::string text;
  for (std::size_t id = 0; id < graph.layers.size(); ++id) {
    text += dot_node(id, title(graph.layers[id]) + "\n" + count_of(graph.layers[id]), is_output[id]);
    for (const auto& input : graph.layers[id].inputs)
      text += dot_edge(input.layer, id, to_string(input.wiring));
  }
  return text;
}

std::string tasks_dot(const TaskGraph& graph) {
  const auto table = expand(graph);
  const auto is_output = marked(table.tasks.size(), table.outputs);
  std::string text;
  for (std::uint32_t id = 0; id < table.tasks.size(); ++id) {
    const auto& task = table.tasks[id];
    text += dot_node(id, title(graph.layers[task.layer]) + " " + std::to_string(task.index), is_output[id]);
    for (auto input : table.inputs_of(id))
      text += dot_edge(input, id);
  }
  return text;
}

} // namespace

std::string to_text(const TaskGraph& graph) {
  return graph.task_count() <= dump_tasks ? tasks_text(graph) : layers_text(graph);
}

std::string to_dot(const TaskGraph& graph) {
  const bool small = graph.task_count() <= dump_tasks;
  return "digraph troupe {\n  node [shape=box, fontname=\"sans-serif\"];\n" + (small ? tasks_dot(graph) : layers_dot(graph)) +
         "}\n";
}

} // namespace troupe
