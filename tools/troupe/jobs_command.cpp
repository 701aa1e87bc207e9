#include "tools/troupe/jobs_command.hpp"

#include "tools/troupe/help.hpp"
#include "tools/troupe/job.hpp"
#include "tools/troupe/print.hpp"

namespace troupe::tool {
namespace {

std::string jobs_json() {
  JsonWriter json;
  json.begin_object().key("jobs").begin_array();
  for (const auto& job : jobs()) {
    json.begin_object().field("name", job.name).field("summary", job.summary).key("flags").begin_array();
    for (const auto& flag : job.flags)
      json.begin_object()
          .field("name", flag.name)
          .field("value", flag.value_name)
          .field("help", flag.help)
          .end_object();
    json.end_array().end_object();
  }
  json.end_array().end_object();
  return json.str() + "\n";
}

ExitCode list_jobs(Invocation& invocation) {
  no_operands(invocation);
  if (invocation.json()) {
    print(jobs_json());
    return ExitCode::ok;
  }
  std::string text;
  for (const auto& job : jobs())
    text += (text.empty() ? "" : "\n") + jobs_help(job);
  print(text);
  return ExitCode::ok;
}

} // namespace

Command jobs_command() {
  Command command;
  command.name = "jobs";
  command.summary = "list the jobs there are, with their flags";
  command.details = "Example:\n  troupe jobs --json";
  command.flags = {{"json", "", "print one JSON object"}};
  command.run = list_jobs;
  return command;
}

} // namespace troupe::tool
