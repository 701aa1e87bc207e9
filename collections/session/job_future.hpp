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
  explicit JobFuture(std::shared_ptr<const Submitted> submitted)
      : submitted_(std::move(submitted)), job_(submitted_->shared_job()) {}

  bool valid() const { return job_ != nullptr; }
  bool done() const { return status() != FutureStatus::pending; }
  FutureStatus status() const;
  /// The error, or nullopt while it is pending and when it has finished.
  std::optional<Error> error() const;
  /// @returns Whether it has ended by then, successfully or not.
  bool wait(std::chrono::milliseconds timeout = forever) const;
  /// Tasks done and in total, bytes made. For a cluster's job as of the scheduler's last notice, every 100 ms or so.
  Progress progress() const;
  /// Cancels what runs and frees what was made; get() then throws Errc::cancelled, unless the job had finished before.
  void cancel() const;

  /// Callbacks: once for the end (at once if it has ended), and for every change of the progress. They run on a thread
  /// of the cluster or on the computing one, so they must neither work nor wait.
  void on_done(std::function<void()> callback) const { job_->on_end(std::move(callback)); }
  void on_progress(std::function<void(const Progress&)> callback) const { job_->on_progress(std::move(callback)); }

  /// False if it makes progress only while a thread waits for it.
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

/// Futures in the order in which they end; futures of a serial executor are run one after the other. One thread at a
/// time.
class CompletionQueue {
public:
  explicit CompletionQueue(std::vector<JobFuture> futures);
  /// Index of the next that has ended; nullopt if none is left, or none ended within the time.
  std::optional<std::size_t> next(std::chrono::milliseconds timeout);

private:
  struct Ended;
  std::vector<JobFuture> futures_;
  std::shared_ptr<Ended> ended_;
  std::size_t given_ = 0;
};

} // namespace troupe
