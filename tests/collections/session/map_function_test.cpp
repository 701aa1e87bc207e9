#include "collections/array/apply_lines.hpp"
#include "collections/array/creation.hpp"
#include "collections/array/overlap.hpp"
#include "collections/session/compute.hpp"
#include "runtime/execute/serial_executor.hpp"
#include "runtime/kernels/user/bag_function.hpp"
#include "runtime/kernels/user/function.hpp"
#include "tests/support/thrown.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <mutex>
#include <numeric>

namespace troupe {
namespace {

template <class T>
std::vector<T> computed(const Array& array) {
  SerialExecutor executor;
  const auto values = compute(executor, array);
  const auto elements = values.values<T>();
  return {elements.begin(), elements.end()};
}

Error failure_of(const Array& array) {
  SerialExecutor executor;
  return test::thrown_by([&] { compute(executor, array); });
}

Array numbers(std::int64_t count, std::int64_t chunk) {
  return arange(count, {.chunks = chunk, .dtype = DType::float64});
}

// What is declared is held against what comes back -------------------------------------------------------------------

TEST(DeclaredBlocks, AnotherTypeIsRefusedWhereItReturnsAndAllIsNamed) {
  const auto x = numbers(5, 2).map_blocks([](const Block& in) { return Block{DType::int64, in.shape, in.data}; });
  const auto error = failure_of(x.sum()); // whoever follows would read integers as doubles
  EXPECT_EQ(error.code, Errc::invalid_dtype);
  EXPECT_EQ(error.message,
            "function 'lambda' made a block int64 (2,) for chunk 0, at (0,); declared was a block float64 (2,) "
            "(the options dtype, chunks and drop_axis declare it)");
}

TEST(DeclaredBlocks, AnotherShapeOfAsManyElementsIsRefused) {
  const auto x = numbers(6, 6).reshape({2, 3}).map_blocks([](const Block& in) {
    return Block{in.dtype, {3, 2}, in.data};
  });
  EXPECT_EQ(failure_of(x).code, Errc::invalid_shape);
  EXPECT_NE(failure_of(x + 1).message.find("declared was a block float64 (2, 3)"), std::string::npos);
}

TEST(DeclaredBlocks, OneChunkOfManyIsEnough) {
  register_function("test.third_is_short", [](const FunctionContext& context, const Block& in) {
    return context.index() == 2 ? context.new_block<double>({1}) : in;
  });
  const auto error = failure_of(numbers(8, 2).map_blocks("test.third_is_short").max());
  EXPECT_EQ(error.code, Errc::invalid_shape);
  EXPECT_NE(error.message.find("function 'test.third_is_short' made a block float64 (1,) for chunk 2, at (2,)"),
            std::string::npos)
      << error.message;
}

TEST(DeclaredBlocks, HoldForOverlapsLinesChunksAndFunctionsOfPlaces) {
  const auto shorter = [](const FunctionContext& context, const Block&) { return context.new_block<double>({1}); };
  EXPECT_EQ(failure_of(map_overlap(shorter, numbers(6, 3), {}, {.depth = {1}})).code, Errc::invalid_shape);
  EXPECT_EQ(failure_of(apply_along_axis(shorter, 0, numbers(6, 3).reshape({3, 2}))).code, Errc::invalid_shape);
  EXPECT_EQ(failure_of(fromfunction(shorter, {4}, {}, {.chunks = 2})).code, Errc::invalid_shape);
  const auto none = [](const FunctionContext& context) { return context.new_block<float>({2}); };
  EXPECT_EQ(failure_of(from_chunks(none, {4}, {}, {.chunks = 2})).code, Errc::invalid_dtype);
  EXPECT_EQ(computed<float>(from_chunks(none, {4}, {}, {.chunks = 2, .dtype = DType::float32})).size(), 4u);
}

TEST(DeclaredBlocks, HoldForPartialResultsOfAReduction) {
  register_function("test.partial_as_it_was", [](const Block& in) { return in; });
  register_function("test.partial", [](const FunctionContext& context, const Block& in) {
    auto out = context.new_block<double>({1});
    const auto values = in.values<double>();
    out.values<double>()[0] = std::accumulate(values.begin(), values.end(), 0.0);
    return out;
  });
  register_function("test.first_twice", [](const KernelContext& context, std::span<ChunkPtr>) -> Result<ChunkPtr> {
    return make_chunk(FunctionContext(context).new_block<double>({2}));
  });
  register_function("test.added", [](const KernelContext& context, std::span<ChunkPtr> parts) -> Result<ChunkPtr> {
    auto out = FunctionContext(context).new_block<double>({1});
    out.values<double>()[0] = 0;
    for (const auto& part : parts)
      out.values<double>()[0] += as_block(*part).value()->values<double>()[0];
    return make_chunk(std::move(out));
  });
  EXPECT_EQ(computed<double>(numbers(6, 2).reduction({.chunk = "test.partial", .combine = "test.added"})),
            std::vector<double>{15});
  EXPECT_EQ(failure_of(numbers(6, 2).reduction({.chunk = "test.partial_as_it_was", .combine = "test.added"})).code,
            Errc::invalid_shape);
  const auto error = failure_of(numbers(6, 2).reduction({.chunk = "test.partial", .combine = "test.first_twice"}));
  EXPECT_EQ(error.code, Errc::invalid_shape);
  EXPECT_NE(error.message.find("'test.first_twice'"), std::string::npos) << error.message;
}

TEST(DeclaredBlocks, HoldForBagsAndForWhatSaysNothing) {
  register_function("test.no_bag", [](const KernelContext& context, std::span<ChunkPtr>) -> Result<ChunkPtr> {
    return make_chunk(FunctionContext(context).new_block<double>({1}));
  });
  register_function("test.unsound", [](const KernelContext&, std::span<ChunkPtr>) -> Result<ChunkPtr> {
    return make_chunk(Table{
        3,
        {},
    });
  });
  register_function("test.torn", [](const KernelContext& context, std::span<ChunkPtr>) -> Result<ChunkPtr> {
    Column column;
    column.name = "x";
    column.length = 4;
    column.data = context.pool.allocate_for<double>(3);
    return make_chunk(Table{4, {column}});
  });
  SerialExecutor executor;
  const auto bag = from_sequence({"a", "b"}, {.partition_size = 1});
  const auto refused = test::thrown_by([&] { compute(executor, bag.map_partitions("test.no_bag").count()); });
  EXPECT_EQ(refused.code, Errc::invalid_argument);
  EXPECT_NE(refused.message.find(
                "function 'test.no_bag' made a block float64 (1,) for partition 0; declared was a part of a bag"),
            std::string::npos)
      << refused.message;
  EXPECT_EQ(test::thrown_by([&] { compute(executor, delayed("test.torn")); }).code, Errc::invalid_shape);
  EXPECT_EQ(std::get<Table>(*compute(executor, delayed("test.unsound"))).rows, 3);
}

TEST(DeclaredBlocks, OfUnknownExtentsAreBoundedByWhatThereCanBe) {
  const auto x = numbers(10, 5);
  const auto kept = x(x > 2);
  EXPECT_EQ(computed<double>(kept.map_blocks([](double v) { return -v; })),
            (std::vector<double>{-3, -4, -5, -6, -7, -8, -9}));
  const auto longer =
      kept.map_blocks([](const FunctionContext& context, const Block&) { return context.new_block<double>({6}); });
  EXPECT_NE(failure_of(longer).message.find("declared was a block float64 (?,)"), std::string::npos);
}

// Functions as they are
// ------------------------------------------------------------------------------------------------

TEST(MapFunction, ALambdaRunsOverEveryBlockAndSaysItsType) {
  const auto squares = arange(5, {.chunks = 2}).map_blocks([](std::int64_t x) { return static_cast<float>(x * x); });
  EXPECT_EQ(squares.dtype(), DType::float32);
  EXPECT_EQ(computed<float>(squares), (std::vector<float>{0, 1, 4, 9, 16}));
}

TEST(MapFunction, TwoLambdasOfOneTypeAreTwoFunctions) {
  const auto plus = [](double by) { return [by](double x) { return x + by; }; };
  const auto x = numbers(3, 3);
  EXPECT_EQ(computed<double>(x.map_blocks(plus(1)) - x.map_blocks(plus(5))), (std::vector<double>{-4, -4, -4}));
}

TEST(MapFunction, SeveralArraysBroadcastAsThoseOfAUfunc) {
  const auto rows = numbers(2, 1).reshape({2, 1}), columns = numbers(3, 2);
  const auto made = map_blocks([](double a, double b) { return 10 * a + b; }, {rows, columns});
  EXPECT_EQ(made.shape(), (Shape{2, 3}));
  EXPECT_EQ(computed<double>(made), (std::vector<double>{0, 1, 2, 10, 11, 12}));
  EXPECT_EQ(computed<double>(map_blocks(
                [](const Params& p, double a, double b, double c) { return param<double>(p, "k") * (a + b + c); },
                {columns, columns, columns}, {{"k", 1.5}})),
            (std::vector<double>{0, 4.5, 9}));
}

TEST(MapFunction, SeveralOutputsAreSeveralArraysMadeInOneGo) {
  auto calls = std::make_shared<std::atomic<int>>(0);
  const auto parts = map_blocks_outputs(
      [calls](std::span<const double> in, std::span<double> whole, std::span<std::int32_t> rest) {
        ++*calls;
        for (std::size_t i = 0; i < in.size(); ++i) {
          whole[i] = std::floor(in[i]);
          rest[i] = static_cast<std::int32_t>(std::lround(10 * (in[i] - whole[i])));
        }
      },
      {numbers(4, 2) * 1.5});
  ASSERT_EQ(parts.size(), 2u);
  EXPECT_EQ(parts[1].dtype(), DType::int32);
  SerialExecutor executor;
  const auto [whole, rest] = compute(executor, parts[0] + 0, parts[1]);
  EXPECT_EQ(whole.values<double>()[3], 4);
  EXPECT_EQ(rest.values<std::int32_t>()[3], 5);
  EXPECT_EQ(*calls, 2);
}

TEST(MapFunction, OutputsOfOtherShapesAreDeclaredOneByOne) {
  const auto made = map_blocks_outputs(
      [](const FunctionContext& context, const Block& in) {
        auto sum = context.new_block<double>({1});
        const auto values = in.values<double>();
        sum.values<double>()[0] = std::accumulate(values.begin(), values.end(), 0.0);
        return std::tuple(in, sum);
      },
      {numbers(5, 2)}, {}, {{}, {.chunks = {{{1, 1, 1}}}}});
  EXPECT_EQ(computed<double>(made[1]), (std::vector<double>{1, 5, 4}));
  EXPECT_EQ(computed<double>(made[0]), (std::vector<double>{0, 1, 2, 3, 4}));
}

TEST(MapFunction, KnowsWhereEveryBlockLies) {
  std::mutex mutex;
  std::vector<BlockInfo> seen;
  const auto note = [&](const BlockInfo& at, const Block& a, const Block&) {
    std::lock_guard lock(mutex);
    seen.push_back(at);
    return a;
  };
  const auto x = numbers(10, 10).reshape({5, 2}).rechunk({2, 1});
  computed<double>(map_blocks(note, {x, numbers(2, 1)}));
  ASSERT_EQ(seen.size(), 6u);
  const auto last = std::find_if(seen.begin(), seen.end(), [](const BlockInfo& at) {
    return at.outputs[0].chunk_location == Shape{2, 1};
  });
  ASSERT_NE(last, seen.end());
  const BlockPlace of_x{DType::float64, {5, 2}, {3, 2}, {2, 1}, {{4, 5}, {1, 2}}, {1, 1}};
  EXPECT_EQ(last->outputs, std::vector<BlockPlace>{of_x});
  EXPECT_EQ(last->inputs, (std::vector<BlockPlace>{of_x, {DType::float64, {2}, {2}, {1}, {{1, 2}}, {1}}}));
}

TEST(MapFunction, UnevenChunksAndDroppedAxesAreLocatedToo) {
  const auto x = rechunk(numbers(12, 12).reshape({6, 2}), std::vector<std::vector<std::int64_t>>{{1, 3, 2}, {2}});
  const auto begins = x.map_blocks(
      [](const BlockInfo& at, const Block&, Block& out) {
        for (auto& one : out.values<double>())
          one =
              static_cast<double>(at.inputs[0].array_location[0].first * 100 + at.outputs[0].array_location[0].second);
      },
      {}, {.drop_axis = {1}});
  EXPECT_EQ(computed<double>(begins), (std::vector<double>{1, 104, 104, 104, 406, 406}));
}

TEST(MapFunction, FunctionsOfPlacesAndOfLinesNeedNoName) {
  EXPECT_EQ(computed<double>(fromfunction(
                [](std::int64_t i, std::int64_t j) { return 10.0 * static_cast<double>(i) + static_cast<double>(j); },
                {2, 2}, {}, {.chunks = 1})),
            (std::vector<double>{0, 1, 10, 11}));
  const auto x = numbers(6, 6).reshape({3, 2});
  EXPECT_EQ(
      computed<double>(apply_along_axis([](std::span<const double> line) { return line.back() - line.front(); }, 0, x)),
      (std::vector<double>{4, 4}));
}

TEST(MapFunction, AFunctionThatIsGoneIsSaidToBeOfAnotherProcess) {
  const auto lambda = map_blocks([](double x) { return x; }, {numbers(2, 2)});
  auto params = lambda.expression()->params();
  params.set("held", to_string(KeyHasher().text("another process").finish()));
  ExpressionSpec spec;
  spec.kernel = lambda.expression()->kernel();
  spec.params = params;
  spec.inputs.push_back({numbers(2, 2).expression(), Wiring::each()});
  const auto error = failure_of(Array::make(Expression::make(std::move(spec)).value(), lambda.layout()).value());
  EXPECT_EQ(error.code, Errc::not_found);
  EXPECT_NE(error.message.find("function 'lambda' is not in this process"), std::string::npos) << error.message;
}

} // namespace
} // namespace troupe
