#include "tools/troupe/retire_command.hpp"

#include "runtime/base/json_writer.hpp"
#include "runtime/base/number_text.hpp"
#include "tools/troupe/connection.hpp"
#include "tools/troupe/print.hpp"

#include <algorithm>
#include <chrono>
#include <optional>

namespace troupe::tool {
namespace {

using Clock = std::chrono::steady_clock;

constexpr auto ask_retired_every = std::chrono::milliseconds(100);

std::string left_text(const WorkerRetiring& state) {
  return format_count(state.tasks_left) + " tasks and " + format_count(state.chunks_left) + " chunks are left";
}

/// Asks, also the scheduler that takes the place of one that goes meanwhile, until the worker is part of the cluster no
/// more.
void await_leave(Client& client, WorkerRetiring state, std::optional<std::chrono::milliseconds> limit,
                 const StopSignals& stop) {
  const auto begin = Clock::now();
  for (;;) {
    const auto passed = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begin);
    if (limit && passed >= *limit)
      throw CommandFailure(Error{Errc::timeout, "worker " + to_string(state.worker) + " is still retiring after "
                                                    + format_seconds(std::chrono::duration<double>(*limit).count())
                                                    + ": " + left_text(state)});
    if (stop.wait(limit ? std::min(ask_retired_every, *limit - passed) : ask_retired_every))
      throw CommandFailure(Error{Errc::cancelled, "interrupted"});
    auto asked = client.retire(to_string(state.worker));
    if (!asked && asked.error().code == Errc::not_found)
      return;
    state = or_fail(std::move(asked));
  }
}

ExitCode retire(Invocation& invocation) {
  const auto worker = only_operand(invocation, "a WORKER");
  const auto limit = invocation.arguments.duration("timeout");
  auto client = connect(invocation.configuration);
  const auto state = or_fail(client.retire(worker));
  await_leave(client, state, limit, invocation.stop);
  const auto id = to_string(state.worker);
  if (invocation.json())
    print(JsonWriter().begin_object().field("id", id).field("retired", true).end_object().str() + "\n");
  else
    print("worker " + id + " has retired\n");
  return ExitCode::ok;
}

} // namespace

Command retire_command() {
  Command command;
  command.name = "retire";
  command.operands = "WORKER";
  command.summary = "let a worker go in order: what it holds moves to others, then it ends";
  command.details =
      "WORKER is a name or an id, as 'troupe status' prints them. The worker gets no more tasks and gives back those "
      "that it has not begun; what only it holds is copied to others; then it, and its nanny, end with 0. Waits for "
      "that; Ctrl-C ends the waiting, not the retiring. Refused where no other worker could take over.\n"
      "\n"
      "Example:\n"
      "  troupe retire worker-3 --scheduler 127.0.0.1:8786";
  command.settings = connection_settings;
  command.flags = {{"timeout", "TIME", "how long to wait, such as 90s or 10min (default: for ever)"},
                   {"json", "", "print the id, or the error, as one JSON object"}};
  command.run = retire;
  return command;
}

} // namespace troupe::tool
