#include "actors/protocol/guarded_middleman.hpp"

#include "actors/trust/gate.hpp"

#include <caf/io/all.hpp>
#include <caf/io/basp_broker.hpp>
#include <caf/io/middleman_actor_impl.hpp>
#include <caf/io/network/default_multiplexer.hpp>
#include <caf/io/network/doorman_impl.hpp>

#include <unistd.h>

namespace troupe {
namespace {

using caf::io::network::default_multiplexer;
using caf::io::network::native_socket;

/// To reach a peer and prove who we are. The middleman connects to one after the other: a peer that is stopped holds up
/// the rest for so long.
constexpr auto connect_deadline = std::chrono::milliseconds(2500);

const auto registry_name = caf::atom("troupe_net");

/// "Accepts" what has passed a gate: descriptors, read from a socket pair.
struct PassedConnections {
  bool try_accept(native_socket& result, native_socket from) {
    int descriptor = -1;
    if (::read(from, &descriptor, sizeof descriptor) != static_cast<ssize_t>(sizeof descriptor))
      return false;
    result = descriptor;
    return true;
  }
};

/// A port of CAF's whose connections come through a gate. As caf::io::network::doorman_impl but for where they come
/// from.
class GatedDoorman final : public caf::io::doorman {
public:
  GatedDoorman(default_multiplexer& multiplexer, native_socket passed, std::unique_ptr<Gate> gate, std::string host)
      : caf::io::doorman(caf::io::network::accept_hdl_from_socket(passed)), acceptor_(multiplexer, passed),
        gate_(std::move(gate)), host_(std::move(host)) {}

  bool new_connection() override {
    if (detached())
      return false;
    auto& multiplexer = acceptor_.backend();
    auto scribe = multiplexer.new_scribe(acceptor_.accepted_socket());
    const auto handle = scribe->hdl();
    parent()->add_scribe(std::move(scribe));
    return caf::io::doorman::new_connection(&multiplexer, handle);
  }
  void graceful_shutdown() override {
    gate_.reset();
    acceptor_.graceful_shutdown();
    detach(&acceptor_.backend(), false);
  }
  void launch() override { acceptor_.start(this); }
  std::string addr() const override { return host_; }
  std::uint16_t port() const override { return gate_ ? gate_->port() : std::uint16_t{0}; }
  void add_to_loop() override { acceptor_.activate(this); }
  void remove_from_loop() override { acceptor_.passivate(); }

private:
  caf::io::network::acceptor_impl<PassedConnections> acceptor_;
  std::unique_ptr<Gate> gate_;
  std::string host_;
};

/// Our codes and sentences travel in the context of CAF's error.
caf::error to_caf(caf::sec code, const Error& error) {
  return caf::make_error(code, static_cast<int>(error.code), error.message);
}

class GuardedMiddleman final : public caf::io::middleman_actor_impl {
public:
  GuardedMiddleman(caf::actor_config& config, caf::actor broker, Trust trust)
      : caf::io::middleman_actor_impl(config, std::move(broker)), trust_(std::move(trust)) {}
  const char* name() const override { return "guarded_middleman"; }

protected:
  caf::expected<caf::io::scribe_ptr> connect(const std::string& host, std::uint16_t port) override {
    const auto socket = pass_gate(host, port, trust_, connect_deadline);
    if (!socket)
      return to_caf(caf::sec::cannot_connect_to_node, socket.error());
    return multiplexer().new_scribe(*socket);
  }

  caf::expected<caf::io::doorman_ptr> open(std::uint16_t port, const char* address, bool) override {
    const std::string host = address ? address : "127.0.0.1";
    auto gate = Gate::open(host, port, trust_);
    if (!gate)
      return to_caf(caf::sec::cannot_open_port, gate.error());
    const int passed = (*gate)->take_passed();
    return caf::io::doorman_ptr(caf::make_counted<GatedDoorman>(multiplexer(), passed, std::move(*gate), host));
  }

private:
  default_multiplexer& multiplexer() { return static_cast<default_multiplexer&>(system().middleman().backend()); }
  Trust trust_;
};

} // namespace

caf::io::middleman_actor start_guarded_middleman(caf::actor_system& system, const Trust& trust) {
  auto broker = system.middleman().named_broker<caf::io::basp_broker>(caf::atom("BASP"));
  auto actor = system.spawn<GuardedMiddleman, caf::detached + caf::hidden>(std::move(broker), trust);
  system.registry().put(registry_name, caf::actor_cast<caf::strong_actor_ptr>(actor));
  return actor;
}

void stop_guarded_middleman(caf::actor_system& system) {
  const auto actor = system.registry().get(registry_name);
  system.registry().erase(registry_name);
  if (actor)
    caf::anon_send_exit(caf::actor_cast<caf::actor>(actor), caf::exit_reason::user_shutdown);
}

caf::io::middleman_actor middleman_of(caf::actor_system& system) {
  return caf::actor_cast<caf::io::middleman_actor>(system.registry().get(registry_name));
}

Error network_error(caf::actor_system& system, const caf::error& error) {
  if (error == caf::sec::request_timeout)
    return {Errc::unreachable, "it accepts connections but says nothing"};
  if (error.context().match_elements<int, std::string>())
    return {static_cast<Errc>(error.context().get_as<int>(0)), error.context().get_as<std::string>(1)};
  return {Errc::unreachable, system.render(error)};
}

} // namespace troupe
