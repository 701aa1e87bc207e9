#include "actors/protocol/lifecycle.hpp"

#include <utility>

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
  if (auto hears = std::exchange(hears_end_, nullptr))
    hears();
}

void Lifecycle::on_end(std::function<void()> hears) {
  std::lock_guard lock(mutex_);
  hears_end_ = std::move(hears);
  if (ended_ && hears_end_)
    std::exchange(hears_end_, nullptr)();
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
