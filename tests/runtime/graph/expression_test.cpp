#include "runtime/graph/expression.hpp"

#include "runtime/graph/held.hpp"
#include "runtime/graph/task_graph.hpp"

#include <gtest/gtest.h>

namespace troupe {
namespace {

ExpressionPtr source(const std::string& kernel, std::uint32_t tasks, Params params = {}) {
  return Expression::make({.kernel = kernel, .params = std::move(params), .tasks = tasks}).value();
}

ExpressionPtr over(const std::string& kernel, const std::vector<ExpressionPtr>& inputs) {
  ExpressionSpec spec{.kernel = kernel, .tasks = inputs.front()->tasks()};
  for (const auto& input : inputs)
    spec.inputs.push_back({input, Wiring::each()});
  return Expression::make(std::move(spec)).value();
}

TEST(Expression, EqualExpressionsHaveEqualKeysWhoeverBuildsThem) {
  const auto build = [] { return over("add", {source("x", 4), source("y", 4)}); };
  EXPECT_EQ(build()->key(), build()->key());
}

TEST(Expression, EveryPartOfWhatIsComputedIsInTheKey) {
  const auto x = source("x", 4);
  const auto y = source("y", 4);
  EXPECT_NE(x->key(), y->key());
  EXPECT_NE(x->key(), source("x", 5)->key());
  EXPECT_NE(x->key(), source("x", 4, Params{}.set("seed", 1))->key());
  EXPECT_NE(over("sub", {x, y})->key(), over("sub", {y, x})->key());
  EXPECT_NE(over("f", {x})->key(), over("f", {x, x})->key());
  const auto broadcast = Expression::make({.kernel = "f", .tasks = 4, .inputs = {{x, Wiring::one(0)}}}).value();
  EXPECT_NE(broadcast->key(), over("f", {x})->key());
}

TEST(Expression, OfDataBesideTheGraphSaysWhichAndIsNeverAPartOfWhatTakesIt) {
  const auto plain = source("x", 4);
  EXPECT_FALSE(is_held(plain->params()));
  const auto held = [](ExpressionSpec spec) {
    spec.kernel = "x";
    spec.tasks = 4;
    return Expression::make(std::move(spec)).value();
  };
  const auto one = std::make_shared<int>(1), other = std::make_shared<int>(1);
  const auto stands = held({.stands_for = plain->key()}), stands_otherwise = held({.stands_for = Key{1, 2}});
  EXPECT_EQ(stands->key(), plain->key());
  EXPECT_NE(stands->params(), stands_otherwise->params());
  EXPECT_NE(held({.holds = one})->key(), held({.holds = other})->key());
  EXPECT_EQ(held({.holds = one})->key(), held({.holds = one})->key());
  for (const auto& each : {stands, held({.holds = one})}) {
    EXPECT_TRUE(is_held(each->params()));
    EXPECT_FALSE(each->blockwise());
  }
}

TEST(Expression, RefusesInputsThatDoNotFitAndSaysWhichLayer) {
  const auto x = source("x", 4);
  EXPECT_EQ(Expression::make({.kernel = ""}).error().code, Errc::invalid_argument);
  EXPECT_EQ(Expression::make({.kernel = "f", .inputs = {{nullptr, Wiring::each()}}}).error().code,
            Errc::invalid_argument);
  const auto wrong = Expression::make({.kernel = "f", .tasks = 3, .inputs = {{x, Wiring::each()}}});
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().message, "layer 'f': wiring 'each' joins layers of 4 and 3 tasks");
}

TEST(Expression, AMillionStepsAreBuiltLoweredAndForgottenWithoutRecursion) {
  auto chain = source("x", 1);
  for (int i = 0; i < 1'000'000; ++i)
    chain = over("f", {chain});
  const auto key = chain->key();
  const ExpressionPtr outputs[] = {chain};
  const auto graph = lower(outputs);
  EXPECT_EQ(graph.layers.size(), 1'000'001u);
  EXPECT_EQ(graph.layers.back().key, key);
  chain.reset(); // `outputs` holds the last handle and lets go next
}

TEST(Expression, AWideAndDeepGraphIsForgottenOnce) {
  // Each level takes the one below twice: 2^200 paths, 201 nodes.
  auto top = source("x", 2);
  std::weak_ptr<const Expression> bottom = top;
  for (int i = 0; i < 200; ++i)
    top = over("f", {top, top});
  ExpressionPtr outputs[] = {top};
  EXPECT_EQ(lower(outputs).layers.size(), 201u);
  outputs[0].reset();
  EXPECT_FALSE(bottom.expired());
  top.reset();
  EXPECT_TRUE(bottom.expired());
}

TEST(TreeReduce, FoldsAnyNumberOfTasksIntoOneByLevels) {
  for (std::uint32_t tasks : {1, 2, 8, 9, 64, 65, 1000})
    for (std::uint32_t fan : {2, 3, 8}) {
      const auto leaves = source("x", tasks);
      const auto root = tree_reduce(leaves, "sum", {}, fan).value();
      EXPECT_EQ(root->tasks(), 1u);
      std::uint32_t levels = 0;
      for (auto left = tasks; left > 1; left = (left + fan - 1) / fan)
        ++levels;
      std::uint32_t depth = 0;
      for (auto node = root; node != leaves; node = node->inputs().front().source)
        ++depth;
      EXPECT_EQ(depth, levels) << tasks << " by " << fan;
    }
}

TEST(TreeReduce, RefusesAFanThatNeverEnds) {
  EXPECT_EQ(tree_reduce(source("x", 4), "sum", {}, 1).error().code, Errc::invalid_argument);
  EXPECT_EQ(tree_reduce(source("x", 4), "sum", {}, 0).error().code, Errc::invalid_argument);
  EXPECT_EQ(tree_reduce(nullptr, "sum", {}).error().code, Errc::invalid_argument);
}

} // namespace
} // namespace troupe
