// The end of a process's actors, whatever comes in between.
#include "actors/system/actor_host.hpp"

#include "actors/protocol/foreign_thread.hpp"
#include "tests/support/temp_dir.hpp"

#include <caf/io/all.hpp>
#include <caf/io/basp_broker.hpp>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <thread>

namespace troupe {
namespace {

/// Says when the last reference to it is gone.
class Watched : public caf::event_based_actor {
public:
  Watched(caf::actor_config& config, std::atomic<bool>* gone) : caf::event_based_actor(config), gone_(gone) {}
  ~Watched() override { gone_->store(true); }
  caf::behavior make_behavior() override {
    return {[](int) {}};
  }

private:
  std::atomic<bool>* gone_;
};

/// An actor's last word to the broker comes when the broker has ended, as it does when the actor's thread is slow.
TEST(ActorHost, EndsWhereItsBrokerGetsALetterTooLate) {
  const test::TempDir folder;
  std::atomic<bool> gone{false};
  auto host = ActorHost::make({.network = true, .trust = {.secret_file = folder / "secret", .tls_folder = {}}}).value();
  caf::actor broker;
  caf::strong_actor_ptr watched;
  {
    const ForeignThread leaving;
    broker = host->system().middleman().named_broker<caf::io::basp_broker>(caf::atom("BASP"));
    watched = caf::actor_cast<caf::strong_actor_ptr>(host->system().spawn<Watched, caf::detached>(&gone));
    caf::anon_send_exit(watched, caf::exit_reason::user_shutdown);
  }
  std::thread late([broker = std::move(broker), watched = std::move(watched)]() mutable {
    const ForeignThread leaving;
    const auto* ended = caf::actor_cast<caf::abstract_actor*>(broker);
    while (!ended->getf(caf::abstract_actor::is_terminated_flag))
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    const auto keeps_the_system = watched;
    caf::actor_cast<caf::abstract_actor*>(broker)->enqueue(
        caf::make_mailbox_element(std::move(watched), caf::make_message_id(), {}, caf::ok_atom::value), nullptr);
    broker = nullptr;
  });
  host.reset();
  late.join();
  EXPECT_TRUE(gone);
}

} // namespace
} // namespace troupe
