#include "actors/protocol/scheduler_watch.hpp"

#include "actors/protocol/interfaces.hpp"
#include "runtime/wire/job_codec.hpp"

namespace troupe {

void SchedulerWatch::watch(caf::actor scheduler) {
  scheduler_ = std::move(scheduler);
  ++watched_;
  if (scheduler_ && !std::exchange(asking_, true))
    self_->delayed_send(self_, period, watch_atom::value);
}

void SchedulerWatch::ask() {
  if (!scheduler_) {
    asking_ = false;
    return;
  }
  auto hello = encode(Request{ClientHello{protocol_version, {}}});
  if (!hello)
    return;
  const auto next = [this] { self_->delayed_send(self_, period, watch_atom::value); };
  self_->request(scheduler_, deadline, ask_atom::value, Packet(std::move(*hello)))
      .then([next](const Packet&) { next(); },
            [this, next, number = watched_](const caf::error&) {
              next();
              if (number != watched_)
                return;
              scheduler_ = nullptr;
              silent_();
            });
}

} // namespace troupe
