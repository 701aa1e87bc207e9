#include "tools/troupe/result_command.hpp"

#include "tools/troupe/connection.hpp"
#include "tools/troupe/job.hpp"
#include "tools/troupe/print.hpp"

namespace troupe::tool {
namespace {

ExitCode print_result(Invocation& invocation) {
  const auto id = parse_job_id(only_operand(invocation, "an ID"));
  auto client = connect(invocation.configuration);
  const auto status = or_fail(client.job(id));
  if (status.phase == JobPhase::failed || status.phase == JobPhase::cancelled)
    throw CommandFailure(ExitCode::failed, status.error);
  JobOutcome outcome{status.meta, or_fail(client.result(id)), status.seconds, status.progress.tasks_total};
  print(report(outcome, invocation.json()));
  return ExitCode::ok;
}

} // namespace

Command result_command() {
  Command command;
  command.name = "result";
  command.operands = "ID";
  command.summary = "print the result of a job that was submitted and is done";
  command.details = "In the form in which 'troupe run' prints it. Exits with 5 when the job is still running, with 1 "
                    "and the job's error "
                    "when it failed or was cancelled.\n"
                    "\n"
                    "Example:\n"
                    "  troupe result 5f3c2a9100000001 --json --scheduler 127.0.0.1:8786";
  command.settings = connection_settings;
  command.flags = {{"json", "", "print the result, or the error, as one JSON object"}};
  command.run = print_result;
  return command;
}

} // namespace troupe::tool
