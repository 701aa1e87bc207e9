#include "actors/client/idle_supervisors.hpp"

#include <utility>

namespace troupe {

caf::actor IdleSupervisors::take() {
  std::lock_guard lock(mutex_);
  if (idle_.empty())
    return {};
  auto supervisor = std::move(idle_.back());
  idle_.pop_back();
  return supervisor;
}

bool IdleSupervisors::put(caf::actor supervisor) {
  std::lock_guard lock(mutex_);
  if (closed_)
    return false;
  idle_.push_back(std::move(supervisor));
  return true;
}

void IdleSupervisors::close() {
  std::vector<caf::actor> idle;
  {
    std::lock_guard lock(mutex_);
    closed_ = true;
    idle = std::exchange(idle_, {});
  }
  for (auto& supervisor : idle)
    caf::anon_send_exit(supervisor, caf::exit_reason::user_shutdown);
}

} // namespace troupe
