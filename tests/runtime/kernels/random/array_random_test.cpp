#include "runtime/chunk/chunk_grid.hpp"
#include "runtime/kernels/builtin/builtin_kernels.hpp"
#include "runtime/kernels/random/random_fill.hpp"
#include "tests/support/kernel_call.hpp"

#include <gtest/gtest.h>

namespace troupe {
namespace {

using namespace test;

Params normal(Shape shape, Shape chunks, std::int64_t seed = 5) {
  return Params{}
      .set("shape", std::move(shape))
      .set("chunks", std::move(chunks))
      .set("seed", seed)
      .set("loc", 1.0)
      .set("scale", 2.0);
}

Params uniform(Shape shape, Shape chunks, double low, double high) {
  return Params{}
      .set("shape", std::move(shape))
      .set("chunks", std::move(chunks))
      .set("seed", 5)
      .set("low", low)
      .set("high", high);
}

/// The whole array, element by element from the chunks of the cut.
std::vector<double> whole(const std::string& kernel, const Params& params, const Shape& shape, const Shape& chunks) {
  const auto grid = ChunkGrid::make(shape, chunks).value();
  std::vector<double> all(static_cast<std::size_t>(element_count(shape)));
  for (std::uint32_t index = 0; index < grid.size(); ++index) {
    const auto part = call_kernel(kernel, params, {}, index).value();
    const auto extents = grid.chunk_shape(index);
    const auto origin = grid.origin(index);
    EXPECT_EQ(as_block(*part).value()->shape, extents);
    const auto values = doubles_in(part);
    for (std::size_t i = 0; i < values.size(); ++i) {
      auto rest = static_cast<std::int64_t>(i);
      std::int64_t place = 0, step = 1;
      for (auto axis = shape.size(); axis-- > 0;) {
        place += (origin[axis] + rest % extents[axis]) * step;
        rest /= extents[axis];
        step *= shape[axis];
      }
      all[static_cast<std::size_t>(place)] = values[i];
    }
  }
  return all;
}

TEST(ArrayRandom, IsTheSameArrayForAnyCut) {
  const Shape shape{6, 5, 7};
  std::vector<double> expected(6 * 5 * 7);
  fill_normal(5, {.first = 0, .count = expected.size()}, 1, 2, expected.data());
  for (const auto& chunks : {Shape{6, 5, 7}, Shape{-1, -1, -1}, Shape{1, 1, 1}, Shape{2, 5, 7}, Shape{4, 2, 3},
                             Shape{6, 5, 2}, Shape{5, 4, 7}})
    EXPECT_TRUE(same_bits(whole("array.random_normal", normal(shape, chunks), shape, chunks), expected))
        << to_string(chunks);
}

TEST(ArrayRandom, DrawsUniformsInTheirRange) {
  const Shape shape{40, 25};
  std::vector<double> expected(1000);
  fill_uniform(5, {.first = 0, .count = expected.size()}, -1, 3, expected.data());
  for (const auto& chunks : {Shape{40, 25}, Shape{7, 4}})
    EXPECT_TRUE(same_bits(whole("array.random_uniform", uniform(shape, chunks, -1, 3), shape, chunks), expected));
}

TEST(ArrayRandom, MakesEmptyArraysAndSingleNumbers) {
  EXPECT_EQ(doubles_in(call_kernel("array.random_normal", normal({0, 4}, {1, 2})).value()).size(), 0u);
  EXPECT_EQ(doubles_in(call_kernel("array.random_normal", normal({}, {})).value()).size(), 1u);
}

TEST(ArrayRandom, ComesInTilesOfTheSameNumbers) {
  for (const auto& [shape, chunks] : {std::pair{Shape{50, 9}, Shape{20, 4}}, std::pair{Shape{101}, Shape{30}}}) {
    const auto params = normal(shape, chunks);
    const auto* kernel = process_kernels().get("array.random_normal").value();
    const KernelContext context{params, 2, process_pool(), nullptr};
    auto source = kernel->tile_source(context).value();
    std::vector<double> tiled(static_cast<std::size_t>(source->rows() * source->columns()));
    for (std::int64_t first = 0; first < source->rows(); first += 3)
      source->read(first, std::min<std::int64_t>(3, source->rows() - first), tiled.data() + first * source->columns())
          .value();
    EXPECT_TRUE(same_bits(tiled, doubles_in(call_kernel("array.random_normal", params, {}, 2).value())));
  }
}

TEST(ArrayRandom, RefusesParametersThatMakeNoDistribution) {
  EXPECT_EQ(call_kernel("array.random_normal", normal({4}, {2}).set("scale", -1.0)).error().code,
            Errc::invalid_argument);
  EXPECT_EQ(call_kernel("array.random_uniform", uniform({4}, {2}, 3, 2)).error().code, Errc::invalid_argument);
  EXPECT_EQ(call_kernel("array.random_normal", normal({-4}, {2})).error().code, Errc::invalid_shape);
  EXPECT_EQ(call_kernel("array.random_normal", normal({4}, {0})).error().code, Errc::invalid_shape);
  EXPECT_EQ(call_kernel("array.random_normal", normal({4}, {2}), {}, 2).error().code, Errc::invalid_argument);
  EXPECT_EQ(call_kernel("array.random_normal", normal({1 << 30, 1 << 30, 1 << 30}, {1, 1, 1})).error().code,
            Errc::invalid_shape);
}

TEST(ArrayRandom, GivesUpWhenTold) {
  const auto params = normal({4, 1 << 20}, {4, -1});
  const std::atomic<bool> cancelled{true};
  std::vector<ChunkPtr> none;
  const auto made = process_kernels()
                        .get("array.random_normal")
                        .value()
                        ->run(KernelContext{params, 0, process_pool(), &cancelled}, none);
  ASSERT_FALSE(made.ok());
  EXPECT_EQ(made.error().code, Errc::cancelled);
}

} // namespace
} // namespace troupe
