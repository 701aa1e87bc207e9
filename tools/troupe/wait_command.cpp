#include "tools/troupe/wait_command.hpp"

#include "runtime/base/number_text.hpp"
#include "tools/troupe/connection.hpp"
#include "tools/troupe/print.hpp"
#include "tools/troupe/progress_bar.hpp"
#include "tools/troupe/status_text.hpp"

#include <algorithm>
#include <chrono>
#include <optional>

namespace troupe::tool {
namespace {

using Clock = std::chrono::steady_clock;

constexpr auto ask_job_every = std::chrono::milliseconds(200);

/// Asks until the job has ended or the time is over, which ends the command.
JobStatus await_end(Client& client, JobId id, std::optional<std::chrono::milliseconds> limit, const StopSignals& stop) {
  const auto begin = Clock::now();
  ProgressBar bar;
  for (;;) {
    auto status = or_fail(client.job(id));
    if (status.phase != JobPhase::running)
      return status;
    bar.show({status.progress.tasks_done, status.progress.tasks_total, status.progress.bytes_made});
    const auto passed = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begin);
    if (limit && passed >= *limit)
      throw CommandFailure(Error{Errc::timeout, "job " + to_string(id) + " is still running after "
                                                    + format_seconds(std::chrono::duration<double>(*limit).count())});
    if (stop.wait(limit ? std::min(ask_job_every, *limit - passed) : ask_job_every))
      throw CommandFailure(Error{Errc::cancelled, "interrupted"});
  }
}

ExitCode wait_for_job(Invocation& invocation) {
  const auto id = parse_job_id(only_operand(invocation, "an ID"));
  const auto limit = invocation.arguments.duration("timeout");
  auto client = connect(invocation.configuration);
  const auto status = await_end(client, id, limit, invocation.stop);
  print(invocation.json() ? job_json(status) : job_text(status));
  return status.phase == JobPhase::done ? ExitCode::ok : ExitCode::failed;
}

} // namespace

Command wait_command() {
  Command command;
  command.name = "wait";
  command.operands = "ID";
  command.summary = "wait for a job to end and say how";
  command.details = "Prints what 'troupe status ID' prints. Exits with 0 when the job is done, with 1 when it failed "
                    "or was cancelled, "
                    "with 5 when it is still running after --timeout. Ctrl-C ends the waiting, not the job.\n"
                    "\n"
                    "Example:\n"
                    "  troupe wait 5f3c2a9100000001 --timeout 10min --scheduler 127.0.0.1:8786";
  command.settings = connection_settings;
  command.flags = {{"timeout", "TIME", "how long, such as 90s or 10min (default: for ever)"},
                   {"json", "", "print the job's status, or the error, as one JSON object"}};
  command.run = wait_for_job;
  return command;
}

} // namespace troupe::tool
