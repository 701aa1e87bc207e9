#include "tools/troupe/status_command.hpp"

#include "tools/troupe/connection.hpp"
#include "tools/troupe/print.hpp"
#include "tools/troupe/status_text.hpp"

namespace troupe::tool {
namespace {

ExitCode show_job(Invocation& invocation) {
  const auto id = parse_job_id(only_operand(invocation, "one ID"));
  auto client = connect(invocation.configuration);
  const auto status = or_fail(client.job(id));
  print(invocation.json() ? job_json(status) : job_text(status));
  return ExitCode::ok;
}

ExitCode show_status(Invocation& invocation) {
  if (!invocation.arguments.positional().empty())
    return show_job(invocation);
  auto client = connect(invocation.configuration);
  const auto cluster = or_fail(client.cluster());
  print(invocation.json() ? cluster_json(cluster) : cluster_text(cluster, invocation.configuration.text("scheduler")));
  return ExitCode::ok;
}

} // namespace

Command status_command() {
  Command command;
  command.name = "status";
  command.operands = "[ID]";
  command.summary = "show a cluster and its jobs, or one job";
  command.details =
      "With --json, of a cluster: version, pid, uptime_seconds, tasks_in_state, chunks_in_memory, refused_connections, "
      "encrypted, workers and jobs; of "
      "a job: id, name, phase (running, done, failed or cancelled), detached, tasks_done, tasks_total, bytes_made, "
      "seconds, and error where it failed.\n"
      "\n"
      "Examples:\n"
      "  troupe status --scheduler 127.0.0.1:8786\n"
      "  troupe status 5f3c2a9100000001 --scheduler 127.0.0.1:8786 --json";
  command.settings = connection_settings;
  command.flags = {{"json", "", "print one JSON object"}};
  command.run = show_status;
  return command;
}

} // namespace troupe::tool
