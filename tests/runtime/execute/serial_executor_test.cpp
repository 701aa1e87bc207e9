#include "runtime/execute/serial_executor.hpp"

#include "tests/support/kernel_call.hpp"

#include <gtest/gtest.h>

#include <set>
#include <stdexcept>
#include <thread>

namespace troupe {
namespace {

using namespace std::chrono_literals;

/// Kernels that count the chunks alive: `make` (1, with the task's index), `sum`, `fails`, `waits`.
class Serial : public testing::Test {
protected:
  Serial() {
    add("make", [this](const KernelContext& context, std::span<ChunkPtr>) { return counted(context.index); });
    add("sum", [this](const KernelContext&, std::span<ChunkPtr> inputs) {
      double sum = 0;
      for (const auto& input : inputs)
        sum += test::doubles_in(input)[0];
      for (auto& input : inputs)
        reusable += input.use_count() == 1;
      return counted(sum);
    });
    add("fails", [](const KernelContext& context, std::span<ChunkPtr>) -> Result<ChunkPtr> {
      if (context.index == 2)
        throw std::runtime_error("two is too many");
      return test::chunk_of({1}, {0});
    });
  }

  void add(const std::string& name, KernelFunction function) {
    registry
        .add({name,
              [this, function](const KernelContext& context, std::span<ChunkPtr> inputs) {
                ran.push_back(context.index);
                return function(context, inputs);
              },
              nullptr, nullptr})
        .value();
  }

  /// A chunk whose end is noticed.
  Result<ChunkPtr> counted(double value) {
    most_alive = std::max(most_alive, ++alive);
    auto owner = std::shared_ptr<double>(new double(value), [this](double* gone) {
      --alive;
      delete gone;
    });
    auto* const bytes = reinterpret_cast<std::byte*>(owner.get());
    return make_chunk(Block{DType::float64, {1}, Buffer(std::move(owner), bytes, sizeof(double))});
  }

  static ExpressionPtr expression(const std::string& kernel, std::uint32_t tasks,
                                  std::vector<ExpressionInput> inputs = {}) {
    return Expression::make({kernel, {}, tasks, std::move(inputs), false}).value();
  }
  static TaskGraph graph_of(std::vector<ExpressionPtr> outputs) { return lower(outputs); }
  std::vector<double> numbers(const std::vector<ChunkPtr>& chunks) {
    std::vector<double> all;
    for (const auto& chunk : chunks)
      all.push_back(test::doubles_in(chunk)[0]);
    return all;
  }

  KernelRegistry registry;
  SerialExecutor executor{registry};
  std::vector<std::uint32_t> ran;
  int alive = 0, most_alive = 0, reusable = 0;
};

TEST_F(Serial, GathersTheOutputsInTheGraphsOrder) {
  const auto parts = expression("make", 5);
  const auto total = expression("sum", 1, {{parts, Wiring::all()}});
  const auto job = executor.submit(graph_of({total, parts})).value();
  EXPECT_EQ(numbers(job->gather().value()), (std::vector<double>{10, 0, 1, 2, 3, 4}));
  EXPECT_EQ(numbers(job->gather().value()), (std::vector<double>{10, 0, 1, 2, 3, 4})) << "a second time";
  EXPECT_EQ(ran.size(), 6u) << "but each task ran once";
}

TEST_F(Serial, FreesChunksWithTheirLastUse) {
  const auto parts = expression("make", 512);
  const auto total = tree_reduce(parts, "sum", {}, 8).value();
  const auto job = executor.submit(graph_of({total})).value();
  EXPECT_EQ(numbers(job->gather().value()), std::vector<double>{511.0 * 512 / 2});
  EXPECT_LE(most_alive, 3 * 8 + 1) << "at most one level's fan for each of three levels";
  EXPECT_EQ(alive, 1);
}

TEST_F(Serial, GivesAKernelTheOnlyHandleOfWhatNobodyElseNeeds) {
  const auto parts = expression("make", 3);
  const auto once = expression("sum", 1, {{parts, Wiring::all()}});
  executor.submit(graph_of({once})).value()->gather().value();
  EXPECT_EQ(reusable, 3);
  reusable = 0;
  executor.submit(graph_of({once, parts})).value()->gather().value();
  EXPECT_EQ(reusable, 0) << "the parts are wanted too";
}

TEST_F(Serial, FreesTheOutputsWithTheJob) {
  auto job = executor.submit(graph_of({expression("make", 4)})).value();
  job->gather().value();
  EXPECT_EQ(alive, 4);
  job.reset();
  EXPECT_EQ(alive, 0);
}

TEST_F(Serial, FailsWithTheErrorOfTheTaskAndFreesTheRest) {
  const auto job = executor.submit(graph_of({expression("make", 2), expression("fails", 4)})).value();
  const auto failed = job->gather();
  ASSERT_FALSE(failed.ok());
  EXPECT_EQ(failed.error(), (Error{Errc::task_failed, "kernel 'fails', task 2 threw: two is too many"}));
  EXPECT_EQ(job->wait(0ms).error(), failed.error());
  EXPECT_EQ(alive, 0);
}

TEST_F(Serial, DoesNothingUntilSomebodyWaits) {
  const auto job = executor.submit(graph_of({expression("make", 3)})).value();
  EXPECT_EQ(job->progress(), (Progress{.tasks_done = 0, .tasks_total = 3, .bytes_made = 0}));
  EXPECT_EQ(job->wait(0ms).error().code, Errc::timeout);
  EXPECT_TRUE(ran.empty());
  EXPECT_TRUE(job->wait(std::chrono::milliseconds::max()).ok());
  EXPECT_EQ(job->progress(), (Progress{.tasks_done = 3, .tasks_total = 3, .bytes_made = 24}));
}

TEST_F(Serial, IsCancelledBetweenTasks) {
  std::shared_ptr<RunningJob> job;
  add("cancels", [&](const KernelContext& context, std::span<ChunkPtr>) {
    if (context.index == 1)
      job->cancel();
    return counted(0);
  });
  job = executor.submit(graph_of({expression("cancels", 4)})).value();
  EXPECT_EQ(job->gather().error(), (Error{Errc::cancelled, "the job was cancelled"}));
  EXPECT_EQ(ran, (std::vector<std::uint32_t>{0, 1}));
  EXPECT_EQ(alive, 0);
}

TEST_F(Serial, OfACancelledJobNothingRuns) {
  const auto job = executor.submit(graph_of({expression("make", 4)})).value();
  job->cancel();
  EXPECT_EQ(job->wait(1s).error().code, Errc::cancelled);
  EXPECT_TRUE(ran.empty());
}

TEST_F(Serial, CancelsNothingThatIsDone) {
  const auto job = executor.submit(graph_of({expression("make", 1)})).value();
  job->gather().value();
  job->cancel();
  EXPECT_EQ(numbers(job->gather().value()), std::vector<double>{0});
}

TEST_F(Serial, RefusesAGraphThatBreaksItsInvariants) {
  TaskGraph broken = graph_of({expression("make", 2)});
  broken.outputs = {7};
  for (const bool optimized : {true, false})
    EXPECT_EQ(executor.submit(broken, {.optimize = optimized}).error().code, Errc::invalid_argument);
}

TEST_F(Serial, MakesTheSameBitsWithAndWithoutTheOptimiser) {
  const auto random = [](std::int64_t seed, Shape shape, Shape chunks) {
    return Expression::make(
               {"array.random_normal",
                Params{}.set("shape", shape).set("chunks", chunks).set("seed", seed).set("loc", 0.0).set("scale", 1.0),
                3,
                {},
                true})
        .value();
  };
  const auto x = random(1, {300, 4}, {100, -1}), y = random(2, {300}, {100});
  const auto moments =
      Expression::make({"linreg.moments", {}, 3, {{x, Wiring::each()}, {y, Wiring::each()}}, true}).value();
  const auto all = tree_reduce(moments, "linreg.combine", {}, 2).value();
  SerialExecutor builtin;
  const auto compute = [&](bool optimized) {
    return test::doubles_in(builtin.submit(graph_of({all}), {.optimize = optimized}).value()->gather().value()[0]);
  };
  EXPECT_TRUE(test::same_bits(compute(true), compute(false)));
}

TEST_F(Serial, ServesThreadsThatWaitForOneJob) {
  const auto job = executor.submit(graph_of({tree_reduce(expression("make", 200), "sum", {}, 3).value()})).value();
  std::vector<std::thread> threads;
  std::vector<double> got(4);
  for (std::size_t i = 0; i < got.size(); ++i)
    threads.emplace_back([&, i] { got[i] = numbers(job->gather().value())[0]; });
  for (auto& thread : threads)
    thread.join();
  EXPECT_EQ(got, (std::vector<double>(4, 199.0 * 200 / 2)));
  EXPECT_EQ(std::multiset<std::uint32_t>(ran.begin(), ran.end()).count(199), 1u);
}

} // namespace
} // namespace troupe
