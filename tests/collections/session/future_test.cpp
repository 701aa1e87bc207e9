#include "collections/session/future.hpp"

#include "collections/array/creation.hpp"
#include "collections/session/persist.hpp"
#include "runtime/execute/serial_executor.hpp"
#include "runtime/kernels/user/function.hpp"
#include "tests/support/thrown.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <thread>

namespace troupe {
namespace {

using namespace std::chrono_literals;

Array failing() {
  return ones({4}, {.chunks = 2}).map_blocks([](double) -> double { throw std::runtime_error("no such luck"); });
}

TEST(FutureOnSerialExecutor, IsComputedByWhoeverWaits) {
  SerialExecutor executor;
  const auto future = compute_async(executor, arange(10, {.chunks = 3}).sum());
  EXPECT_EQ(future.status(), FutureStatus::pending);
  EXPECT_FALSE(future.done());
  EXPECT_EQ(future.get().scalar(), 45);
  EXPECT_EQ(future.status(), FutureStatus::finished);
  EXPECT_EQ(future.get().scalar(), 45); // asked again
  EXPECT_EQ(future.progress().tasks_done, future.progress().tasks_total);
}

TEST(FutureOnSerialExecutor, OfSeveralIsOneOfATuple) {
  SerialExecutor executor;
  const auto x = arange(5, {.chunks = 2});
  const auto [low, words, high] = compute_async(executor, x.min(), from_sequence({"b", "a"}), x.max()).get();
  EXPECT_EQ(low.scalar(), 0);
  EXPECT_EQ(words, (std::vector<std::string>{"b", "a"}));
  EXPECT_EQ(high.scalar(), 4);
}

TEST(FutureOnSerialExecutor, SaysWhatWentWrong) {
  SerialExecutor executor;
  const auto future = compute_async(executor, failing());
  EXPECT_FALSE(future.error());
  EXPECT_TRUE(future.wait());
  EXPECT_EQ(future.status(), FutureStatus::error);
  EXPECT_NE(future.error()->message.find("no such luck"), std::string::npos);
  EXPECT_EQ(test::thrown_by([&] { future.get(); }), *future.error());
}

TEST(FutureOnSerialExecutor, IsCancelledOnceAndForAll) {
  SerialExecutor executor;
  const auto future = compute_async(executor, ones({4}));
  const auto copy = future;
  copy.cancel();
  EXPECT_EQ(test::thrown_by([&] { future.get(); }).code, Errc::cancelled);
  EXPECT_EQ(copy.status(), FutureStatus::cancelled);
  const auto finished = compute_async(executor, ones({1}));
  EXPECT_EQ(finished.get().scalar(), 1);
  finished.cancel(); // too late
  EXPECT_EQ(finished.get().scalar(), 1);
}

TEST(FutureOnSerialExecutor, EndsAWaitInTime) {
  SerialExecutor executor;
  const auto future = compute_async(executor, ones({4}));
  EXPECT_FALSE(future.wait(0ms));
  EXPECT_EQ(test::thrown_by([&] { future.result(0ms); }).code, Errc::timeout);
  EXPECT_EQ(future.get().size(), 4);
}

TEST(FutureOnSerialExecutor, IsTheSameForTwoThreads) {
  SerialExecutor executor;
  std::atomic<int> calls = 0;
  const auto future = compute_async(executor, ones({6}, {.chunks = 1})
                                                  .map_blocks([&calls](const Block& in) {
                                                    ++calls;
                                                    return in;
                                                  })
                                                  .sum());
  std::atomic<int> right = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] { right += future.get().scalar() == 6 ? 1 : 0; });
  for (auto& thread : threads)
    thread.join();
  EXPECT_EQ(right, 4);
  EXPECT_EQ(calls, 6);
}

TEST(FutureOnSerialExecutor, TellsOfProgressAndOfTheEnd) {
  SerialExecutor executor;
  const auto future = compute_async(executor, ones({4}, {.chunks = 1}), {.optimize = false});
  std::vector<std::uint64_t> counts;
  int ends = 0;
  future.on_progress([&](const Progress& progress) { counts.push_back(progress.tasks_done); });
  future.on_done([&] { ++ends; });
  future.wait();
  EXPECT_EQ(counts, (std::vector<std::uint64_t>{1, 2, 3, 4}));
  EXPECT_EQ(ends, 1);
  future.on_done([&] { ++ends; }); // too late: at once
  EXPECT_EQ(ends, 2);
}

TEST(FutureOnSerialExecutor, SeveralAreWaitedForInDasksWays) {
  SerialExecutor executor;
  std::vector<Future<Values>> futures;
  for (int i = 0; i < 3; ++i)
    futures.push_back(compute_async(executor, full({1}, i)));
  futures.push_back(compute_async(executor, failing()));
  const auto first = wait(futures, {.return_when = ReturnWhen::first_completed});
  EXPECT_EQ(first.done.size(), 1u);
  EXPECT_EQ(first.not_done.size(), 3u);
  std::multiset<double> seen;
  int failed = 0;
  for (const auto& one : as_completed(futures)) {
    if (one.status() == FutureStatus::finished)
      seen.insert(one.get().scalar());
    else
      ++failed;
  }
  EXPECT_EQ(seen, (std::multiset<double>{0, 1, 2})); // an error in one of them is that one's alone
  EXPECT_EQ(failed, 1);
  EXPECT_TRUE(wait(futures).not_done.empty());
  EXPECT_TRUE(wait(std::vector<Future<Values>>()).done.empty());
  EXPECT_TRUE(wait(futures[0], futures[1]));
}

TEST(PersistOnSerialExecutor, KeepsCollectionsOfEveryKind) {
  SerialExecutor executor;
  std::atomic<int> calls = 0;
  const auto x = ones({4}, {.chunks = 2}).map_blocks([&calls](const Block& in) {
    ++calls;
    return in;
  });
  const auto [kept, sum, bag, counts] =
      persist(executor, x, x.sum(), from_sequence({"a", "b", "a"}), from_sequence({"a", "b", "a"}).frequencies());
  EXPECT_EQ(calls, 2); // what they share ran once
  EXPECT_EQ(compute(executor, (kept + 1).sum()).scalar(), 8);
  EXPECT_EQ(compute(executor, sum).scalar(), 4);
  EXPECT_EQ(compute(executor, bag), (std::vector<std::string>{"a", "b", "a"}));
  EXPECT_EQ(compute(executor, counts)[0], (std::pair<std::string, std::int64_t>("a", 2)));
  EXPECT_EQ(calls, 2);
  const auto called =
      persist(executor, delayed([](const FunctionContext& context) { return context.new_block<double>({3}); }));
  EXPECT_EQ(std::get<Block>(*compute(executor, called)).shape, Shape{3});
  EXPECT_TRUE(futures_of(kept).empty());
  EXPECT_TRUE(wait(kept));
}

} // namespace
} // namespace troupe
