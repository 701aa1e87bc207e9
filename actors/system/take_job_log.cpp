#include "actors/system/take_job_log.hpp"

#include "actors/logging/logging.hpp"
#include "runtime/base/wall_clock.hpp"

#include <chrono>
#include <optional>
#include <thread>

namespace troupe {
namespace {

using Clock = std::chrono::steady_clock;

constexpr auto pause_between = std::chrono::milliseconds(100);

/// Opens it first, where that has not been done. @returns The epoch; none while another has it.
Result<std::optional<std::uint64_t>> claim(std::shared_ptr<JobLog>& log, const std::string& path) {
  if (!log) {
    TROUPE_TRY(opened, JobLog::open(path));
    log = std::move(opened);
  }
  return log->claim(wall_milliseconds());
}

} // namespace

Result<std::shared_ptr<JobLog>> take_job_log(const std::string& path, bool standby, const std::function<bool()>& stopping) {
  if (path.empty() && standby)
    return fail(Errc::invalid_argument, "a standby needs the job log that it shares with the scheduler");
  if (path.empty())
    return std::shared_ptr<JobLog>{};
  std::shared_ptr<JobLog> log;
  if (standby)
    logger("scheduler")->info("stands by for the scheduler of '{}'", path);
  const auto until = Clock::now() + JobLog::lease_time + std::chrono::milliseconds(500);
  while (!stopping()) {
    const auto epoch = claim(log, path);
    if (!epoch && epoch.error().code != Errc::timeout) // who is stopped while it writes will go on, or be ended
      return epoch.failure();
    if (epoch && *epoch) {
      logger("scheduler")->info("is the scheduler of '{}', number {}", path, **epoch);
      return log;
    }
    if (!standby && Clock::now() > until)
      return fail(Errc::already_exists, "another scheduler has the job log '" + path + "'; start this one as its standby");
    std::this_thread::sleep_for(pause_between);
  }
  return fail(Errc::cancelled, "it was stopped before it became the scheduler");
}

} // namespace troupe
