#include "runtime/kernels/user/function.hpp"
#include "tests/support/kernel_call.hpp"

#include <gtest/gtest.h>

#include <complex>
#include <numeric>
#include <optional>
#include <tuple>

namespace troupe {
namespace {

using namespace test;

template <class T>
ChunkPtr chunk_of_type(Shape shape, const std::vector<T>& values) {
  Block block{dtype_of_v<T>, std::move(shape), process_pool().allocate_for<T>(values.size())};
  std::copy(values.begin(), values.end(), block.values<T>().begin());
  return make_chunk(std::move(block));
}

template <class T>
std::vector<T> values_of(const ChunkPtr& chunk) {
  const auto* block = as_block(*chunk).value();
  EXPECT_EQ(block->dtype, dtype_of_v<T>);
  const auto values = block->values<T>();
  return {values.begin(), values.end()};
}

class FunctionForms : public testing::Test {
protected:
  Result<ChunkPtr> call(const std::string& name, std::vector<ChunkPtr> inputs, const NamedParams& params = {},
                        const BlockInfo* blocks = nullptr) {
    const BlocksOfCall of_call(blocks);
    return registry.get(name).value()->run({params, 0, process_pool()}, inputs);
  }
  KernelRegistry registry;
};

TEST_F(FunctionForms, TakesElementsOfAnyTypeAndMakesAnyOther) {
  register_function(registry, "halves", [](std::int32_t x) { return x / 2.0f; });
  EXPECT_EQ(values_of<float>(call("halves", {chunk_of_type<std::int32_t>({3}, {1, -3, 2147483647})}).value()),
            (std::vector<float>{0.5f, -1.5f, 1073741824.0f}));
  register_function(registry, "size", [](std::complex<double> z) { return std::norm(z); });
  EXPECT_EQ(values_of<double>(call("size", {chunk_of_type<std::complex<double>>({1}, {{3, 4}})}).value()),
            std::vector<double>{25});
  register_function(registry, "odd", [](std::uint8_t x) { return x % 2 == 1; });
  EXPECT_EQ(values_of<bool>(call("odd", {chunk_of_type<std::uint8_t>({2}, {2, 255})}).value()),
            (std::vector<bool>{false, true}));
}

TEST_F(FunctionForms, LongLongIsInt64) {
  register_function(registry, "twice", [](long long v) { return 2 * v; });
  EXPECT_EQ(
      values_of<std::int64_t>(call("twice", {chunk_of_type<std::int64_t>({2}, {1, -4611686018427387904})}).value()),
      (std::vector<std::int64_t>{2, -9223372036854775807 - 1}));
  register_function(registry, "unsigned", [](const unsigned long long& v) { return v + 1ULL; });
  EXPECT_EQ(
      values_of<std::uint64_t>(call("unsigned", {chunk_of_type<std::uint64_t>({1}, {18446744073709551614u})}).value()),
      std::vector<std::uint64_t>{18446744073709551615u});
}

TEST_F(FunctionForms, BroadcastsTwoBlocksAsAUfunc) {
  register_function(registry, "minus", [](double a, double b) { return a - b; });
  const auto made = call("minus", {chunk_of({2, 1}, {10, 20}), chunk_of({3}, {1, 2, 3})}).value();
  EXPECT_EQ(as_block(*made).value()->shape, (Shape{2, 3}));
  EXPECT_EQ(values_of<double>(made), (std::vector<double>{9, 8, 7, 19, 18, 17}));
  EXPECT_EQ(values_of<double>(call("minus", {chunk_of({}, {1}), chunk_of({2}, {1, 2})}).value()),
            (std::vector<double>{0, -1}));
  EXPECT_EQ(as_block(*call("minus", {chunk_of({0, 1}, {}), chunk_of({1, 4}, {1, 2, 3, 4})}).value()).value()->shape,
            (Shape{0, 4}));
  const auto refused = call("minus", {chunk_of({2}, {1, 2}), chunk_of({3}, {1, 2, 3})});
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, Errc::invalid_shape);
  EXPECT_NE(refused.error().message.find("(2,) and (3,)"), std::string::npos) << refused.error().message;
}

TEST_F(FunctionForms, StretchesInnerAxesOfThreeBlocks) {
  register_function(registry, "add", [](double a, std::int64_t b, double c) { return a + static_cast<double>(b) + c; });
  const auto made = call("add", {chunk_of({2, 1, 2}, {1, 2, 3, 4}), chunk_of_type<std::int64_t>({2, 1}, {10, 20}),
                                 chunk_of({1}, {100})})
                        .value();
  EXPECT_EQ(as_block(*made).value()->shape, (Shape{2, 2, 2}));
  EXPECT_EQ(values_of<double>(made), (std::vector<double>{111, 112, 121, 122, 113, 114, 123, 124}));
}

TEST_F(FunctionForms, MakesSeveralOutputsOfElements) {
  register_function(registry, "divmod", [](std::int64_t a, std::int64_t b) { return std::pair(a / b, a % b); });
  const auto made =
      call("divmod", {chunk_of_type<std::int64_t>({2}, {7, 9}), chunk_of_type<std::int64_t>({}, {4})}).value();
  const auto& list = std::get<ChunkList>(*made).chunks;
  ASSERT_EQ(list.size(), 2u);
  EXPECT_EQ(values_of<std::int64_t>(list[0]), (std::vector<std::int64_t>{1, 2}));
  EXPECT_EQ(values_of<std::int64_t>(list[1]), (std::vector<std::int64_t>{3, 1}));
}

TEST_F(FunctionForms, HandsOverParametersAndNamesThoseThatAreMissing) {
  register_function(registry, "scaled", [](const Params& params, double x) {
    return param<double>(params, "k") * x + param(params, "shift", 0.5);
  });
  EXPECT_EQ(values_of<double>(call("scaled", {chunk_of({1}, {2})}, {{"k", 1.5}}).value()), std::vector<double>{3.5});
  EXPECT_EQ(values_of<double>(call("scaled", {chunk_of({1}, {2})}, {{"k", 2}, {"shift", 1}}).value()),
            std::vector<double>{5});
  const auto failed = call("scaled", {chunk_of({1}, {2})}, {{"kk", 1.5}});
  ASSERT_FALSE(failed.ok());
  EXPECT_EQ(failed.error().code, Errc::invalid_argument);
  EXPECT_EQ(failed.error().message,
            "function 'scaled': parameter 'k' is missing; expected a number; did you mean 'kk'?");
}

TEST_F(FunctionForms, FillsABlockOfTheDeclaredShapeAndType) {
  register_function(registry, "rows", [](const Block& in, const BlockInfo& at, Block& out) {
    EXPECT_EQ(out.dtype, DType::int64);
    EXPECT_EQ(out.shape, (Shape{2}));
    for (auto& one : out.values<std::int64_t>())
      one = at.inputs[0].array_location[0].first + in.shape[1];
  });
  BlockInfo info;
  info.inputs.push_back({DType::float64, {8, 3}, {4, 1}, {2, 0}, {{4, 6}, {0, 3}}, {2, 3}});
  info.outputs.push_back({DType::int64, {8}, {4}, {2}, {{4, 6}}, {2}});
  EXPECT_EQ(values_of<std::int64_t>(call("rows", {chunk_of({2, 3}, {1, 2, 3, 4, 5, 6})}, {}, &info).value()),
            (std::vector<std::int64_t>{7, 7}));
  const auto lost = call("rows", {chunk_of({1, 1}, {1})});
  ASSERT_FALSE(lost.ok());
  EXPECT_NE(lost.error().message.find("asks where its block lies"), std::string::npos) << lost.error().message;
}

TEST_F(FunctionForms, TakesABlockFromTheContextsPool) {
  register_function(registry, "counts", [](const FunctionContext& context, const Block& in) {
    auto out = context.new_block<std::uint32_t>({2});
    out.values<std::uint32_t>()[0] = static_cast<std::uint32_t>(in.size());
    out.values<std::uint32_t>()[1] = 7;
    return out;
  });
  EXPECT_EQ(values_of<std::uint32_t>(call("counts", {chunk_of({3}, {1, 2, 3})}).value()),
            (std::vector<std::uint32_t>{3, 7}));
  register_function(registry, "impossible",
                    [](const FunctionContext& context, const Block&) { return context.new_block<double>({-1}); });
  EXPECT_EQ(call("impossible", {chunk_of({1}, {1})}).error().code, Errc::invalid_shape);
}

TEST_F(FunctionForms, TakesSpansOfSeveralTypesAndFillsSeveral) {
  register_function(
      registry, "split",
      [](std::span<const float> a, std::span<const std::int32_t> b, std::span<double> sum, std::span<bool> less) {
        for (std::size_t i = 0; i < a.size(); ++i) {
          sum[i] = static_cast<double>(a[i]) + b[i];
          less[i] = a[i] < static_cast<float>(b[i]);
        }
      });
  const auto made =
      call("split", {chunk_of_type<float>({2}, {0.5f, 4}), chunk_of_type<std::int32_t>({2}, {1, 2})}).value();
  const auto& list = std::get<ChunkList>(*made).chunks;
  EXPECT_EQ(values_of<double>(list[0]), (std::vector<double>{1.5, 6}));
  EXPECT_EQ(values_of<bool>(list[1]), (std::vector<bool>{true, false}));
  const auto refused = call("split", {chunk_of({2}, {1, 2}), chunk_of_type<std::int32_t>({2}, {1, 2})});
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().message, "function 'split' takes float32 blocks; it was given a block float64 (2,)");
}

TEST_F(FunctionForms, MakesANumberOfABlock) {
  register_function(registry, "sum",
                    [](std::span<const double> line) { return std::accumulate(line.begin(), line.end(), 0.0); });
  const auto made = call("sum", {chunk_of({3}, {1, 2, 3})}).value();
  EXPECT_EQ(as_block(*made).value()->shape, Shape{});
  EXPECT_EQ(values_of<double>(made), std::vector<double>{6});
}

TEST_F(FunctionForms, TakesTablesAndBags) {
  register_function(registry, "rows", [](const Table& table) { return table.rows; });
  EXPECT_EQ(values_of<std::int64_t>(call("rows", {make_chunk(Table{2, {column_of<double>("x", {1, 2})}})}).value()),
            std::vector<std::int64_t>{2});
  register_function(registry, "same", [](const BagPart& part) { return part; });
  EXPECT_EQ(items_in(call("same", {make_chunk(BagPart{text_column_of("items", {"a"})})}).value()),
            std::vector<std::string>{"a"});
  EXPECT_EQ(call("rows", {chunk_of({1}, {1})}).error().message,
            "function 'rows' takes a table; it was given a block float64 (1,)");
}

double free_function(double x) { return x + 1; }

TEST_F(FunctionForms, TakesPointersToFunctionsAndCallablesWithState) {
  register_function(registry, "free", free_function);
  EXPECT_EQ(values_of<double>(call("free", {chunk_of({1}, {1})}).value()), std::vector<double>{2});
  struct Adds {
    float by;
    float operator()(float x) const noexcept { return x + by; }
  };
  register_function(registry, "adds", Adds{2});
  EXPECT_EQ(values_of<float>(call("adds", {chunk_of_type<float>({1}, {1})}).value()), std::vector<float>{3});
  register_function(registry, "generic", [](auto x) { return x * 2; });
  EXPECT_EQ(values_of<double>(call("generic", {chunk_of({1}, {4})}).value()), std::vector<double>{8});
}

TEST(FunctionOfThisProcess, IsFoundWhileItLives) {
  std::optional<Key> name;
  {
    const Function function = [](float x) { return x; };
    name = function.held();
    ASSERT_TRUE(name);
    EXPECT_EQ(function.dtypes(), std::vector<DType>{DType::float32});
    EXPECT_TRUE(HeldFunction::find(*name).ok());
  }
  const auto gone = HeldFunction::find(*name);
  ASSERT_FALSE(gone.ok());
  EXPECT_EQ(gone.error().code, Errc::not_found);
  EXPECT_NE(gone.error().message.find("--plugin"), std::string::npos) << gone.error().message;
}

} // namespace
} // namespace troupe
