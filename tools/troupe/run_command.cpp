#include "tools/troupe/run_command.hpp"

#include "tools/troupe/connection.hpp"
#include "tools/troupe/job.hpp"
#include "tools/troupe/print.hpp"
#include "tools/troupe/progress_bar.hpp"

#include <chrono>

namespace troupe::tool {
namespace {

constexpr auto redraw_every = std::chrono::milliseconds(100);

/// Shows how it goes until it ends, or is cancelled by Ctrl-C. @returns The outputs.
std::vector<ChunkPtr> outputs_of(RunningJob& job) {
  ProgressBar bar;
  Result<void> ended;
  do {
    ended = job.wait(redraw_every);
    bar.show(job.progress());
  } while (!ended && ended.error().code == Errc::timeout);
  or_fail(ended);
  return or_fail(job.gather());
}

ExitCode run_job(Invocation& invocation) {
  const auto& job = job_named(only_operand(invocation, "a JOB"));
  auto planned = plan(job, invocation.arguments);
  auto client = connect_or_embed(invocation.configuration);
  const auto begin = std::chrono::steady_clock::now();
  const auto running = or_fail(client.submit(std::move(planned.graph), {.name = job.name}));
  const OnStop cancelling(invocation.stop, [&running] { running->cancel(); });
  JobOutcome outcome{std::move(planned.meta), outputs_of(*running)};
  outcome.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  outcome.tasks = running->progress().tasks_total;
  print(report(outcome, invocation.json()));
  return ExitCode::ok;
}

} // namespace

Command run_command() {
  Command command;
  command.name = "run";
  command.operands = "JOB";
  command.summary = "run a job and print its result";
  command.details =
      "Runs on the cluster of --scheduler, or, when there is none, on one inside this process. A bar on the terminal "
      "shows tasks, bytes and the time left; there is none in a pipe. Ctrl-C cancels the job and frees what it "
      "made.\n"
      "\n"
      "Examples:\n"
      "  troupe run linear-regression --input 'data/*.csv' --target y --features a,b\n"
      "  troupe run linear-regression --random 1000000x10 --scheduler 127.0.0.1:8786 --json";
  command.settings = connection_settings;
  for (const auto* key : {"workers", "threads", "memory-limit", "spill-folder", "spill-quota", "compression"})
    command.settings.emplace_back(key);
  command.flags = {{"json", "", "print the result, or the error, as one JSON object"}};
  command.takes_job = true;
  command.run = run_job;
  return command;
}

} // namespace troupe::tool
