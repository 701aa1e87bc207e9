#include "actors/system/connect.hpp"

#include "actors/protocol/foreign_thread.hpp"
#include "actors/protocol/guarded_middleman.hpp"
#include "runtime/base/backoff.hpp"
#include "runtime/base/number_text.hpp"
#include "runtime/wire/job_codec.hpp"

#include <caf/io/all.hpp>

#include <algorithm>
#include <thread>
#include <utility>

#include <unistd.h>

namespace troupe {
namespace {

using Clock = std::chrono::steady_clock;

constexpr auto least_patience = std::chrono::milliseconds(50); ///< of an attempt

Result<caf::actor> try_once(caf::actor_system& system, const Address& address, Clock::duration patience) {
  Result<caf::actor> outcome = fail(Errc::unreachable, "nobody is published there");
  const ForeignThread leaving;
  caf::scoped_actor self{system};
  self->request(middleman_of(system), std::chrono::duration_cast<std::chrono::microseconds>(patience),
                caf::connect_atom::value, address.host, address.port)
      .receive(
          [&](const caf::node_id&, const caf::strong_actor_ptr& actor, const std::set<std::string>&) {
            if (actor)
              outcome = caf::actor_cast<caf::actor>(actor);
          },
          [&](const caf::error& err) { outcome = fail(network_error(system, err)); });
  return outcome;
}

std::string names_of(const std::vector<Address>& addresses) {
  std::string names;
  for (const auto& address : addresses)
    names += (names.empty() ? "" : " or ") + to_string(address);
  return names;
}

} // namespace

Result<caf::actor> connect_to_any(caf::actor_system& system, const std::vector<Address>& addresses,
                                  std::chrono::milliseconds timeout) {
  const auto deadline = Clock::now() + timeout;
  Backoff backoff(static_cast<std::uint64_t>(::getpid()));
  for (std::size_t attempt = 0;; ++attempt) {
    const auto& address = addresses[attempt % addresses.size()];
    const auto left = std::max<Clock::duration>(deadline - Clock::now(), least_patience);
    auto outcome = try_once(system, address, left);
    if (outcome)
      return outcome;
    if (outcome.error().code != Errc::unreachable)
      return fail(outcome.error().code, "cannot speak to " + to_string(address) + ": " + outcome.error().message);
    const auto pause = backoff.next();
    if (Clock::now() + pause >= deadline)
      return fail(Errc::unreachable, "no scheduler answers at " + names_of(addresses) + " (tried for "
                                         + format_seconds(std::chrono::duration<double>(timeout).count())
                                         + "): " + outcome.error().message);
    std::this_thread::sleep_for(pause);
  }
}

Result<std::uint16_t> publish_at(caf::actor_system& system, const caf::actor& actor, const Address& address) {
  Result<std::uint16_t> outcome = fail(Errc::internal, "no answer");
  const ForeignThread leaving;
  caf::scoped_actor self{system};
  self->request(middleman_of(system), caf::infinite, caf::publish_atom::value, address.port,
                caf::actor_cast<caf::strong_actor_ptr>(actor), std::set<std::string>{}, address.host, true)
      .receive([&](std::uint16_t port) { outcome = port; },
               [&](const caf::error& err) {
                 outcome = fail(Errc::io_error,
                                "cannot listen on " + to_string(address) + ": " + network_error(system, err).message);
               });
  return outcome;
}

void unpublish_at(caf::actor_system& system, const caf::actor& actor, std::uint16_t port) {
  const ForeignThread leaving;
  caf::scoped_actor self{system};
  self->request(middleman_of(system), std::chrono::seconds(2), caf::unpublish_atom::value,
                caf::actor_cast<caf::actor_addr>(actor), port)
      .receive([] {}, [](const caf::error&) {}); // it was not open any more
}

void begin_unpublishing(caf::actor_system& system, const caf::actor_addr& actor, std::uint16_t port) {
  if (const auto network = middleman_of(system))
    caf::anon_send(network, caf::unpublish_atom::value, actor, port);
}

Result<Response> ask_scheduler(caf::actor_system& system, const caf::actor& scheduler, Packet question,
                               std::chrono::milliseconds timeout) {
  Result<Response> outcome = fail(Errc::internal, "no answer");
  const ForeignThread leaving;
  caf::scoped_actor self{system};
  self->monitor(scheduler); // CAF lets requests to a peer that is gone run out
  self->send(scheduler, ask_atom::value, std::move(question));
  const auto gone = [&](const std::string& why) { outcome = fail(Errc::lost, "the scheduler is gone: " + why); };
  self->receive([&](const Packet& answer) { outcome = decode_response(answer.view()); },
                [&](const caf::down_msg& down) { gone(system.render(down.reason)); },
                [&](const caf::error& err) { gone(system.render(err)); },
                caf::after(timeout) >>
                    [&] {
                      outcome = fail(Errc::lost, "the scheduler has not answered within "
                                                     + format_seconds(std::chrono::duration<double>(timeout).count()));
                    });
  self->demonitor(scheduler.address()); // it would remember this actor for ever
  return outcome;
}

} // namespace troupe
