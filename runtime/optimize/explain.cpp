#include "runtime/optimize/explain.hpp"

#include "runtime/base/number_text.hpp"
#include "runtime/graph/dump.hpp"

#include <algorithm>

namespace troupe {
namespace {

std::string sizes(std::size_t layers, std::uint64_t tasks) {
  return format_count(layers) + (layers == 1 ? " layer, " : " layers, ") + format_count(tasks)
         + (tasks == 1 ? " task" : " tasks");
}

std::string change(const PassReport& report) {
  if (report.skipped)
    return "skipped";
  if (report.layers_before == report.layers_after && report.tasks_before == report.tasks_after)
    return "no fewer layers or tasks";
  return sizes(report.layers_before, report.tasks_before) + " -> " + sizes(report.layers_after, report.tasks_after);
}

bool any_timed(std::span<const PassReport> reports) {
  return std::any_of(reports.begin(), reports.end(), [](const PassReport& report) { return report.micros != 0; });
}

std::string summary(const TaskGraph& before, const TaskGraph& after, std::span<const PassReport> reports) {
  std::string text = "optimised " + sizes(before.layers.size(), before.task_count()) + " to "
                     + sizes(after.layers.size(), after.task_count()) + "\n";
  const bool timed = any_timed(reports);
  for (const auto& report : reports) {
    text +=
        "  " + report.pass + std::string(report.pass.size() < 24 ? 24 - report.pass.size() : 1, ' ') + change(report);
    if (timed && !report.skipped)
      text += "  (" + format_seconds(static_cast<double>(report.micros) * 1e-6) + ")";
    text += "\n";
  }
  return text;
}

/// A title whose lines begin at the left, as Graphviz writes that.
std::string left_aligned(const std::string& text) {
  std::string result;
  for (char c : text)
    result += c == '\n' ? "\\l" : std::string{c};
  return result;
}

} // namespace

std::string explain(const TaskGraph& before, const TaskGraph& after, std::span<const PassReport> reports) {
  return summary(before, after, reports) + "\nbefore\n" + to_text(before) + "\nafter\n" + to_text(after);
}

std::string explain_dot(const TaskGraph& before, const TaskGraph& after, std::span<const PassReport> reports) {
  return "digraph troupe {\n  node [shape=box, fontname=\"sans-serif\"];\n  labelloc=t;\n  label=\""
         + left_aligned(summary(before, after, reports)) + "\";\n" + dot_cluster(before, "before", "before")
         + dot_cluster(after, "after", "after") + "}\n";
}

} // namespace troupe
