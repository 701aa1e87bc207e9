#include "runtime/kernels/fused/row_blocks.hpp"

#include "runtime/kernels/builtin/builtin_kernels.hpp"
#include "tests/support/kernel_call.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

namespace troupe {
namespace {

using namespace test;

/// Numbers whose sums are rounded: another order of additions would show.
template <class T>
ChunkPtr numbers(const Shape& shape, double phase) {
  Block block{dtype_of_v<T>, shape, process_pool().allocate_for<T>(static_cast<std::size_t>(element_count(shape)))};
  auto values = block.values<T>();
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = static_cast<T>(std::sin(static_cast<double>(i) * 0.7 + phase));
  return make_chunk(std::move(block));
}

Params contraction(Params::Ints a, Params::Ints b, Params::Ints out) {
  return Params{}.set("a", std::move(a)).set("b", std::move(b)).set("out", std::move(out));
}

Params elementwise(const std::string& op, const std::string& dtype = "float64") {
  return Params{}.set("op", op).set("dtype", dtype);
}

struct Step {
  std::string kernel;
  Params params;
  Params::Ints inputs;
};

/// X^T (X w - y), as the optimiser writes it: inputs X, w, y.
std::vector<Step> gradient(const std::string& dtype = "float64") {
  return {{"linalg.contract", contraction({0, 1}, {1}, {0}), {0, 1}},
          {"array.elementwise", elementwise("subtract", dtype), {-1, 2}},
          {"linalg.contract", contraction({0, 1}, {0}, {1}).set("partial", true), {0, -2}}};
}

class RowBlocksTest : public testing::Test {
protected:
  RowBlocksTest() { register_builtin_kernels(registry); }

  ChunkPtr fused(const std::vector<Step>& steps, const std::vector<ChunkPtr>& inputs) {
    Params::List list;
    for (const auto& step : steps)
      list.push_back(
          Params{}.set("kernel", step.kernel).set("params", Params::List{step.params}).set("inputs", step.inputs));
    return call_kernel(registry, "fused", Params{}.set("steps", std::move(list)), inputs).value();
  }

  ChunkPtr one_by_one(const std::vector<Step>& steps, const std::vector<ChunkPtr>& inputs) {
    std::vector<ChunkPtr> made;
    for (const auto& step : steps) {
      std::vector<ChunkPtr> taken;
      for (const auto place : step.inputs)
        taken.push_back(place >= 0 ? inputs[static_cast<std::size_t>(place)] : made[step_at(place)]);
      made.push_back(call_kernel(registry, step.kernel, step.params, taken).value());
    }
    return made.back();
  }

  bool is_planned(const std::vector<Step>& steps, const std::vector<ChunkPtr>& inputs) {
    std::vector<FusedStep> all;
    for (const auto& step : steps)
      all.push_back({registry.get(step.kernel).value(), &step.params, step.inputs});
    return RowBlocks::plan(all, inputs).has_value();
  }

  void expect_same_bits(const std::vector<Step>& steps, const std::vector<ChunkPtr>& inputs) {
    const auto got = fused(steps, inputs), expected = one_by_one(steps, inputs);
    const auto &a = std::get<Block>(*got), &b = std::get<Block>(*expected);
    ASSERT_EQ(a.dtype, b.dtype);
    ASSERT_EQ(a.shape, b.shape);
    EXPECT_EQ(std::memcmp(a.data.data(), b.data.data(), a.data.size()), 0);
  }

  KernelRegistry registry;
};

TEST_F(RowBlocksTest, MakeTheBitsOfStepsOneByOneWhateverTheShape) {
  for (const std::int64_t columns : {2, 7, 20, 1'000})
    for (const std::int64_t more : {0, 1, 2, 3}) {
      SCOPED_TRACE(std::to_string(columns) + " columns, " + std::to_string(more) + " rows more");
      const auto rows = 200'000 / columns * 4 + more;
      const std::vector<ChunkPtr> inputs{numbers<double>({rows, columns}, 0), numbers<double>({columns}, 1),
                                         numbers<double>({rows}, 2)};
      EXPECT_TRUE(is_planned(gradient(), inputs));
      expect_same_bits(gradient(), inputs);
    }
}

TEST_F(RowBlocksTest, TakeFloat32AndFactorsOfOneElement) {
  auto steps = gradient("float32");
  steps.insert(steps.begin() + 2, {"array.elementwise", elementwise("multiply", "float32"), {-2, 3}});
  steps.back().inputs = {0, -3};
  const std::vector<ChunkPtr> inputs{numbers<float>({100'003, 5}, 0), numbers<float>({5}, 1),
                                     numbers<float>({100'003}, 2), numbers<float>({1}, 3)};
  EXPECT_TRUE(is_planned(steps, inputs));
  expect_same_bits(steps, inputs);
}

TEST_F(RowBlocksTest, AreForMatricesThatTheCacheDoesNotHold) {
  EXPECT_FALSE(
      is_planned(gradient(), {numbers<double>({100, 20}, 0), numbers<double>({20}, 1), numbers<double>({100}, 2)}));
}

TEST_F(RowBlocksTest, AreNotForSumsThatABlockWouldCut) {
  const auto x = numbers<double>({400'000, 2}, 0);
  const auto one = numbers<double>({400'000, 1}, 0);
  const auto w = numbers<double>({1}, 1), y = numbers<double>({400'000}, 2);
  EXPECT_FALSE(is_planned(gradient(), {one, w, y})) << "one column: its products are summed along the memory";
  auto reduced = gradient();
  reduced[1] = {"array.reduce", Params{}.set("op", std::string("sum")), {-1}};
  EXPECT_FALSE(is_planned(reduced, {x, numbers<double>({2}, 1), y})) << "a sum over all rows in between";
}

TEST_F(RowBlocksTest, LeaveOthersErrorsAsTheyAre) {
  const auto x = numbers<double>({200'000, 4}, 0);
  const std::vector<ChunkPtr> inputs{x, numbers<double>({4}, 1), numbers<double>({199'999}, 2)};
  EXPECT_FALSE(is_planned(gradient(), inputs)) << "y is too short: step by step the kernels say so";
}

} // namespace
} // namespace troupe
