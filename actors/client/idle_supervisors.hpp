// Pool of job supervisors without a job, for reuse. Thread-safe.
// Invariant: once closed it holds none, and all that it held have been told to exit.
#pragma once

#include <caf/all.hpp>

#include <mutex>
#include <vector>

namespace troupe {

class IdleSupervisors {
public:
  /// The one put in last: what it knows is the newest. An invalid handle when there is none.
  caf::actor take();
  /// False once closed: it is to end.
  bool put(caf::actor supervisor);
  void close();

private:
  std::mutex mutex_;
  std::vector<caf::actor> idle_;
  bool closed_ = false;
};

} // namespace troupe
