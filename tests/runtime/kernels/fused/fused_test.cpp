#include "runtime/kernels/builtin/builtin_kernels.hpp"
#include "tests/support/kernel_call.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace troupe {
namespace {

using namespace test;

constexpr std::int64_t all_inputs = std::numeric_limits<std::int64_t>::max();

Params step(const std::string& kernel, Params params, Params::Ints inputs) {
  return Params{}.set("kernel", kernel).set("params", Params::List{std::move(params)}).set("inputs", std::move(inputs));
}

Params steps(Params::List list) { return Params{}.set("steps", std::move(list)); }

Params random(Shape shape, Shape chunks, std::int64_t seed) {
  return Params{}
      .set("shape", std::move(shape))
      .set("chunks", std::move(chunks))
      .set("seed", seed)
      .set("loc", 0.5)
      .set("scale", 3.0);
}

class Fused : public testing::Test {
protected:
  Fused() {
    register_builtin_kernels(registry);
    add("add", [](std::span<const double> a, std::span<const double> b, std::size_t i) { return a[i] + b[i]; });
    add("minus", [](std::span<const double> a, std::span<const double> b, std::size_t i) { return a[i] - b[i]; });
  }

  /// A kernel of two blocks that writes into the first where nobody else holds it, and notes whether it did.
  template <class F>
  void add(const std::string& name, F f) {
    registry
        .add({name,
              [this, f](const KernelContext& context, std::span<ChunkPtr> inputs) -> Result<ChunkPtr> {
                auto a = std::move(inputs[0]);
                const auto b = inputs.size() > 1 ? inputs[1] : a;
                const bool alone = a.use_count() == 1;
                reused += alone;
                auto out = alone ? a
                                 : make_chunk(Block{DType::float64, std::get<Block>(*a).shape,
                                                    context.pool.allocate(std::get<Block>(*a).data.size())});
                auto& to = std::get<Block>(*out);
                for (std::size_t i = 0; i < to.values<double>().size(); ++i)
                  to.values<double>()[i] =
                      f(std::get<Block>(*a).values<double>(), std::get<Block>(*b).values<double>(), i);
                return out;
              },
              nullptr, nullptr})
        .value();
  }

  Result<ChunkPtr> run(const Params& params, std::vector<ChunkPtr> inputs = {}, std::uint32_t index = 0) {
    return call_kernel(registry, "fused", params, std::move(inputs), index);
  }

  KernelRegistry registry;
  int reused = 0;
};

TEST_F(Fused, RunsStepAfterStepOnInputsAndEarlierOutputs) {
  // (x + y) - y, then that plus x
  const auto params = steps({step("add", {}, {0, 1}), step("minus", {}, {-1, 1}), step("add", {}, {-2, 0})});
  const auto made = run(params, {chunk_of({2}, {1, 2}), chunk_of({2}, {10, 20})}).value();
  EXPECT_EQ(doubles_in(made), (std::vector<double>{2, 4}));
}

TEST_F(Fused, LetsAKernelTakeOverWhatNobodyNeedsAgain) {
  const auto params = steps({step("add", {}, {0, 0}), step("add", {}, {-1, 0})});
  const auto x = chunk_of({1}, {3});
  EXPECT_EQ(doubles_in(run(params, {x}).value()), std::vector<double>{9});
  EXPECT_EQ(reused, 1) << "the sum of the first step, but not x, which we hold";
  EXPECT_EQ(doubles_in(x), std::vector<double>{3});
}

TEST_F(Fused, KeepsAnOutputThatIsNeededLater) {
  const auto params = steps({step("add", {}, {0, 0}), step("add", {}, {-1, -1}), step("minus", {}, {-2, -1})});
  EXPECT_EQ(doubles_in(run(params, {chunk_of({1}, {3})}).value()), std::vector<double>{6});
}

TEST_F(Fused, GivesAStepAllInputsOfTheTask) {
  std::size_t given = 0;
  registry
      .add({"count",
            [&](const KernelContext&, std::span<ChunkPtr> inputs) -> Result<ChunkPtr> {
              given = inputs.size();
              return inputs[0];
            },
            nullptr, nullptr})
      .value();
  run(steps({step("count", {}, {all_inputs})}), {chunk_of({1}, {1}), chunk_of({1}, {2}), chunk_of({1}, {3})}).value();
  EXPECT_EQ(given, 3u);
}

TEST_F(Fused, HandsEveryStepItsOwnParametersAndTheIndexOfTheTask) {
  const auto alone = call_kernel(registry, "array.random_normal", random({9}, {4}, 7), {}, 1).value();
  const auto fused = run(steps({step("array.random_normal", random({9}, {4}, 7), {}), step("add", {}, {-1, 0})}),
                         {chunk_of({4}, {0, 0, 0, 0})}, 1)
                         .value();
  EXPECT_TRUE(same_bits(doubles_in(fused), doubles_in(alone)));
}

TEST_F(Fused, TilesMakeTheBitsOfSeparateTasks) {
  // Rows that are no multiple of any tile, from one row to several tiles.
  for (const std::int64_t rows : {1, 7, 129, 5'003, 40'000})
    for (const std::int64_t columns : {1, 3, 20}) {
      const auto x = random({rows * 2, columns}, {rows, -1}, 11), y = random({rows * 2}, {rows}, 12);
      const auto tiled = run(steps({step("array.random_normal", x, {}), step("array.random_normal", y, {}),
                                    step("linreg.moments", {}, {-1, -2})}),
                             {}, 1)
                             .value();
      const auto separate = call_kernel(registry, "linreg.moments", {},
                                        {call_kernel(registry, "array.random_normal", x, {}, 1).value(),
                                         call_kernel(registry, "array.random_normal", y, {}, 1).value()})
                                .value();
      EXPECT_TRUE(same_bits(doubles_in(tiled), doubles_in(separate))) << rows << " x " << columns;
    }
}

TEST_F(Fused, FailsWithTheWordsOfTheStepThatFails) {
  const auto bad = random({4, 2}, {4, -1}, 1).set("scale", -1.0);
  const auto failed =
      run(steps({step("array.random_normal", bad, {}), step("array.random_normal", random({4}, {4}, 2), {}),
                 step("linreg.moments", {}, {-1, -2})}));
  ASSERT_FALSE(failed.ok());
  EXPECT_EQ(failed.error().message, call_kernel("array.random_normal", bad).error().message);
  // Features and target of different lengths.
  const auto uneven =
      run(steps({step("array.random_normal", random({4, 2}, {4, -1}, 1), {}),
                 step("array.random_normal", random({5}, {5}, 2), {}), step("linreg.moments", {}, {-1, -2})}));
  ASSERT_FALSE(uneven.ok());
  EXPECT_EQ(uneven.error().code, Errc::invalid_shape);
}

TEST_F(Fused, BelievesNoStepThatCannotBe) {
  const std::vector<ChunkPtr> one{chunk_of({1}, {1})};
  EXPECT_EQ(run({}, one).error().code, Errc::invalid_argument);
  EXPECT_EQ(run(steps({}), one).error().code, Errc::invalid_argument);
  EXPECT_EQ(run(steps({step("add", {}, {0, 1})}), one).error().message,
            "step 0 of a fused task takes input 1; the task has 1");
  EXPECT_EQ(run(steps({step("add", {}, {-1, 0})}), one).error().message,
            "step 0 of a fused task takes the output of step 0, which does not come before it");
  EXPECT_EQ(run(steps({step("add", {}, {std::numeric_limits<std::int64_t>::min(), 0})}), one).error().code,
            Errc::invalid_argument);
  EXPECT_EQ(run(steps({step("no.such", {}, {0})}), one).error().code, Errc::not_found);
  EXPECT_EQ(run(steps({Params{}.set("kernel", "add").set("inputs", Params::Ints{0, 0})}), one).error().code,
            Errc::invalid_argument);
}

TEST_F(Fused, GivesUpWhenTold) {
  const std::atomic<bool> cancelled{true};
  std::vector<ChunkPtr> none;
  const auto params =
      steps({step("array.random_normal", random({40, 2}, {40, -1}, 1), {}),
             step("array.random_normal", random({40}, {40}, 2), {}), step("linreg.moments", {}, {-1, -2})});
  const auto made = registry.get("fused").value()->run(KernelContext{params, 0, process_pool(), &cancelled}, none);
  ASSERT_FALSE(made.ok());
  EXPECT_EQ(made.error().code, Errc::cancelled);
}

/// x of the task, |x|, its sum along the first axis and its moments.
Params two_reductions_and_their_operand() {
  return steps({step("array.elementwise", Params{}.set("op", "absolute").set("dtype", "float64"), {0}),
                step("array.reduce", Params{}.set("op", "sum").set("axes", Params::Ints{0}), {-1}),
                step("array.reduce", Params{}.set("op", "moments").set("axes", Params::Ints{0, 1}), {-1})});
}

TEST_F(Fused, MakesSeveralOutputsWithTheBitsOfEachAlone) {
  std::vector<double> values;
  for (int i = 0; i < 700; ++i)
    values.push_back((i * 37 % 101 - 50) / 7.0);
  const auto x = chunk_of({100, 7}, values);
  auto params = two_reductions_and_their_operand();
  params.set("outputs", Params::Ints{2, 0, 1});
  const auto made = run(params, {x}).value();
  const auto& list = std::get<ChunkList>(*made);
  ASSERT_EQ(list.chunks.size(), 3u);
  const auto all = *two_reductions_and_their_operand().list("steps");
  const auto absolute = run(steps({all[0]}), {x}).value();
  EXPECT_EQ(doubles_in(list.chunks[1]), doubles_in(absolute));
  EXPECT_EQ(doubles_in(list.chunks[2]), doubles_in(run(steps({all[0], all[1]}), {x}).value()));
  EXPECT_EQ(doubles_in(list.chunks[0]),
            doubles_in(run(all.size() == 3 ? steps({all[0], all[2]}) : Params(), {x}).value()));
}

TEST_F(Fused, MakesSeveralOutputsOfKernelsThatTheTileEngineDoesNotKnow) {
  auto params = steps({step("add", {}, {0, 0}), step("minus", {}, {-1, 0}), step("add", {}, {-1, -2})});
  params.set("outputs", Params::Ints{0, 2});
  const auto x = chunk_of({2}, {1, 2});
  const auto made = run(params, {x}).value();
  const auto& list = std::get<ChunkList>(*made);
  EXPECT_EQ(doubles_in(list.chunks[0]), (std::vector<double>{2, 4}))
      << "nobody wrote into it though a later step takes it";
  EXPECT_EQ(doubles_in(list.chunks[1]), (std::vector<double>{3, 6}));
}

TEST_F(Fused, HandsOnOneOfSeveralOutputsWithoutCopyingIt) {
  auto params = steps({step("add", {}, {0, 0}), step("minus", {}, {-1, 0})});
  params.set("outputs", Params::Ints{0, 1});
  const auto made = run(params, {chunk_of({1}, {3})}).value();
  const auto second = call_kernel(registry, "fused.output", Params{}.set("output", std::int64_t{1}), {made}).value();
  EXPECT_EQ(doubles_in(second), std::vector<double>{3});
  EXPECT_EQ(std::get<Block>(*second).data.data(), std::get<Block>(*std::get<ChunkList>(*made).chunks[1]).data.data());
  const auto none = call_kernel(registry, "fused.output", Params{}.set("output", std::int64_t{2}), {made});
  EXPECT_EQ(none.error().code, Errc::invalid_argument);
  EXPECT_FALSE(call_kernel(registry, "fused.output", Params{}.set("output", std::int64_t{0}), {second}))
      << "it is no list";
}

} // namespace
} // namespace troupe
