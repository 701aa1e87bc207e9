// A client and the cluster inside its process; and one over TCP, which sends every special double there and back.
#include "actors/client/client.hpp"

#include "actors/system/node.hpp"
#include "runtime/graph/task_table.hpp"
#include "runtime/kernels/builtin/builtin_kernels.hpp"
#include "tests/support/kernel_call.hpp"
#include "tests/support/temp_dir.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <condition_variable>
#include <limits>
#include <mutex>
#include <thread>

namespace troupe {
namespace {

using namespace std::chrono_literals;
using namespace test;

/// A gate that kernels wait at until a test opens it, so that a job is running for certain.
class Barrier {
public:
  void wait(const KernelContext& context) {
    std::unique_lock lock(mutex_);
    ++waiting_;
    changed_.notify_all();
    while (!open_ && !context.is_cancelled())
      changed_.wait_for(lock, 5ms);
    --waiting_;
    changed_.notify_all();
  }
  void open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }
  void close() {
    const std::lock_guard lock(mutex_);
    open_ = false;
  }
  void until_somebody_waits() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return waiting_ > 0; });
  }
  void until_nobody_waits() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return waiting_ == 0; });
  }

private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = false;
  int waiting_ = 0;
};

Barrier& barrier() {
  static Barrier one;
  return one;
}

/// Added once to the registry of this process, which embedded workers use too.
void register_kernels() {
  static const bool done = [] {
    auto& registry = process_kernels();
    const auto add = [&](const char* name, KernelFunction run) {
      registry.add({name, std::move(run), nullptr, nullptr}).value();
    };
    add("test.numbers", [](const KernelContext& context, std::span<ChunkPtr>) -> Result<ChunkPtr> {
      TROUPE_TRY(values, context.params.reals("values"));
      return chunk_of({std::ssize(values)}, values);
    });
    add("test.same", [](const KernelContext&, std::span<ChunkPtr> inputs) -> Result<ChunkPtr> {
      return chunk_of({std::ssize(doubles_in(inputs[0]))}, doubles_in(inputs[0]));
    });
    add("test.index", [](const KernelContext& context, std::span<ChunkPtr>) -> Result<ChunkPtr> {
      return chunk_of({1}, {static_cast<double>(context.index)});
    });
    add("test.sum", [](const KernelContext&, std::span<ChunkPtr> inputs) -> Result<ChunkPtr> {
      double sum = 0;
      for (const auto& input : inputs)
        sum += doubles_in(input)[0];
      return chunk_of({1}, {sum});
    });
    add("test.throws", [](const KernelContext&, std::span<ChunkPtr>) -> Result<ChunkPtr> {
      throw std::runtime_error("no such luck");
    });
    add("test.waits", [](const KernelContext& context, std::span<ChunkPtr>) -> Result<ChunkPtr> {
      barrier().wait(context);
      if (context.is_cancelled())
        return fail(Errc::cancelled, "given up");
      return chunk_of({1}, {1});
    });
    return true;
  }();
  static_cast<void>(done);
}

ExpressionPtr expression(const std::string& kernel, std::uint32_t tasks, const Params& params = {},
                         std::vector<ExpressionInput> inputs = {}) {
  return Expression::make({kernel, params, tasks, std::move(inputs), false}).value();
}

TaskGraph graph_of(std::vector<ExpressionPtr> outputs) { return lower(outputs); }

TaskGraph sum_of(std::uint32_t tasks) {
  return graph_of({tree_reduce(expression("test.index", tasks), "test.sum", {}, 4).value()});
}

class LocalClient : public testing::Test {
protected:
  LocalClient() {
    register_kernels();
    barrier().close();
  }
  ~LocalClient() override { barrier().open(); }
  static Client make() { return Client::local({.workers = 2, .threads = 1, .memory_limit = std::uint64_t{1} << 30}); }
};

TEST_F(LocalClient, ComputesAGraph) {
  auto client = make();
  const auto outputs = client.submit(sum_of(100)).value()->gather().value();
  ASSERT_EQ(outputs.size(), 1u);
  EXPECT_EQ(doubles_in(outputs[0]), std::vector<double>{4950});
}

TEST_F(LocalClient, GathersAllOutputsInTheGraphsOrder) {
  auto client = make();
  const auto parts = expression("test.index", 20);
  const auto outputs = client.submit(graph_of({expression("test.sum", 1, {}, {{parts, Wiring::all()}}), parts}))
                           .value()
                           ->gather()
                           .value();
  ASSERT_EQ(outputs.size(), 21u);
  EXPECT_EQ(doubles_in(outputs[0])[0], 190);
  for (std::size_t i = 0; i < 20; ++i)
    EXPECT_EQ(doubles_in(outputs[1 + i])[0], static_cast<double>(i));
}

TEST_F(LocalClient, RunsSeveralJobsAtOnce) {
  auto client = make();
  std::vector<std::shared_ptr<RunningJob>> jobs;
  for (std::uint32_t n = 1; n <= 20; ++n)
    jobs.push_back(client.submit(sum_of(n), {.name = "sum"}).value());
  for (std::uint32_t n = 1; n <= 20; ++n)
    EXPECT_EQ(doubles_in(jobs[n - 1]->gather().value()[0])[0], n * (n - 1) / 2.0);
}

TEST_F(LocalClient, CarriesTheErrorOfAKernelToTheCaller) {
  auto client = make();
  const auto throws =
      client.submit(graph_of({expression("test.sum", 1, {}, {{expression("test.throws", 3), Wiring::all()}})}))
          .value()
          ->gather();
  ASSERT_FALSE(throws.ok());
  EXPECT_EQ(throws.error().code, Errc::task_failed);
  EXPECT_NE(throws.error().message.find("kernel 'test.throws', task "), std::string::npos) << throws.error().message;
  EXPECT_NE(throws.error().message.find(" threw: no such luck"), std::string::npos) << throws.error().message;
  const auto unknown = client.submit(graph_of({expression("test.throw", 1)})).value()->gather();
  ASSERT_FALSE(unknown.ok());
  EXPECT_EQ(unknown.error().code, Errc::not_found);
  EXPECT_EQ(doubles_in(client.submit(sum_of(3)).value()->gather().value()[0])[0], 3)
      << "the next job is none the worse";
}

TEST_F(LocalClient, RefusesAGraphThatBreaksItsInvariants) {
  auto client = make();
  auto broken = sum_of(3);
  broken.outputs = {99};
  EXPECT_EQ(client.submit(broken).error().code, Errc::invalid_argument);
}

TEST_F(LocalClient, CancelsAJobThatRuns) {
  auto client = make();
  const auto job = client.submit(graph_of({expression("test.waits", 4)})).value();
  barrier().until_somebody_waits();
  EXPECT_EQ(job->wait(0ms).error().code, Errc::timeout);
  job->cancel();
  EXPECT_EQ(job->gather().error().code, Errc::cancelled);
  barrier().until_nobody_waits();
  EXPECT_EQ(doubles_in(client.submit(sum_of(5)).value()->gather().value()[0])[0], 10);
}

TEST_F(LocalClient, GivesUpAJobWhoseHandleIsDropped) {
  auto client = make();
  auto job = client.submit(graph_of({expression("test.waits", 2)})).value();
  barrier().until_somebody_waits();
  job.reset();
  barrier().until_nobody_waits(); // its kernels were told; the barrier was never opened
  EXPECT_EQ(doubles_in(client.submit(sum_of(5)).value()->gather().value()[0])[0], 10);
}

TEST_F(LocalClient, FreesTheChunksOfAJobWhoseHandleIsDropped) {
  auto client = make();
  const auto chunks_held = [&] { return client.cluster().value().chunks_in_memory; };
  auto job = client.submit(graph_of({expression("test.index", 10)})).value();
  job->gather().value();
  job.reset();
  for (const auto deadline = std::chrono::steady_clock::now() + 60s;
       chunks_held() > 0 && std::chrono::steady_clock::now() < deadline;)
    std::this_thread::sleep_for(1ms); // the word of it is on its way
  EXPECT_EQ(chunks_held(), 0u);
}

TEST_F(LocalClient, EndsThoughItsWorkersKnowEachOther) {
  // Every worker fetches from the other: each would keep the other alive, and the client's end would wait for ever.
  auto client = make();
  std::vector<ExpressionInput> all{{expression("test.index", 40), Wiring::all()}};
  EXPECT_EQ(doubles_in(client.submit(graph_of({expression("test.sum", 40, {}, all)})).value()->gather().value()[7])[0],
            780);
}

TEST_F(LocalClient, EndsWithItsJobs) {
  std::shared_ptr<RunningJob> job;
  {
    auto client = make();
    job = client.submit(graph_of({expression("test.waits", 2)})).value();
    barrier().until_somebody_waits();
  }
  EXPECT_FALSE(job->wait(10s).ok());
  EXPECT_NE(job->wait(0ms).error().code, Errc::timeout) << "it has ended";
}

// Special doubles
// ---------------------------------------------------------------------------------------------------------

std::vector<double> special_doubles() {
  using Limits = std::numeric_limits<double>;
  std::vector<double> values{0.0,
                             -0.0,
                             1.0,
                             Limits::min(),
                             -Limits::min(),
                             Limits::max(),
                             Limits::lowest(),
                             Limits::denorm_min(),
                             -Limits::denorm_min(),
                             Limits::infinity(),
                             -Limits::infinity(),
                             Limits::epsilon(),
                             0.1,
                             1e-310,
                             -1e-310,
                             0x1.fffffffffffffp-1023};
  const std::uint64_t payloads[] = {
      0x7ff8000000000000u, 0xfff8000000000000u, 0x7ff8000000000001u, 0x7ffdeadbeefcafe1u,
      0xffffffffffffffffu, 0x7ff0000000000001u, 0xfff7ffffffffffffu}; // quiet and signalling
  for (const auto bits : payloads)
    values.push_back(std::bit_cast<double>(bits));
  for (int exponent = 0; exponent < 2048; ++exponent) // one of every exponent
    values.push_back(std::bit_cast<double>((static_cast<std::uint64_t>(exponent) << 52) | 0x000123456789abcdu));
  return values;
}

TEST(SpecialDoubles, CrossATcpConnectionUnharmedAsParametersAndAsChunks) {
  register_kernels();
  TempDir folder;
  const auto secret = folder / "secret";
  auto scheduler = Node::scheduler({.port = 0, .secret_file = secret}).value();
  const auto worker = [&](const char* name) {
    return Node::worker({.schedulers = {scheduler->address()},
                         .name = name,
                         .threads = 1,
                         .memory_limit = std::uint64_t{1} << 30,
                         .spill_folder = folder / name,
                         .secret_file = secret})
        .value();
  };
  auto first = worker("first"), second = worker("second");
  auto client = Client::connect("127.0.0.1:" + std::to_string(scheduler->address().port), {.secret_file = secret});

  const auto values = special_doubles();
  const auto params = Params{}.set("values", values);
  const auto made = expression("test.numbers", 1, params);
  const auto copies = expression("test.same", 8, {}, {{made, Wiring::one(0)}}); // some on the other worker
  const auto outputs = client.submit(graph_of({made, copies}), {.optimize = false}).value()->gather().value();
  ASSERT_EQ(outputs.size(), 9u);
  for (const auto& output : outputs) {
    const auto got = doubles_in(output);
    ASSERT_EQ(got.size(), values.size());
    for (std::size_t i = 0; i < values.size(); ++i)
      EXPECT_EQ(std::bit_cast<std::uint64_t>(got[i]), std::bit_cast<std::uint64_t>(values[i])) << "number " << i;
  }
  first->stop();
  second->stop();
  scheduler->stop();
  EXPECT_TRUE(first->wait().ok());
  EXPECT_TRUE(second->wait().ok());
  EXPECT_TRUE(scheduler->wait().ok());
}

TEST(ExplainTask, NamesTheWinnerAmongTheCandidatesOfATaskThatRan) {
  register_kernels();
  TempDir folder;
  const auto secret = folder / "secret";
  auto scheduler = Node::scheduler({.port = 0, .decisions = 100, .secret_file = secret}).value();
  auto worker = Node::worker({.schedulers = {scheduler->address()},
                              .name = "only",
                              .threads = 1,
                              .memory_limit = std::uint64_t{1} << 30,
                              .spill_folder = folder / "only",
                              .secret_file = secret})
                    .value();
  auto client = Client::connect("127.0.0.1:" + std::to_string(scheduler->address().port), {.secret_file = secret});
  const auto graph = sum_of(4);
  ASSERT_TRUE(client.submit(graph, {.optimize = false}).value()->gather().ok());

  const auto key = output_keys(graph).at(0);
  const auto told = client.explain_task(key).value();
  EXPECT_EQ(told.decision.key, key);
  ASSERT_EQ(told.decision.candidates.size(), 1u);
  EXPECT_EQ(told.decision.candidates[0].name, "only");
  EXPECT_EQ(told.decision.winner, told.decision.candidates[0].worker);
  EXPECT_GE(told.seconds_ago, 0);
  EXPECT_EQ(client.explain_task({1, 2}).error().code, Errc::not_found);
  worker->stop();
  scheduler->stop();
  EXPECT_TRUE(worker->wait().ok());
  EXPECT_TRUE(scheduler->wait().ok());
}

TEST(ExplainTask, AClusterInsideThisProcessRemembersToo) {
  register_kernels();
  auto client = Client::local({.workers = 2, .threads = 1, .memory_limit = std::uint64_t{1} << 30});
  const auto graph = sum_of(4);
  ASSERT_TRUE(client.submit(graph, {.optimize = false}).value()->gather().ok());
  EXPECT_TRUE(client.explain_task(output_keys(graph).at(0)).ok());
}

} // namespace
} // namespace troupe
