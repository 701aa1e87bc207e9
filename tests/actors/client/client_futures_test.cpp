// Futures, what is persisted without waiting, and the program's memory, on an embedded cluster and over the network.
#include "actors/client/client.hpp"
#include "actors/system/node.hpp"
#include "collections/array/creation.hpp"
#include "collections/session/future.hpp"
#include "collections/session/persist.hpp"
#include "collections/session/scatter.hpp"
#include "runtime/kernels/user/bag_function.hpp"
#include "runtime/kernels/user/function.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/support/thrown.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <numeric>
#include <optional>
#include <thread>

namespace troupe {
namespace {

using namespace std::chrono_literals;
using test::TempDir;

/// Blocks whose function waits until it is let go, or its task is cancelled.
struct Held {
  std::shared_ptr<std::atomic<bool>> go = std::make_shared<std::atomic<bool>>(false);
  Array array(std::int64_t chunks) const {
    return ones({chunks}, {.chunks = 1}).map_blocks([go = go](const FunctionContext& context, const Block& in) {
      while (!*go && !context.is_cancelled())
        std::this_thread::sleep_for(1ms);
      return in;
    });
  }
};

Array failing() {
  return ones({4}, {.chunks = 2}).map_blocks([](double) -> double { throw std::runtime_error("no such luck"); });
}

TEST(ClientFutures, AreThereBeforeTheirResults) {
  auto client = Client::local({.workers = 2, .threads = 1});
  const Held held;
  const auto future = compute_async(client, held.array(4).sum());
  const auto other = compute_async(client, from_sequence({"a", "b"}));
  EXPECT_FALSE(future.wait(20ms));
  EXPECT_EQ(future.status(), FutureStatus::pending);
  *held.go = true;
  EXPECT_EQ(future.get().scalar(), 4);
  EXPECT_EQ(other.get().size(), 2u);
  EXPECT_EQ(future.progress().tasks_done, future.progress().tasks_total);
}

TEST(ClientFutures, AreCancelledWhileTheyRun) {
  auto client = Client::local({.workers = 1, .threads = 2});
  const Held held;
  const auto future = compute_async(client, held.array(4).sum());
  EXPECT_FALSE(future.wait(10ms));
  future.cancel();
  EXPECT_EQ(test::thrown_by([&] { future.get(); }).code, Errc::cancelled);
  EXPECT_EQ(future.status(), FutureStatus::cancelled);
  EXPECT_EQ(compute(client, ones({2}).sum()).scalar(), 2); // its threads are free again
}

TEST(ClientFutures, AreCancelledWhenTheLastHandleGoes) {
  auto client = Client::local({.workers = 1, .threads = 1});
  const Held held;
  compute_async(client, held.array(2).sum());
  EXPECT_EQ(compute(client, ones({2}).sum()).scalar(), 2);
}

TEST(ClientFutures, EndWithTheirClient) {
  const Held held;
  Future<Values> future;
  std::thread releasing;
  {
    auto client = Client::local({.workers = 1, .threads = 1});
    future = compute_async(client, held.array(2).sum());
    releasing = std::thread([&] {
      std::this_thread::sleep_for(200ms);
      *held.go = true; // a kernel that runs is waited for
    });
  }
  releasing.join();
  EXPECT_TRUE(future.wait(30s));
  EXPECT_EQ(future.status(), FutureStatus::cancelled);
  EXPECT_EQ(test::thrown_by([&] { future.get(); }).code, Errc::cancelled);
}

TEST(ClientFutures, ComeAsTheyAreCompletedAndFailAlone) {
  auto client = Client::local({.workers = 2, .threads = 1});
  const Held held;
  const std::vector futures{compute_async(client, held.array(1).sum()), compute_async(client, failing()),
                            compute_async(client, full({1}, 7))};
  auto completed = as_completed(futures);
  double sum = 0;
  int failed = 0;
  for (int i = 0; i < 2; ++i) {
    const auto next = completed.next(30s);
    ASSERT_TRUE(next);
    next->error() ? void(++failed) : void(sum += next->get().scalar());
  }
  EXPECT_EQ(sum, 7);
  EXPECT_EQ(failed, 1);
  EXPECT_FALSE(completed.next(1ms));
  *held.go = true;
  EXPECT_EQ(completed.next(30s)->get().scalar(), 1);
  EXPECT_FALSE(completed.next());
}

TEST(ClientFutures, TwoThreadsMayWaitForOne) {
  auto client = Client::local({.workers = 1, .threads = 1});
  const Held held;
  const auto future = compute_async(client, held.array(2).sum());
  std::atomic<int> right = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i)
    threads.emplace_back([&] { right += future.get().scalar() == 2 ? 1 : 0; });
  *held.go = true;
  for (auto& thread : threads)
    thread.join();
  EXPECT_EQ(right, 3);
}

TEST(ClientPersist, DoesNotWaitAndWhatFollowsDoes) {
  auto client = Client::local({.workers = 2, .threads = 1});
  const Held held;
  const auto kept = persist(client, held.array(4) + 1);
  EXPECT_EQ(status(kept), FutureStatus::pending);
  const auto again = persist(client, kept * 2); // of what is not there yet
  const auto sum = compute_async(client, again.sum() + kept.sum());
  EXPECT_FALSE(sum.wait(20ms));
  *held.go = true;
  EXPECT_EQ(sum.get().scalar(), 24);
  EXPECT_TRUE(wait(again));
  EXPECT_EQ(status(again), FutureStatus::finished);
  EXPECT_EQ(futures_of(again).size(), 1u);
}

TEST(ClientPersist, AChainWhoseEarlierLinksAreGoneGoesOn) {
  auto client = Client::local({.workers = 2, .threads = 1});
  const Held held;
  auto x = persist(client, held.array(3));
  for (int i = 0; i < 20; ++i)
    x = persist(client, x + 1);
  *held.go = true;
  EXPECT_EQ(compute(client, x.sum()).scalar(), 63);
}

TEST(ClientPersist, OfSeveralComputesOnceWhatTheyShare) {
  auto client = Client::local({.workers = 2, .threads = 1});
  const auto calls = std::make_shared<std::atomic<int>>(0);
  const auto shared = ones({4}, {.chunks = 1}).map_blocks([calls](const Block& in) {
    ++*calls;
    return in;
  });
  const auto [a, total, words] = persist(client, shared + 1, shared.sum(), from_sequence({"b", "a"}));
  EXPECT_EQ(compute(client, a.sum()).scalar(), 8);
  EXPECT_EQ(compute(client, total).scalar(), 4);
  EXPECT_EQ(compute(client, words), (std::vector<std::string>{"b", "a"}));
  EXPECT_EQ(*calls, 4);
  const auto apart = compute(client, a - total); // two that are kept are two
  EXPECT_EQ(apart.values<double>()[0], -2);
}

TEST(ClientPersist, WhatFailedOrWasCancelledSaysSoToWhatFollows) {
  auto client = Client::local({.workers = 1, .threads = 2});
  const auto broken = persist(client, failing());
  EXPECT_TRUE(wait(broken));
  EXPECT_EQ(status(broken), FutureStatus::error);
  const auto error = test::thrown_by([&] { compute(client, broken.sum()); });
  EXPECT_EQ(error.code, Errc::task_failed);
  EXPECT_NE(error.message.find("no such luck"), std::string::npos) << error.message;
  const Held held;
  const auto given_up = persist(client, held.array(2));
  cancel(given_up);
  EXPECT_EQ(test::thrown_by([&] { compute(client, given_up.sum()); }).code, Errc::cancelled);
  const auto kept = persist(client, ones({2}));
  wait(kept);
  cancel(kept);
  EXPECT_EQ(test::thrown_by([&] { compute(client, kept.sum()); }).code, Errc::cancelled);
}

TEST(ClientPersist, AFunctionOfThisProcessStaysUntilItHasRun) {
  auto client = Client::local({.workers = 1, .threads = 1});
  const Held held;
  std::optional<Array> kept;
  {
    const auto x = held.array(2).map_blocks([](double v) { return v + 40; });
    kept = persist(client, x);
  }
  *held.go = true;
  EXPECT_EQ(compute(client, kept->sum()).scalar(), 82);
}

/// Workers that are reached over the network.
class RemoteMemory : public testing::Test {
protected:
  std::unique_ptr<Node> worker(const std::string& name) const {
    return Node::worker({.schedulers = {scheduler->address()},
                         .name = name,
                         .threads = 1,
                         .memory_limit = std::uint64_t{1} << 30,
                         .spill_folder = folder / name,
                         .secret_file = folder / "secret"})
        .value();
  }
  TempDir folder;
  std::unique_ptr<Node> scheduler = Node::scheduler({.port = 0, .secret_file = folder / "secret"}).value();
  std::unique_ptr<Node> first = worker("first"), second = worker("second");
  Client client = Client::connect(to_string(scheduler->address()), {.secret_file = folder / "secret"});
};

TEST_F(RemoteMemory, IsHandedToTheWorkers) {
  std::vector<double> numbers(100'000);
  std::iota(numbers.begin(), numbers.end(), 0.0);
  const auto x = from_span(numbers, {.rows = 10'000});
  EXPECT_EQ(compute(client, x.sum()).scalar(), 4999950000.0);
  Eigen::MatrixXd a(2, 2);
  a << 1, 2, 3, 4;
  EXPECT_EQ(compute(client, from_eigen(a * a) + 1).matrix()(1, 0), 16);
  EXPECT_EQ(client.workers().value().size(), 2u); // the client's own process takes no other tasks
  EXPECT_EQ(client.cluster().value().workers.size(), 3u);
}

TEST_F(RemoteMemory, IsScatteredOverThemAndStays) {
  std::vector<double> numbers(8'000, 1.0);
  const auto x = scatter(client, from_span(numbers, {.rows = 1'000}));
  std::map<std::string, std::uint64_t> held;
  for (int tries = 0; tries < 100 && (held["first"] == 0 || held["second"] == 0); ++tries) {
    std::this_thread::sleep_for(20ms);
    for (const auto& worker : client.cluster().value().workers)
      held[worker.info.name] = worker.beat.chunk_bytes;
  }
  EXPECT_GT(held["first"], 0u);
  EXPECT_GT(held["second"], 0u);
  numbers.assign(8'000, 2.0); // what was sent was sent
  EXPECT_EQ(compute(client, x.sum()).scalar(), 8'000);
}

TEST_F(RemoteMemory, IsSentAgainWhenAWorkerIsLost) {
  const auto x = scatter(client, from_vector(std::vector<double>(4'000, 1.0), {.rows = 500}));
  first.reset();
  EXPECT_EQ(compute(client, x.sum()).scalar(), 4'000);
}

/// What was computed and lost is computed again, from functions of links of the chain that only the scheduler
/// remembers.
TEST_F(RemoteMemory, AChainOfFunctionsIsRunAgainWhenAWorkerIsLost) {
  auto x = persist(client, ones({8}, {.chunks = 1}).map_blocks([](double v) { return v + 1; }));
  for (const double step : {10, 100, 1000}) {
    x = persist(client, x.map_blocks([step](double v) { return v + step; }));
    ASSERT_TRUE(wait(x));
  }
  first.reset();
  EXPECT_EQ(compute(client, x.sum()).scalar(), 8 * 1112);
}

TEST_F(RemoteMemory, IsHadByEveryWorkerWhereItIsBroadcast) {
  const auto x = scatter(client, from_vector(std::vector<double>(1'000, 1.0)), {.broadcast = true});
  first.reset(); // whichever goes, another has it
  EXPECT_EQ(compute(client, x.sum()).scalar(), 1'000);
}

TEST_F(RemoteMemory, OutlivesNoClientAndSoServesNoDetachedJob) {
  const std::vector<double> numbers(3, 1.0);
  const ExpressionPtr wanted[] = {from_span(numbers).sum().expression()};
  const auto refused = client.submit_detached(lower(wanted), "late", {});
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, Errc::invalid_argument);
}

} // namespace
} // namespace troupe
