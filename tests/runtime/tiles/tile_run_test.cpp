#include "runtime/tiles/tile_run.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <random>

namespace troupe {
namespace {

Block random_block(const Shape& shape, unsigned seed) {
  Block block{DType::float64, shape,
              process_pool().allocate_for<double>(static_cast<std::size_t>(element_count(shape)))};
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal;
  for (auto& value : block.values<double>())
    value = normal(random);
  return block;
}

Block transposed(const Block& block) {
  Block result{block.dtype, {block.shape[1], block.shape[0]}, process_pool().allocate(block.data.size())};
  for (std::int64_t r = 0; r < block.shape[0]; ++r)
    for (std::int64_t c = 0; c < block.shape[1]; ++c)
      result.values<double>()[static_cast<std::size_t>(c * block.shape[0] + r)] =
          block.values<double>()[static_cast<std::size_t>(r * block.shape[1] + c)];
  return result;
}

TileInputs inputs_of(const std::vector<const Block*>& blocks) { return {blocks}; }
const TileContext context{process_pool()};

bool same_bits(const Block& a, const Block& b) {
  return a.dtype == b.dtype && a.shape == b.shape && std::memcmp(a.data.data(), b.data.data(), a.data.size()) == 0;
}

TEST(TileRun, AddsATransposedOperandForAnyShape) {
  for (const Shape& shape : {Shape{1, 1}, Shape{3, 5}, Shape{64, 32}, Shape{33, 129}, Shape{200, 7}, Shape{301, 257},
                             Shape{17, 1030}, Shape{1030, 130}}) {
    const auto x = random_block(shape, 1);
    const auto y = random_block({shape[1], shape[0]}, 2);
    TileProgram program;
    const auto sum = program
                         .apply(Ufunc::add, DType::float64,
                                {program.input(0, DType::float64), program.input(1, DType::float64, {1, 0})})
                         .value();
    const std::vector<const Block*> blocks{&x, &y};
    const auto made = run_elements(program, sum, inputs_of(blocks), context).value();
    ASSERT_EQ(made.shape, shape);
    const auto turned = transposed(y);
    for (std::size_t i = 0; i < made.values<double>().size(); ++i)
      ASSERT_EQ(made.values<double>()[i], x.values<double>()[i] + turned.values<double>()[i])
          << to_string(shape) << " " << i;
  }
}

TEST(TileRun, StretchesRowsColumnsAndMissingAxes) {
  const auto whole = random_block({4, 30, 70}, 1);
  const auto row = random_block({70}, 2);
  const auto column = random_block({30, 1}, 3);
  TileProgram program;
  const auto x = program.input(0, DType::float64), y = program.input(1, DType::float64),
             z = program.input(2, DType::float64);
  const auto value =
      program.apply(Ufunc::multiply, DType::float64, {program.apply(Ufunc::add, DType::float64, {x, y}).value(), z})
          .value();
  const std::vector<const Block*> blocks{&whole, &row, &column};
  const auto made = run_elements(program, value, inputs_of(blocks), context).value();
  for (std::size_t i = 0; i < made.values<double>().size(); ++i)
    ASSERT_EQ(made.values<double>()[i],
              (whole.values<double>()[i] + row.values<double>()[i % 70]) * column.values<double>()[i / 70 % 30]);
}

TEST(TileRun, ReducesToTheSameBitsHoweverTheOperandLies) {
  for (const Shape& shape : {Shape{5, 4}, Shape{700, 3}, Shape{129, 300}, Shape{40, 3000}}) {
    const auto x = random_block(shape, 7);
    const auto turned = transposed(x);
    for (const auto& axes : {std::vector<std::size_t>{0}, {1}, {0, 1}})
      for (auto op : {ReduceOp::sum, ReduceOp::prod, ReduceOp::max, ReduceOp::moments}) {
        TileProgram straight, crossed;
        const std::vector<const Block*> blocks{&x}, turned_blocks{&turned};
        const auto a =
            run_reduction(straight, straight.input(0, DType::float64), op, axes, inputs_of(blocks), context).value();
        const auto b = run_reduction(crossed, crossed.input(0, DType::float64, {1, 0}), op, axes,
                                     inputs_of(turned_blocks), context)
                           .value();
        EXPECT_TRUE(same_bits(a, b)) << to_string(shape) << " " << to_string(op) << " along " << axes.size() << " from "
                                     << axes[0];
      }
  }
}

TEST(TileRun, SumsLongRunsPairwise) {
  Block block{DType::float64, {1 << 22}, process_pool().allocate_for<double>(1 << 22)};
  std::fill_n(block.values<double>().begin(), 1 << 22, 0.1);
  TileProgram program;
  const std::vector<const Block*> blocks{&block};
  const auto sum =
      run_reduction(program, program.input(0, DType::float64), ReduceOp::sum, {0}, inputs_of(blocks), context).value();
  EXPECT_NEAR(sum.values<double>()[0], 0.1 * (1 << 22), 1e-9 * 0.5); // one after the other: 1e-5 off
}

TEST(TileRun, MomentsKeepTheirDigitsFarFromZero) {
  Block block{DType::float64, {100001}, process_pool().allocate_for<double>(100001)};
  for (std::size_t i = 0; i < 100001; ++i) // NIST's NumAcc4: mean 10000000.2, deviation 0.1
    block.values<double>()[i] = i == 0 ? 10000000.2 : i % 2 ? 10000000.1 : 10000000.3;
  TileProgram program;
  const std::vector<const Block*> blocks{&block};
  const auto made =
      run_reduction(program, program.input(0, DType::float64), ReduceOp::moments, {0}, inputs_of(blocks), context)
          .value();
  EXPECT_EQ(made.values<double>()[0], 100001);
  EXPECT_NEAR(made.values<double>()[1], 10000000.2, 2e-9);
  EXPECT_NEAR(std::sqrt(made.values<double>()[2] / 100000), 0.1, 1e-9);
}

TEST(TileRun, TakesOverTheMemoryOfAnInputThatNobodyElseHolds) {
  auto x = random_block({50, 50}, 1);
  const auto* memory = x.data.data();
  TileProgram program;
  const auto value = program.apply(Ufunc::negative, DType::float64, {program.input(0, DType::float64)}).value();
  const std::vector<const Block*> blocks{&x};
  EXPECT_EQ(run_elements(program, value, {blocks, {true}}, context).value().data.data(), memory);
  EXPECT_NE(run_elements(program, value, {blocks, {false}}, context).value().data.data(), memory);
  const auto crossing = program
                            .apply(Ufunc::add, DType::float64,
                                   {program.input(0, DType::float64), program.input(0, DType::float64, {1, 0})})
                            .value();
  EXPECT_NE(run_elements(program, crossing, {blocks, {true}}, context).value().data.data(), memory);
}

TEST(TileRun, NamesShapesThatDoNotFit) {
  const auto x = random_block({2, 3}, 1), y = random_block({4}, 2);
  TileProgram program;
  const auto value =
      program.apply(Ufunc::add, DType::float64, {program.input(0, DType::float64), program.input(1, DType::float64)})
          .value();
  const std::vector<const Block*> blocks{&x, &y};
  const auto refused = run_elements(program, value, inputs_of(blocks), context);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().message, "operands could not be broadcast together with shapes (2, 3) (4,)");
}

TEST(TileRun, SeveralOutputsOfOneWalkHaveTheBitsOfEachAlone) {
  for (const Shape& shape : {Shape{1, 1}, Shape{5, 4}, Shape{700, 3}, Shape{129, 300}, Shape{40, 3000},
                             Shape{7, 33, 65}, Shape{2, 1, 9}, Shape{0, 4}}) {
    const auto x = random_block(shape, 3);
    const std::vector<const Block*> blocks{&x};
    TileProgram program;
    const auto value = program
                           .apply(Ufunc::multiply, DType::float64,
                                  {program.input(0, DType::float64), program.input(0, DType::float64)})
                           .value();
    const auto root = program.apply(Ufunc::sqrt, DType::float64, {value}).value();
    std::vector<std::size_t> all;
    for (std::size_t axis = 0; axis < shape.size(); ++axis)
      all.push_back(axis);
    std::vector<TileOutput> outputs{{value, {}, {}},
                                    {root, ReduceOp::sum, {0}},
                                    {value, ReduceOp::sum, {1}},
                                    {root, ReduceOp::moments, all},
                                    {value, ReduceOp::max, {all.back()}},
                                    {root, {}, {}},
                                    {value, ReduceOp::sum, all}};
    if (element_count(shape) == 0)
      outputs = {{value, {}, {}}, {root, ReduceOp::sum, {0}}};
    const auto made = run_outputs(program, outputs, inputs_of(blocks), context).value();
    for (std::size_t k = 0; k < outputs.size(); ++k) {
      const auto& output = outputs[k];
      const auto alone =
          output.op ? run_reduction(program, output.value, *output.op, output.axes, inputs_of(blocks), context).value()
                    : run_elements(program, output.value, inputs_of(blocks), context).value();
      EXPECT_TRUE(same_bits(made[k], alone)) << "output " << k << " of " << to_string(shape);
    }
  }
}

/// The product made, and then summed by another program.
Block summed_apart(const TileProgram& program, TileProgram::Place product, const std::vector<std::size_t>& axes,
                   const std::vector<const Block*>& blocks) {
  const auto made = run_elements(program, product, inputs_of(blocks), context).value();
  const std::vector<const Block*> given{&made};
  TileProgram sum;
  return run_reduction(sum, sum.input(0, DType::float64), ReduceOp::sum, axes, inputs_of(given), context).value();
}

TEST(TileRun, SumsOfProductsHaveTheBitsOfProductsMadeAndSummed) {
  for (const Shape& shape : {Shape{1, 1}, Shape{5, 4}, Shape{700, 3}, Shape{300, 100}, Shape{129, 301}, Shape{40, 3000},
                             Shape{7, 33, 65}, Shape{3, 1, 9}, Shape{257, 15}})
    for (const bool first_stretched : {false, true}) {
      auto thin = shape;
      thin.back() = 1;
      const auto x = random_block(shape, 3), y = random_block(shape, 4), z = random_block(thin, 5),
                 w = random_block({shape.back()}, 6);
      const auto v = random_block(thin, 7), u = random_block(thin, 8);
      const std::vector<const Block*> blocks{&x, &y, &z, &w, &v, &u};
      TileProgram program;
      std::vector<TileProgram::Place> in;
      for (std::uint32_t i = 0; i < 6; ++i)
        in.push_back(program.input(i, DType::float64));
      const auto product = [&](TileProgram::Place a, TileProgram::Place b) {
        return program.apply(Ufunc::multiply, DType::float64, {first_stretched ? b : a, first_stretched ? a : b})
            .value();
      };
      const auto root = program.apply(Ufunc::absolute, DType::float64, {in[0]}).value();
      const auto negative = program.apply(Ufunc::negative, DType::float64, {product(in[0], in[2])}).value();
      const std::vector<TileProgram::Place> products{
          product(in[0], in[0]),    product(in[0], in[1]),
          product(in[1], in[2]),    product(root, in[2]),
          product(in[1], in[3]),    product(in[0], in[2]),
          product(negative, in[2]), product(in[1], in[4]),
          product(in[0], in[5]),    program.apply(Ufunc::square, DType::float64, {root}).value()};
      for (std::size_t axis = 0; axis < shape.size(); ++axis) {
        std::vector<TileOutput> outputs{{in[0], ReduceOp::sum, {axis}}};
        for (auto value : products)
          outputs.push_back({value, ReduceOp::sum, {axis}});
        const auto made = run_outputs(program, outputs, inputs_of(blocks), context).value();
        for (std::size_t k = 0; k < products.size(); ++k)
          EXPECT_TRUE(same_bits(made[k + 1], summed_apart(program, products[k], {axis}, blocks)))
              << "product " << k << " of " << to_string(shape) << " along " << axis
              << (first_stretched ? ", turned" : "");
        // Factors that are stretched and not: in_4 times in_5, stretched to the whole by being added to nothing.
        const auto zero =
            program.apply(Ufunc::multiply, DType::float64, {in[0], program.constant(Scalar(0), DType::float64)})
                .value();
        const auto wide = program.apply(Ufunc::add, DType::float64, {zero, in[4]}).value();
        const std::vector<TileProgram::Place> mixed{product(wide, in[5]), product(in[1], in[5]), product(wide, in[4])};
        std::vector<TileOutput> sums;
        for (auto value : mixed)
          sums.push_back({value, ReduceOp::sum, {axis}});
        const auto sum = run_outputs(program, sums, inputs_of(blocks), context).value();
        for (std::size_t k = 0; k < mixed.size(); ++k)
          EXPECT_TRUE(same_bits(sum[k], summed_apart(program, mixed[k], {axis}, blocks)))
              << "mixed " << k << " of " << to_string(shape);
      }
    }
}

} // namespace
} // namespace troupe
