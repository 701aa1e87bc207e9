#include "actors/protocol/orderly_middleman.hpp"

#include "actors/protocol/tidy_broker.hpp"
#include "runtime/base/short_turns.hpp"

#include <caf/io/all.hpp>
#include <caf/io/basp_broker.hpp>
#include <caf/io/network/default_multiplexer.hpp>

namespace troupe {
namespace {

class OrderlyMiddleman final : public caf::io::middleman {
public:
  static caf::actor_system::module* make(caf::actor_system& system, caf::detail::type_list<>) {
    return new OrderlyMiddleman(system);
  }
  explicit OrderlyMiddleman(caf::actor_system& system) : caf::io::middleman(system), backend_(&system) {}

  caf::io::network::multiplexer& backend() override { return backend_; }

  void start() override {
    named_broker<TidyBroker>(caf::atom("BASP")); // CAF takes the one that is there
    caf::io::middleman::start();
    backend_.post([] { take_short_turns(); });
  }

  /// What brokers leave out at their end, once the thread that runs them is gone: closes the mailbox and empties it.
  void stop() override {
    const auto broker = named_broker<caf::io::basp_broker>(caf::atom("BASP"));
    caf::io::middleman::stop();
    auto& actor = *static_cast<caf::scheduled_actor*>(caf::actor_cast<caf::abstract_actor*>(broker));
    actor.scheduled_actor::cleanup(caf::make_error(caf::exit_reason::user_shutdown), nullptr);
  }

private:
  caf::io::network::default_multiplexer backend_;
};

} // namespace

void load_orderly_middleman(caf::actor_system_config& config) { config.load<OrderlyMiddleman>(); }

} // namespace troupe
