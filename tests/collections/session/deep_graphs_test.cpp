// Expressions of any depth are built, lowered, optimised, shown, sent, run and forgotten on little stack.
#include "collections/array/creation.hpp"
#include "collections/array/elementwise.hpp"
#include "collections/array/joining.hpp"
#include "collections/session/compute.hpp"
#include "collections/session/explain.hpp"
#include "runtime/execute/serial_executor.hpp"
#include "runtime/optimize/explain.hpp"
#include "runtime/optimize/fused_steps.hpp"
#include "runtime/optimize/pipeline.hpp"
#include "tests/support/small_stack.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace troupe {
namespace {

using test::with_small_stack;

std::vector<double> numbers_of(Executor& executor, const Array& array, const JobOptions& options = {}) {
  const auto values = compute(executor, array, options);
  const auto numbers = values.values<double>();
  return {numbers.begin(), numbers.end()};
}

/// Adds one, `steps` times.
Array counted_up(Array from, int steps) {
  for (int i = 0; i < steps; ++i)
    from = from + 1.0;
  return from;
}

TEST(DeepGraphs, OfAMillionStepsHaveTheirValue) {
  with_small_stack([] {
    SerialExecutor executor;
    EXPECT_EQ(numbers_of(executor, counted_up(zeros({3}, {.chunks = 3}), 1'000'000))[2], 1e6);
  });
}

TEST(DeepGraphs, AreTheSameAsWrittenAndAsOptimised) {
  with_small_stack([] {
    SerialExecutor executor;
    auto x = random::uniform({7}, {.chunks = 3, .seed = 1});
    const auto y = random::uniform({7}, {.chunks = 3, .seed = 2});
    for (int i = 0; i < 5'000; ++i)
      x = i % 3 == 0 ? x * 0.999 + y : i % 3 == 1 ? sqrt(absolute(x)) - y : x + x.sum() * 1e-3;
    EXPECT_EQ(numbers_of(executor, x), numbers_of(executor, x, {.optimize = false}));
  });
}

TEST(DeepGraphs, TakeWhatTheyShareOnce) {
  // Each level takes the one below twice: 2^300 ways to the bottom.
  with_small_stack([] {
    SerialExecutor executor;
    auto x = ones({4}, {.chunks = 2});
    for (int i = 0; i < 300; ++i)
      x = x + x;
    EXPECT_EQ(numbers_of(executor, x)[3], std::ldexp(1.0, 300));
  });
}

TEST(DeepGraphs, MayTakeAnotherArrayAtEveryStep) {
  with_small_stack([] {
    SerialExecutor executor;
    auto x = zeros({2}, {.chunks = 1});
    for (int i = 0; i < 20'000; ++i)
      x = x + full({2}, i, {.chunks = 1, .dtype = DType::float64});
    EXPECT_EQ(numbers_of(executor, x)[1], 20'000.0 * 19'999 / 2);
  });
}

TEST(DeepGraphs, MayBeMany) {
  // A reduction of a hundred chains, each of a thousand steps.
  with_small_stack([] {
    SerialExecutor executor;
    std::vector<Array> chains;
    for (int i = 0; i < 100; ++i)
      chains.push_back(counted_up(full({5}, i, {.chunks = 5, .dtype = DType::float64}), 1'000));
    EXPECT_EQ(compute(executor, concatenate(chains, 0).sum()).scalar(), 5 * (100 * 1'000 + 99 * 100 / 2));
  });
}

TEST(DeepGraphs, OfBagsAndCallsAreNoOther) {
  with_small_stack([] {
    SerialExecutor executor;
    auto bag = from_sequence({" A ", "b"}, {.npartitions = 2});
    for (int i = 0; i < 20'000; ++i)
      bag = i % 2 == 0 ? bag.lower() : bag.strip();
    EXPECT_EQ(compute(executor, bag), (std::vector<std::string>{"a", "b"}));
    auto call = delayed("array.full", Params{}
                                          .set("shape", Params::Ints{2})
                                          .set("chunks", Params::Ints{2})
                                          .set("value", 1.0)
                                          .set("dtype", "float64"));
    for (int i = 0; i < 20'000; ++i)
      call = delayed("array.elementwise", Params{}.set("op", "add").set("dtype", "float64").set("p1", 1.0), {call});
    EXPECT_EQ(as_block(*compute(executor, call)).value()->values<double>()[1], 20'001);
  });
}

TEST(DeepGraphs, AreShown) {
  with_small_stack([] {
    const auto chain = counted_up(zeros({3}), 100'000);
    EXPECT_FALSE(explain(chain).empty());
    const ExpressionPtr wanted[] = {chain.expression()};
    const auto graph = lower(wanted);
    const auto better = optimize(graph).value();
    EXPECT_FALSE(explain_dot(graph, better.graph, better.reports).empty());
    EXPECT_FALSE(to_string(chain).empty());
  });
}

TEST(DeepGraphs, AreFusedInPiecesOfBoundedLength) {
  const ExpressionPtr wanted[] = {counted_up(zeros({8}, {.chunks = 2}), 10'000).expression()};
  const auto better = optimize(lower(wanted)).value().graph;
  EXPECT_EQ(better.layers.size(), 10u); // 10,001 steps
  for (const auto& layer : better.layers)
    EXPECT_LE(count_steps(layer), most_fused_steps);
}

} // namespace
} // namespace troupe
