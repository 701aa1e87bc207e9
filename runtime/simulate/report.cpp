// The report, for programs and for people.
#include "runtime/base/json_writer.hpp"
#include "runtime/simulate/simulate.hpp"

#include <cstdio>

namespace troupe::simulate {
namespace {

void write(JsonWriter& json, const FaultCounts& faults) {
  json.key("faults").begin_object();
  for (std::size_t kind = 0; kind < faults.begun.size(); ++kind)
    json.field(to_string(static_cast<Fault::Kind>(kind)), faults.begun[kind]);
  json.field("packets_lost", faults.packets_lost).field("packets_repeated", faults.packets_repeated);
  json.field("packets_reordered", faults.packets_reordered).field("workers_shut_out", faults.workers_shut_out);
  json.field("jobs_cancelled", faults.jobs_cancelled).field("jobs_poisoned", faults.jobs_poisoned).end_object();
}

std::string text_of(const FaultCounts& faults) {
  std::string text = "faults:";
  for (std::size_t kind = 0; kind < faults.begun.size(); ++kind)
    text +=
        " " + std::string(to_string(static_cast<Fault::Kind>(kind))) + " " + std::to_string(faults.begun[kind]) + ",";
  return text + " packets lost " + std::to_string(faults.packets_lost) + ", repeated "
         + std::to_string(faults.packets_repeated) + ", out of order " + std::to_string(faults.packets_reordered)
         + "; workers shut out " + std::to_string(faults.workers_shut_out) + "; jobs cancelled "
         + std::to_string(faults.jobs_cancelled) + ", with a failing task " + std::to_string(faults.jobs_poisoned)
         + "\n";
}

} // namespace

std::string to_json(const SimulationReport& report) {
  JsonWriter json;
  json.begin_object().field("graph", report.graph).field("workers", report.workers).field("tasks", report.tasks);
  json.field("seed", report.seed).field("policy", report.policy).field("ok", report.ok);
  json.field("makespan_s", report.makespan_s).field("bound_s", report.bound_s).field("ratio", report.ratio);
  json.field("bytes_moved", report.bytes_moved).field("peak_bytes", report.peak_bytes);
  json.field("events", report.events).field("events_per_s", report.events_per_s);
  json.field("bytes_per_task", report.bytes_per_task).field("kernels_run", report.kernels_run);
  if (report.faulty)
    write(json, report.faults);
  if (report.seeds_run > 0)
    json.field("seeds_run", report.seeds_run).field("seeds_failed", report.seeds_failed);
  if (!report.compared.empty()) {
    json.key("compared").begin_array();
    for (const auto& run : report.compared)
      json.begin_object()
          .field("policy", run.policy)
          .field("makespan_s", run.makespan_s)
          .field("ratio", run.ratio)
          .field("bytes_moved", run.bytes_moved)
          .field("peak_bytes", run.peak_bytes)
          .end_object();
    json.end_array();
  }
  if (!report.complaints.empty())
    json.key("complaints").values(report.complaints);
  return json.end_object().str();
}

std::string to_text(const SimulationReport& report) {
  char line[400];
  std::snprintf(line, sizeof line,
                "%s: %llu tasks on %u workers, policy %s, seed %llu\n"
                "makespan %.3f s, bound %.3f s, ratio %.3f\n"
                "%.1f MB moved between workers, at most %.1f MB on one of them\n"
                "%llu events, %.0f a second, %.0f bytes a task in the scheduler\n",
                report.graph.c_str(), static_cast<unsigned long long>(report.tasks), report.workers,
                report.policy.c_str(), static_cast<unsigned long long>(report.seed), report.makespan_s, report.bound_s,
                report.ratio, static_cast<double>(report.bytes_moved) * 1e-6,
                static_cast<double>(report.peak_bytes) * 1e-6, static_cast<unsigned long long>(report.events),
                report.events_per_s, report.bytes_per_task);
  std::string text = line;
  if (report.seeds_run > 0)
    text += std::to_string(report.seeds_run) + " seeds run, " + std::to_string(report.seeds_failed) + " failed\n";
  if (report.faulty)
    text += text_of(report.faults);
  for (const auto& run : report.compared) {
    std::snprintf(line, sizeof line, "  %-12s makespan %10.3f s  ratio %6.3f  moved %10.1f MB  peak %8.1f MB\n",
                  run.policy.c_str(), run.makespan_s, run.ratio, static_cast<double>(run.bytes_moved) * 1e-6,
                  static_cast<double>(run.peak_bytes) * 1e-6);
    text += line;
  }
  if (report.complaints.empty())
    return text;
  text += "does not hold:\n";
  for (const auto& complaint : report.complaints)
    text += "  " + complaint + "\n";
  return text + report.story;
}

} // namespace troupe::simulate
