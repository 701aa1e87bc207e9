#include "actors/client/job_board.hpp"

namespace troupe {

void JobBoard::publish(const Progress& progress) {
  {
    std::lock_guard lock(mutex_);
    progress_ = progress;
    accepted_ = true; // the first that is published is how many tasks it has
    changed_.notify_all();
  }
  listeners_.progressed(progress);
}

void JobBoard::resolve(const Result<std::vector<ChunkPtr>>& outcome) {
  {
    std::lock_guard lock(mutex_);
    if (!outcome_)
      outcome_ = outcome;
    changed_.notify_all();
  }
  listeners_.ended();
}

void JobBoard::revoke(const Error& why) {
  {
    std::lock_guard lock(mutex_);
    outcome_ = fail(why);
    changed_.notify_all();
  }
  listeners_.ended();
}

Progress JobBoard::progress() const {
  std::lock_guard lock(mutex_);
  return progress_;
}

Result<void> JobBoard::wait(std::chrono::milliseconds timeout) {
  std::unique_lock lock(mutex_);
  if (!changed_.wait_for(lock, timeout, [&] { return outcome_.has_value(); }))
    return fail(Errc::timeout, "the job is still running after " + std::to_string(timeout.count()) + " ms");
  return outcome_->ok() ? Result<void>{} : Result<void>(outcome_->failure());
}

Result<std::vector<ChunkPtr>> JobBoard::outputs() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return outcome_.has_value(); });
  return *outcome_;
}

Result<void> JobBoard::wait_accepted(std::chrono::milliseconds timeout) {
  std::unique_lock lock(mutex_);
  if (!changed_.wait_for(lock, timeout, [&] { return accepted_ || outcome_.has_value(); }))
    return fail(Errc::timeout, "the scheduler has not taken the job after " + std::to_string(timeout.count()) + " ms");
  return {};
}

std::optional<Result<void>> JobBoard::outcome() const {
  std::lock_guard lock(mutex_);
  if (!outcome_)
    return std::nullopt;
  return outcome_->ok() ? Result<void>{} : Result<void>(outcome_->failure());
}

bool JobBoard::is_resolved() const {
  std::lock_guard lock(mutex_);
  return outcome_.has_value();
}

} // namespace troupe
