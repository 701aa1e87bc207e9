#include "actors/protocol/scheduler_finder.hpp"

#include "actors/protocol/guarded_middleman.hpp"
#include "actors/protocol/interfaces.hpp"

#include <caf/io/all.hpp>

namespace troupe {
namespace {

constexpr auto pause_between = std::chrono::milliseconds(100);
constexpr auto attempt_deadline = std::chrono::seconds(4);

} // namespace

void SchedulerFinder::find(Found found) {
  found_ = std::move(found);
  until_ = std::chrono::steady_clock::now() + where_.patience;
  if (!std::exchange(attempting_, true))
    self_->send(self_, retry_atom::value);
}

void SchedulerFinder::attempt() {
  const auto network = middleman_of(self_->system());
  if (!found_ || !network || where_.addresses.empty()) {
    attempting_ = false;
    return;
  }
  const auto& address = where_.addresses[next_++ % where_.addresses.size()];
  self_->request(network, attempt_deadline, caf::connect_atom::value, address.host, address.port)
    .then(
      [this](const caf::node_id&, const caf::strong_actor_ptr& actor, const std::set<std::string>&) {
        if (!actor) {
          missed("nobody is published there");
          return;
        }
        attempting_ = false;
        if (auto found = std::exchange(found_, nullptr))
          found(caf::actor_cast<caf::actor>(actor));
      },
      [this](const caf::error& err) { missed(network_error(self_->system(), err).message); });
}

void SchedulerFinder::missed(const std::string& why) {
  if (found_ && std::chrono::steady_clock::now() < until_) {
    self_->delayed_send(self_, pause_between, retry_atom::value);
    return;
  }
  attempting_ = false;
  if (auto found = std::exchange(found_, nullptr))
    found(fail(Errc::lost, "no scheduler came back: " + why));
}

} // namespace troupe
