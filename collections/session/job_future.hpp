// The part of a Future that does not depend on its result: progress, waiting, cancellation. A handle; thread-safe.
#pragma once

#include "collections/session/submitted.hpp"
#include "runtime/execute/executor.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace troupe {

/// As distributed.Future.status.
enum class FutureStatus { pending, finished, error, cancelled, lost };
std::string_view to_string(FutureStatus status);

inline constexpr auto forever = std::chrono::milliseconds::max();

class JobFuture {
public:
  JobFuture() = default;
  explicit JobFuture(std::shared_ptr<RunningJob> job) : job_(std::move(job)) {}
  explicit JobFuture(std::shared_ptr<const Submitted> submitted) : submitted_(std::move(submitted)), job_(submitted_->shared_job()) {}

  bool valid() const { return job_ != nullptr; }
  bool done() const { return status() != FutureStatus::pending; }
  FutureStatus status() const;
  /// Why there is no result; nullopt while it is pending and when it has finished.
  std::optional<Error> error() const;
  /// @returns Whether it has ended, well or not, by then.
  bool wait(std::chrono::milliseconds timeout = forever) const;
  /// Tasks done and in all, bytes made. Of a cluster's job up to date within the scheduler's reporting, every 100 ms or so.
  Progress progress() const;
  /// What runs is given up, what was made is freed; get() throws Errc::cancelled from then on, unless it had finished before.
  void cancel() const;

  /// Called once when it has ended, at once where it has; and with every count that becomes known. On a thread of the cluster's,
  /// or on the one that computes: hand over, do not work there, and wait for nothing.
  void on_done(std::function<void()> callback) const { job_->on_end(std::move(callback)); }
  void on_progress(std::function<void(const Progress&)> callback) const { job_->on_progress(std::move(callback)); }

  /// False where it makes headway only while somebody waits for it.
  bool runs_by_itself() const { return job_->runs_by_itself(); }

protected:
  const Submitted& submitted() const { return *submitted_; }

private:
  std::shared_ptr<const Submitted> submitted_; ///< none where nobody gathers: persisted
  std::shared_ptr<RunningJob> job_;
};

/// @returns Whether all have ended by then.
bool wait_all(const std::vector<JobFuture>& futures, std::chrono::milliseconds timeout);
FutureStatus status_of(const std::vector<JobFuture>& futures);
Progress progress_of(const std::vector<JobFuture>& futures);

/// Futures in the order in which they end; those that do not run by themselves are run one after the other. One thread at a time.
class CompletionQueue {
public:
  explicit CompletionQueue(std::vector<JobFuture> futures);
  /// Place of the next that has ended; nullopt when there is none left, or none ended within the time.
  std::optional<std::size_t> next(std::chrono::milliseconds timeout);

private:
  struct Ended;
  std::vector<JobFuture> futures_;
  std::shared_ptr<Ended> ended_;
  std::size_t given_ = 0;
};

} // namespace troupe
