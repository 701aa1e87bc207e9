// Becoming the scheduler of a job log: one at a time. Thread-safe.
#pragma once

#include "runtime/base/result.hpp"
#include "runtime/store/job_log.hpp"

#include <functional>
#include <memory>
#include <string>

namespace troupe {

/// Opens the log and takes its lease. A standby waits for it as long as it takes; another waits until a lease that
/// nobody renews has run out: its holder may just have been killed. Nobody's wall clock matters: the lease has run out
/// when this process has seen nobody renew it for so long (runtime/store/lease.hpp).
/// @param path  Empty: there is to be none.
/// @returns The log, nullptr for none; Errc::already_exists when another scheduler goes on renewing, Errc::timeout when
///          another process keeps the file locked, Errc::cancelled when `stopping` says so, or what JobLog::open()
///          says; Errc::invalid_argument for a standby without a log.
Result<std::shared_ptr<JobLog>> take_job_log(const std::string& path, bool standby,
                                             const std::function<bool()>& stopping);

} // namespace troupe
