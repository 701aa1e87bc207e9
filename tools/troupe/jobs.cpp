// The table of jobs. A new one is one entry here.
#include "tools/troupe/job.hpp"

#include "runtime/base/number_text.hpp"
#include "runtime/base/suggest.hpp"
#include "tools/troupe/exit_code.hpp"
#include "tools/troupe/linear_regression_job.hpp"

#include <algorithm>

namespace troupe::tool {
namespace {

constexpr const char* name_in_meta = "job";

bool has_flag(const Job& job, const std::string& name) {
  return std::any_of(job.flags.begin(), job.flags.end(), [&](const auto& flag) { return flag.name == name; });
}

void refuse_flags_of_others(const Job& job, const Arguments& arguments) {
  for (const auto& name : arguments.given())
    for (const auto& other : jobs())
      if (has_flag(other, name) && !has_flag(job, name))
        refuse("--" + name + " is a flag of job '" + other.name + "', not of '" + job.name + "'");
}

} // namespace

const std::vector<Job>& jobs() {
  static const std::vector<Job> table{linear_regression_job()};
  return table;
}

const Job& job_named(std::string_view name) {
  std::vector<std::string> names;
  for (const auto& job : jobs()) {
    if (job.name == name)
      return job;
    names.push_back(job.name);
  }
  refuse("unknown job '" + std::string(name) + "'" + did_you_mean(name, names) + " ('troupe jobs' lists them)");
}

JobPlan plan(const Job& job, const Arguments& arguments) {
  refuse_flags_of_others(job, arguments);
  auto planned = job.plan(arguments);
  planned.meta.set(name_in_meta, job.name);
  return planned;
}

std::string report(const JobOutcome& outcome, bool json) {
  const auto name = or_fail(outcome.meta.text(name_in_meta));
  const auto job = std::find_if(jobs().begin(), jobs().end(), [&](const auto& one) { return one.name == name; });
  if (job == jobs().end())
    throw CommandFailure(
        Error{Errc::not_found, "this troupe knows no job '" + name + "', so it cannot read its result"});
  if (!json)
    return job->write_text(outcome) + "\n" + format_count(outcome.tasks) + " tasks in "
           + format_seconds(outcome.seconds) + "\n";
  JsonWriter writer;
  writer.begin_object();
  job->write_json(outcome, writer);
  writer.field("seconds", outcome.seconds).field("tasks", outcome.tasks).end_object();
  return writer.str() + "\n";
}

} // namespace troupe::tool
