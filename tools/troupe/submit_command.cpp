#include "tools/troupe/submit_command.hpp"

#include "tools/troupe/connection.hpp"
#include "tools/troupe/job.hpp"
#include "tools/troupe/print.hpp"

namespace troupe::tool {
namespace {

ExitCode submit_job(Invocation& invocation) {
  const auto& job = job_named(only_operand(invocation, "a JOB"));
  scheduler_addresses(invocation.configuration);
  auto planned = plan(job, invocation.arguments);
  auto client = connect(invocation.configuration);
  const auto id = to_string(or_fail(client.submit_detached(std::move(planned.graph), job.name, planned.meta)));
  if (invocation.json())
    print(JsonWriter().begin_object().field("id", id).end_object().str() + "\n");
  else
    print(id + "\n");
  return ExitCode::ok;
}

} // namespace

Command submit_command() {
  Command command;
  command.name = "submit";
  command.operands = "JOB";
  command.summary = "hand a job to a cluster, print its id, and leave";
  command.details =
      "The scheduler keeps the result for 'troupe result', until a hundred jobs that were submitted have ended after "
      "it. With --json: {\"id\": \"...\"}.\n"
      "\n"
      "Examples:\n"
      "  export TROUPE_SCHEDULER=127.0.0.1:8786\n"
      "  id=$(troupe submit linear-regression --random 1000000x10)\n"
      "  troupe wait \"$id\" --timeout 10min && troupe result \"$id\" --json";
  command.settings = connection_settings;
  command.flags = {{"json", "", "print the id, or the error, as one JSON object"}};
  command.takes_job = true;
  command.run = submit_job;
  return command;
}

} // namespace troupe::tool
