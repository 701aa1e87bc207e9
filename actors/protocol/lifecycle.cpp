#include "actors/protocol/lifecycle.hpp"

namespace troupe {

void Lifecycle::joined(Result<void> outcome) {
  std::lock_guard lock(mutex_);
  if (!joined_)
    joined_ = std::move(outcome);
  changed_.notify_all();
}

void Lifecycle::ended(Result<void> outcome) {
  std::lock_guard lock(mutex_);
  if (!ended_)
    ended_ = std::move(outcome);
  if (!joined_)
    joined_ = ended_->ok() ? Result<void>(fail(Errc::cancelled, "it was stopped before it had joined")) : *ended_;
  changed_.notify_all();
}

Result<void> Lifecycle::wait_joined(std::chrono::milliseconds timeout) {
  std::unique_lock lock(mutex_);
  if (!changed_.wait_for(lock, timeout, [&] { return joined_.has_value(); }))
    return fail(Errc::timeout, "no answer within " + std::to_string(timeout.count()) + " ms");
  return *joined_;
}

Result<void> Lifecycle::wait_ended() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return ended_.has_value(); });
  return *ended_;
}

bool Lifecycle::has_ended() const {
  std::lock_guard lock(mutex_);
  return ended_.has_value();
}

} // namespace troupe
