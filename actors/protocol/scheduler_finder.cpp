#include "actors/protocol/scheduler_finder.hpp"

#include "actors/protocol/guarded_middleman.hpp"
#include "actors/protocol/interfaces.hpp"

#include <caf/io/all.hpp>

namespace troupe {
namespace {

constexpr auto attempt_deadline = std::chrono::seconds(4);

} // namespace

SchedulerFinder::SchedulerFinder(caf::event_based_actor* self, SchedulerAddresses where)
    : self_(self), where_(std::move(where)), backoff_(self->id()) {}

void SchedulerFinder::find(Found found) {
  found_ = std::move(found);
  const bool anew = !std::exchange(searching_, true);
  if (anew) {
    until_ = std::chrono::steady_clock::now() + where_.patience;
    backoff_.reset();
    next_ = at_ + 1; // the one that is lost is asked last
  }
  if (std::exchange(attempting_, true))
    return;
  if (anew)
    self_->send(self_, retry_atom::value);
  else // the one that was found did not serve
    self_->delayed_send(self_, backoff_.next(), retry_atom::value);
}

void SchedulerFinder::stop() {
  found_ = nullptr;
  searching_ = false;
}

void SchedulerFinder::attempt() {
  const auto network = middleman_of(self_->system());
  if (!found_ || !network || where_.addresses.empty()) {
    attempting_ = false;
    return;
  }
  if (backoff_.tries() > 0 && is_late()) {
    missed("what answers there does not serve");
    return;
  }
  const auto at = next_++ % where_.addresses.size();
  const auto& address = where_.addresses[at];
  self_->request(network, attempt_deadline, caf::connect_atom::value, address.host, address.port)
      .then(
          [this, at](const caf::node_id&, const caf::strong_actor_ptr& actor, const std::set<std::string>&) {
            if (!actor) {
              missed("nobody is published there");
              return;
            }
            attempting_ = false;
            at_ = at;
            if (auto found = std::exchange(found_, nullptr))
              found(caf::actor_cast<caf::actor>(actor));
          },
          [this](const caf::error& err) { missed(network_error(self_->system(), err).message); });
}

void SchedulerFinder::missed(const std::string& why) {
  if (found_ && !is_late()) {
    self_->delayed_send(self_, backoff_.next(), retry_atom::value);
    return;
  }
  attempting_ = searching_ = false;
  if (auto found = std::exchange(found_, nullptr))
    found(fail(Errc::lost, "no scheduler came back: " + why));
}

} // namespace troupe
