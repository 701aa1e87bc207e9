#include "actors/system/take_job_log.hpp"

#include "actors/logging/logging.hpp"
#include "runtime/base/wall_clock.hpp"

#include <chrono>
#include <thread>

namespace troupe {
namespace {

using Clock = std::chrono::steady_clock;

constexpr auto pause_between = std::chrono::milliseconds(100);

} // namespace

Result<std::shared_ptr<JobLog>> take_job_log(const std::string& path, bool standby, const std::function<bool()>& stopping) {
  if (path.empty() && standby)
    return fail(Errc::invalid_argument, "a standby needs the job log that it shares with the scheduler");
  if (path.empty())
    return std::shared_ptr<JobLog>{};
  TROUPE_TRY(opened, JobLog::open(path));
  const std::shared_ptr<JobLog> log = std::move(opened);
  if (standby)
    logger("scheduler")->info("stands by for the scheduler of '{}'", path);
  const auto until = Clock::now() + JobLog::lease_time + std::chrono::milliseconds(500);
  while (!stopping()) {
    TROUPE_TRY(epoch, log->claim(wall_milliseconds()));
    if (epoch) {
      logger("scheduler")->info("is the scheduler of '{}', number {}", path, *epoch);
      return log;
    }
    if (!standby && Clock::now() > until)
      return fail(Errc::already_exists, "another scheduler has the job log '" + path + "'; start this one as its standby");
    std::this_thread::sleep_for(pause_between);
  }
  return fail(Errc::cancelled, "it was stopped before it became the scheduler");
}

} // namespace troupe
