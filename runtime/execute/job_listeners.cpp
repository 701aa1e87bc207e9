#include "runtime/execute/job_listeners.hpp"

#include <utility>

namespace troupe {

void JobListeners::on_end(std::function<void()> callback) {
  {
    std::lock_guard lock(mutex_);
    if (!ended_) {
      for_end_.push_back(std::move(callback));
      return;
    }
  }
  callback();
}

void JobListeners::on_progress(std::function<void(const Progress&)> callback) {
  std::lock_guard lock(mutex_);
  if (!ended_)
    for_progress_.push_back(std::move(callback));
}

void JobListeners::progressed(const Progress& progress) {
  std::vector<std::function<void(const Progress&)>> listeners;
  {
    std::lock_guard lock(mutex_);
    if (for_progress_.empty())
      return;
    listeners = for_progress_;
  }
  for (const auto& listener : listeners)
    listener(progress);
}

void JobListeners::ended() {
  std::vector<std::function<void()>> listeners;
  {
    std::lock_guard lock(mutex_);
    ended_ = true;
    listeners = std::exchange(for_end_, {});
    for_progress_.clear();
  }
  for (const auto& listener : listeners)
    listener();
}

} // namespace troupe
