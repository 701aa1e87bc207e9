// On which threads a network actor acts: with real sockets, both ends in this process.
#include "actors/protocol/network_actor.hpp"

#include <caf/io/all.hpp>
#include <gtest/gtest.h>

#include <chrono>
#include <thread>

namespace troupe {
namespace {

constexpr auto patience = std::chrono::seconds(20);
using Thread = std::size_t;

Thread this_thread() { return std::hash<std::thread::id>()(std::this_thread::get_id()); }

/// Says on which thread it is asked.
class Witness : public NetworkActor {
public:
  using NetworkActor::NetworkActor;
  caf::behavior make_behavior() override {
    return {[](caf::get_atom) { return static_cast<std::uint64_t>(this_thread()); }};
  }
};

struct Config : caf::actor_system_config {
  Config() {
    set("scheduler.policy", caf::atom("sharing"));
    set("scheduler.max-threads", std::size_t{2});
    set("middleman.workers", std::size_t{0});
    load<caf::io::middleman>();
  }
};

std::uint64_t ask(caf::actor_system& from, const caf::actor& witness) {
  std::uint64_t thread = 0;
  caf::scoped_actor self{from};
  self->request(witness, patience, caf::get_atom::value)
      .receive([&](std::uint64_t answer) { thread = answer; },
               [&](const caf::error& err) { ADD_FAILURE() << from.render(err); });
  return thread;
}

class NetworkActors : public testing::Test {
protected:
  void TearDown() override { caf::anon_send_exit(witness_, caf::exit_reason::user_shutdown); }
  template <caf::spawn_options Options = caf::no_spawn_options>
  void spawn_witness() {
    witness_ = there_.spawn<Witness, Options>();
  }
  caf::actor reached_from_here() {
    const auto port = there_.middleman().publish(witness_, 0, "127.0.0.1");
    return *here_.middleman().remote_actor("127.0.0.1", *port);
  }
  Thread network_thread() { return std::hash<std::thread::id>()(there_.middleman().backend().thread_id()); }

  Config there_config_, here_config_;
  caf::actor_system there_{there_config_}, here_{here_config_};
  caf::actor witness_;
};

TEST_F(NetworkActors, TakeWhatOtherProcessesSayOnTheNetworksThread) {
  spawn_witness();
  const auto remote = reached_from_here();
  for (int i = 0; i < 10; ++i)
    EXPECT_EQ(ask(here_, remote), network_thread());
}

TEST_F(NetworkActors, TakeWhatTheirOwnProcessSaysElsewhere) {
  spawn_witness();
  const auto thread = ask(there_, witness_);
  EXPECT_NE(thread, 0u);
  EXPECT_NE(thread, network_thread());
}

TEST_F(NetworkActors, HaveAThreadOfTheirOwnWhereTheyAreDetached) {
  spawn_witness<caf::detached>();
  const auto remote = reached_from_here();
  const auto thread = ask(here_, remote);
  EXPECT_NE(thread, network_thread());
  EXPECT_EQ(ask(there_, witness_), thread);
}

} // namespace
} // namespace troupe
