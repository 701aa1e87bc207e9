#include "tools/troupe/cancel_command.hpp"

#include "tools/troupe/connection.hpp"
#include "tools/troupe/print.hpp"
#include "tools/troupe/status_text.hpp"

namespace troupe::tool {
namespace {

ExitCode cancel_job(Invocation& invocation) {
  const auto id = parse_job_id(only_operand(invocation, "an ID"));
  auto client = connect(invocation.configuration);
  or_fail(client.cancel(id));
  const auto status = or_fail(client.job(id));
  print(invocation.json() ? job_json(status) : job_text(status));
  return ExitCode::ok;
}

} // namespace

Command cancel_command() {
  Command command;
  command.name = "cancel";
  command.operands = "ID";
  command.summary = "give up a job and free what it made";
  command.details = "Prints what 'troupe status ID' prints afterwards. A job that has ended before stays as it ended; "
                    "that is no error.\n"
                    "\n"
                    "Example:\n"
                    "  troupe cancel 5f3c2a9100000001 --scheduler 127.0.0.1:8786";
  command.settings = connection_settings;
  command.flags = {{"json", "", "print the job's status, or the error, as one JSON object"}};
  command.run = cancel_job;
  return command;
}

} // namespace troupe::tool
