// Schedulers, workers and clients that stop, wait and go in any order: everything ends, with a clear error where one is
// due.
#include "actors/client/client.hpp"
#include "actors/system/node.hpp"
#include "actors/trust/socket.hpp"
#include "collections/array/creation.hpp"
#include "collections/session/compute.hpp"
#include "tests/support/temp_dir.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <future>
#include <optional>
#include <thread>

#include <poll.h>
#include <sys/socket.h>

namespace troupe {
namespace {

using std::chrono::milliseconds;

/// Far beyond what anything here takes; what does not end ends the program, for it cannot be waited for.
template <class Act>
auto in_time(const std::string& what, Act act) {
  auto ended = std::async(std::launch::async, std::move(act));
  if (ended.wait_for(std::chrono::seconds(60)) != std::future_status::ready) {
    ADD_FAILURE() << what << " does not end";
    std::_Exit(1);
  }
  return ended.get();
}

class NodeLifecycle : public testing::Test {
protected:
  std::unique_ptr<Node> scheduler() const {
    SchedulerOptions options;
    options.port = 0;
    options.secret_file = folder_ / "secret";
    return Node::scheduler(options).value();
  }
  std::unique_ptr<Node> worker(const Node& scheduler, milliseconds patience = milliseconds(300)) const {
    WorkerOptions options;
    options.schedulers = {scheduler.address()};
    options.patience = patience;
    options.threads = 1;
    options.memory_limit = std::uint64_t{1} << 30;
    options.secret_file = folder_ / "secret";
    return Node::worker(options).value();
  }
  Result<Client> try_client(const Address& where, milliseconds timeout) const {
    return Client::try_connect(to_string(where),
                               {.timeout = timeout, .patience = milliseconds(300), .secret_file = folder_ / "secret"});
  }
  Client client(const Node& scheduler) const { return try_client(scheduler.address(), milliseconds(5000)).value(); }

private:
  test::TempDir folder_;
};

Array some_work() { return random::normal({4000, 1000}, {.chunks = 100, .seed = 1}).sum(); }

std::optional<Error> error_of_computing(Client& client, const Array& array) {
  try {
    compute(client, array);
  } catch (const TroupeError& error) {
    return error.error();
  }
  return std::nullopt;
}

TEST_F(NodeLifecycle, AStoppedSchedulersPortIsClosedWhileItsNodeIsThere) {
  const auto first = scheduler();
  first->stop();
  EXPECT_TRUE(in_time("wait", [&] { return first->wait(); }).ok());
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (connect_to_host("127.0.0.1", first->address().port, until) && std::chrono::steady_clock::now() < until)
    std::this_thread::sleep_for(milliseconds(5)); // it closes behind the word that it has ended
  const auto refused = connect_to_host("127.0.0.1", first->address().port, until);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().message, "connection refused");
  const auto client = try_client(first->address(), milliseconds(200));
  ASSERT_FALSE(client.ok());
  EXPECT_EQ(client.error().code, Errc::unreachable);
}

TEST_F(NodeLifecycle, WhoeverNeedsAStoppedSchedulerHearsThatItIsGone) {
  const auto first = scheduler();
  const auto helper = worker(*first);
  auto program = client(*first);
  EXPECT_EQ(compute(program, ones({10}, {.chunks = 3}).sum()).scalar(), 10);
  first->stop();
  EXPECT_TRUE(in_time("the scheduler's wait", [&] { return first->wait(); }).ok());
  const auto error = in_time("compute", [&] { return error_of_computing(program, some_work()); });
  ASSERT_TRUE(error);
  EXPECT_EQ(error->code, Errc::lost);
  EXPECT_THAT(error->message, testing::HasSubstr("scheduler"));
  const auto asked = in_time("cluster", [&] { return program.cluster(); });
  ASSERT_FALSE(asked.ok());
  EXPECT_EQ(asked.error().code, Errc::lost);
  const auto left = in_time("the worker's wait", [&] { return helper->wait(); });
  ASSERT_FALSE(left.ok());
  EXPECT_EQ(left.error().code, Errc::lost);
}

TEST_F(NodeLifecycle, AJobThatRunsEndsWithItsStoppedScheduler) {
  const auto first = scheduler();
  const auto helper = worker(*first);
  auto program = client(*first);
  auto outcome = std::async(std::launch::async, [&] {
    return error_of_computing(program, random::normal({400'000, 1000}, {.chunks = 100, .seed = 1}).sum());
  });
  while (program.cluster().value().tasks_in_state == 0
         && outcome.wait_for(milliseconds(1)) != std::future_status::ready)
    std::this_thread::sleep_for(milliseconds(1));
  first->stop();
  EXPECT_TRUE(in_time("wait", [&] { return first->wait(); }).ok());
  const auto error = in_time("compute", [&] { return outcome.get(); });
  ASSERT_TRUE(error);
  EXPECT_EQ(error->code, Errc::lost);
}

TEST_F(NodeLifecycle, AStoppedWorkerLeavesItsTasksToOthers) {
  const auto first = scheduler();
  auto one = worker(*first);
  const auto two = worker(*first);
  auto program = client(*first);
  auto outcome = std::async(std::launch::async, [&] {
    return compute(program, ones({4000, 1000}, {.chunks = 100}).sum()).scalar();
  });
  one->stop();
  EXPECT_TRUE(in_time("wait", [&] { return one->wait(); }).ok());
  EXPECT_EQ(in_time("compute", [&] { return outcome.get(); }), 4e6);
  in_time("the worker's end", [&] { one.reset(); });
  EXPECT_EQ(in_time("compute", [&] { return compute(program, ones({100}, {.chunks = 3}).sum()).scalar(); }), 100);
}

TEST_F(NodeLifecycle, StoppingAndWaitingMayBeRepeatedByManyAtOnce) {
  const auto first = scheduler();
  std::vector<std::future<Result<void>>> waits;
  for (int i = 0; i < 4; ++i)
    waits.push_back(std::async(std::launch::async, [&] {
      first->stop();
      return first->wait();
    }));
  for (auto& wait : waits)
    EXPECT_TRUE(in_time("wait", [&] { return wait.get(); }).ok());
  first->stop();
  EXPECT_TRUE(in_time("wait", [&] { return first->wait(); }).ok());
}

TEST_F(NodeLifecycle, AWorkerWithoutAnySchedulerFailsInItsTime) {
  auto first = scheduler();
  first->stop();
  static_cast<void>(first->wait());
  WorkerOptions options;
  options.schedulers = {first->address()};
  options.connect_timeout = milliseconds(200);
  const auto late = in_time("start", [&] { return Node::worker(options); });
  ASSERT_FALSE(late.ok());
  EXPECT_EQ(late.error().code, Errc::unreachable) << to_string(late.error());
}

/// Whoever listens at the port of a scheduler that was stopped sees how often it is tried.
TEST_F(NodeLifecycle, PeersOfAStoppedSchedulerTryLessAndLessOften) {
  const auto first = scheduler();
  const auto helper = worker(*first, std::chrono::seconds(60));
  first->stop();
  static_cast<void>(first->wait());
  Result<Socket> listener = fail(Errc::io_error, "not yet");
  for (const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(30);
       !listener && std::chrono::steady_clock::now() < until;)
    listener = listen_at("127.0.0.1", first->address().port);
  ASSERT_TRUE(listener.ok()) << listener.error().message;
  int tries = 0;
  for (const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(2);
       await_socket(listener->number(), POLLIN, until);) {
    const Socket peer(::accept4(listener->number(), nullptr, nullptr, 0));
    tries += peer ? 1 : 0;
  }
  EXPECT_GT(tries, 0);
  EXPECT_LT(tries, 40);
}

/// What is destroyed in which order, and whether it was stopped before.
using Order = std::array<int, 3>;

TEST_F(NodeLifecycle, SchedulerWorkerAndClientGoInAnyOrder) {
  for (const bool stopped : {false, true}) {
    Order order{0, 1, 2};
    do {
      auto first = scheduler();
      auto helper = worker(*first);
      std::optional<Client> program = client(*first);
      auto job = program->submit(lower(std::array{some_work().expression()})).value();
      const auto end = [&](int what) {
        auto* node = what == 0 ? first.get() : helper.get();
        if (what < 2 && stopped) {
          node->stop();
          static_cast<void>(node->wait());
        }
        what == 0 ? first.reset() : what == 1 ? helper.reset() : program.reset();
      };
      for (const int what : order)
        in_time("number " + std::to_string(what) + (stopped ? " after its stop" : ""), [&] { end(what); });
      in_time("the job", [&] { return job->wait(std::chrono::seconds(59)).ok(); });
      in_time("the job's handle", [&] { job.reset(); });
    } while (std::ranges::next_permutation(order).found);
  }
}

} // namespace
} // namespace troupe
