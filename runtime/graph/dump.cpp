#include "runtime/graph/dump.hpp"

#include "runtime/base/escaped.hpp"
#include "runtime/base/number_text.hpp"
#include "runtime/graph/kernel_text.hpp"
#include "runtime/graph/task_table.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>
#include <vector>

namespace troupe {
namespace {

constexpr std::size_t most_params = 100; ///< characters of parameters on a line
constexpr std::size_t most_inputs = 8;   ///< input tasks on a line

std::string shown_params(const Layer& layer) {
  auto text = layer.kernel == "fused" ? std::string() : escaped(to_string(layer.params));
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
    text += padded(id) + (is_output[id] ? " * " : "   ") + escaped(kernel_text(layer.kernel, layer.params)) + " ["
            + count_of(layer) + "]";
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
    text += padded(id) + (is_output[id] ? " * " : "   ") + escaped(kernel_text(layer.kernel, layer.params)) + "["
            + std::to_string(task.index) + "]";
    const auto inputs = table.inputs_of(id);
    for (std::size_t i = 0; i < std::min(inputs.size(), most_inputs); ++i)
      text += " " + std::to_string(inputs[i]);
    if (inputs.size() > most_inputs)
      text += " ... " + std::to_string(inputs.size()) + " in all";
    text += shown_params(layer) + "\n";
  }
  return text;
}

std::string quoted(const std::string& text) { return '"' + escaped(text, Escape::quoted) + '"'; }

/// Nodes and edges of one graph; their names begin with `prefix`.
class DotLines {
public:
  explicit DotLines(std::string prefix) : prefix_(std::move(prefix)) {}

  void node(std::size_t id, const std::string& label, bool is_output) {
    text_ += "  " + prefix_ + std::to_string(id) + " [label=" + quoted(label) + (is_output ? ", peripheries=2" : "")
             + "];\n";
  }
  void edge(std::size_t from, std::size_t to, const std::string& label = "") {
    text_ += "  " + prefix_ + std::to_string(from) + " -> " + prefix_ + std::to_string(to)
             + (label.empty() ? "" : " [label=" + quoted(label) + "]") + ";\n";
  }
  std::string take() && { return std::move(text_); }

private:
  std::string prefix_;
  std::string text_;
};

void layers_dot(const TaskGraph& graph, DotLines& lines) {
  const auto is_output = marked(graph.layers.size(), graph.outputs);
  for (std::size_t id = 0; id < graph.layers.size(); ++id) {
    lines.node(id, kernel_text(graph.layers[id].kernel, graph.layers[id].params) + "\n" + count_of(graph.layers[id]),
               is_output[id]);
    for (const auto& input : graph.layers[id].inputs)
      lines.edge(input.layer, id, to_string(input.wiring));
  }
}

void tasks_dot(const TaskGraph& graph, DotLines& lines) {
  const auto table = expand(graph);
  const auto is_output = marked(table.tasks.size(), table.outputs);
  for (std::uint32_t id = 0; id < table.tasks.size(); ++id) {
    const auto& task = table.tasks[id];
    lines.node(id,
               kernel_text(graph.layers[task.layer].kernel, graph.layers[task.layer].params) + " "
                   + std::to_string(task.index),
               is_output[id]);
    for (auto input : table.inputs_of(id))
      lines.edge(input, id);
  }
}

/// Layers of one title taken together, for graphs of too many layers to be read.
struct Kernels {
  struct Row {
    std::string title;
    std::uint64_t layers = 0;
    std::uint64_t tasks = 0;
    bool has_output = false;
    std::set<std::size_t> takes; ///< rows, itself too
  };
  std::vector<Row> rows; ///< as they first come

  explicit Kernels(const TaskGraph& graph) {
    std::map<std::string, std::size_t> row_of;
    std::vector<std::size_t> row_of_layer;
    const auto is_output = marked(graph.layers.size(), graph.outputs);
    for (std::size_t id = 0; id < graph.layers.size(); ++id) {
      const auto& layer = graph.layers[id];
      const auto [at, is_new] = row_of.try_emplace(kernel_text(layer.kernel, layer.params), rows.size());
      if (is_new)
        rows.push_back({.title = at->first});
      auto& row = rows[at->second];
      ++row.layers;
      row.tasks += layer.kept_count();
      row.has_output = row.has_output || is_output[id];
      for (const auto& input : layer.inputs)
        row.takes.insert(row_of_layer[input.layer]);
      row_of_layer.push_back(at->second);
    }
  }
};

std::string count_of(const Kernels::Row& row) {
  return format_count(row.layers) + (row.layers == 1 ? " layer, " : " layers, ") + format_count(row.tasks)
         + (row.tasks == 1 ? " task" : " tasks");
}

std::string kernels_text(const TaskGraph& graph) {
  const auto rows = Kernels(graph).rows;
  std::string text;
  for (std::size_t id = 0; id < std::min(rows.size(), dump_layers); ++id) {
    text +=
        padded(id) + (rows[id].has_output ? " * " : "   ") + escaped(rows[id].title) + " [" + count_of(rows[id]) + "]";
    for (const auto input : rows[id].takes)
      text += " " + std::to_string(input);
    text += "\n";
  }
  return rows.size() > dump_layers ? text + "... " + format_count(rows.size()) + " kinds of layers in all\n" : text;
}

void kernels_dot(const TaskGraph& graph, DotLines& lines) {
  const auto rows = Kernels(graph).rows;
  for (std::size_t id = 0; id < rows.size(); ++id) {
    lines.node(id, rows[id].title + "\n" + count_of(rows[id]), rows[id].has_output);
    for (const auto input : rows[id].takes)
      lines.edge(input, id);
  }
}

std::string dot_lines(const TaskGraph& graph, const std::string& prefix) {
  DotLines lines(prefix);
  if (graph.task_count() <= dump_tasks)
    tasks_dot(graph, lines);
  else if (graph.layers.size() <= dump_layers)
    layers_dot(graph, lines);
  else
    kernels_dot(graph, lines);
  return std::move(lines).take();
}

} // namespace

std::string to_text(const TaskGraph& graph) {
  if (graph.task_count() <= dump_tasks)
    return tasks_text(graph);
  return graph.layers.size() <= dump_layers ? layers_text(graph) : kernels_text(graph);
}

std::string to_dot(const TaskGraph& graph) {
  return "digraph troupe {\n  node [shape=box, fontname=\"sans-serif\"];\n" + dot_lines(graph, "n") + "}\n";
}

std::string dot_cluster(const TaskGraph& graph, const std::string& name, const std::string& label) {
  return "  subgraph cluster_" + name + " {\n  label=" + quoted(label) + ";\n" + dot_lines(graph, name) + "  }\n";
}

} // namespace troupe
