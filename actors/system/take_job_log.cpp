#include "actors/system/take_job_log.hpp"

#include "actors/logging/logging.hpp"
#include "runtime/base/boot_clock.hpp"

#include <chrono>
#include <optional>
#include <thread>

namespace troupe {
namespace {

using Clock = std::chrono::steady_clock;

constexpr auto pause_between = std::chrono::milliseconds(100);
constexpr auto tries_beyond_the_lease = std::chrono::milliseconds(500);

/// Opens it first, where that has not been done; again, where it is not the file that it was.
/// @returns The epoch; none while another has it.
Result<std::optional<std::uint64_t>> claim(std::shared_ptr<JobLog>& log, const std::string& path) {
  if (!log) {
    TROUPE_TRY(opened, JobLog::open(path));
    log = std::move(opened);
  }
  auto epoch = log->claim(boot_milliseconds());
  if (epoch || epoch.error().code != Errc::not_found)
    return epoch;
  logger("scheduler")->warn("{}; looks at what is there now", epoch.error().message);
  log = nullptr;
  return std::optional<std::uint64_t>{};
}

Error why_not(const std::shared_ptr<JobLog>& log, const std::string& path, const std::optional<Error>& trouble) {
  if (trouble || (log && !log->holder_lives()))
    return trouble.value_or(Error{Errc::timeout, "the lease of the job log '" + path + "' could not be taken in time"});
  return {Errc::already_exists, "another scheduler has the job log '" + path + "'; start this one as its standby"};
}

} // namespace

Result<std::shared_ptr<JobLog>> take_job_log(const std::string& path, bool standby,
                                             const std::function<bool()>& stopping) {
  if (path.empty() && standby)
    return fail(Errc::invalid_argument, "a standby needs the job log that it shares with the scheduler");
  if (path.empty())
    return std::shared_ptr<JobLog>{};
  std::shared_ptr<JobLog> log;
  std::optional<Error> trouble;
  if (standby)
    logger("scheduler")->info("stands by for the scheduler of '{}'", path);
  const auto until = Clock::now() + std::chrono::milliseconds(lease_time) + tries_beyond_the_lease;
  const auto at_last = until + std::chrono::seconds(10);
  while (!stopping()) {
    const auto epoch = claim(log, path);
    if (!epoch && epoch.error().code != Errc::timeout) // who is stopped while it writes will go on, or be ended
      return epoch.failure();
    if (!epoch && !trouble)
      logger("scheduler")->warn("waits: {}", epoch.error().message);
    trouble = epoch ? std::nullopt : std::optional<Error>(epoch.error());
    if (epoch && *epoch) {
      logger("scheduler")->info("is the scheduler of '{}', number {}", path, **epoch);
      return log;
    }
    const bool refused = log && log->holder_lives();
    if (!standby && Clock::now() > (refused ? until : at_last))
      return fail(why_not(log, path, trouble));
    std::this_thread::sleep_for(pause_between);
  }
  return fail(Errc::cancelled, "it was stopped before it became the scheduler");
}

} // namespace troupe
