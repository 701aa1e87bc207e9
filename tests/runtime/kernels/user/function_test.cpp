#include "runtime/kernels/user/matrix_function.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <stdexcept>

namespace troupe {
namespace {

Block block_of(const Shape& shape, std::vector<double> values) {
  Block block{DType::float64, shape, process_pool().allocate_for<double>(values.size())};
  std::copy(values.begin(), values.end(), block.values<double>().begin());
  return block;
}

class RegisterFunction : public testing::Test {
protected:
  KernelRegistry registry;

  Result<ChunkPtr> call(const std::string& name, std::vector<ChunkPtr> inputs, const Params& params = {}) {
    const auto* kernel = registry.get(name).value();
    return kernel->run(KernelContext{params, 0, process_pool(), nullptr}, inputs);
  }
  std::vector<double> values(const std::string& name, std::vector<ChunkPtr> inputs, const Params& params = {}) {
    const auto made = call(name, std::move(inputs), params).value();
    const auto found = as_block(*made).value()->values<double>();
    return {found.begin(), found.end()};
  }
};

TEST_F(RegisterFunction, TakesAFunctionOfOneElement) {
  register_function(registry, "logistic", [](double x) { return 1 / (1 + std::exp(-x)); });
  const auto made = call("logistic", {make_chunk(block_of({2, 1}, {0, 2}))}).value();
  const auto* block = as_block(*made).value();
  EXPECT_EQ(block->shape, (Shape{2, 1}));
  EXPECT_EQ(block->values<double>()[0], 0.5);
  EXPECT_EQ(block->values<double>()[1], 1 / (1 + std::exp(-2.0)));
}

TEST_F(RegisterFunction, TakesAFunctionOfSpansAndLeavesItsInputAlone) {
  register_function(registry, "reverse", [](std::span<const double> in, std::span<double> out) {
    std::reverse_copy(in.begin(), in.end(), out.begin());
  });
  auto input = make_chunk(block_of({3}, {1, 2, 3}));
  EXPECT_EQ(values("reverse", {input}), (std::vector<double>{3, 2, 1}));
  EXPECT_EQ(as_block(*input).value()->values<double>()[0], 1);
}

TEST_F(RegisterFunction, HandsTheParametersToThoseThatWantThem) {
  register_function(registry, "times", [](const Params& params, std::span<const double> in, std::span<double> out) {
    const auto factor = params.real("factor").value();
    std::transform(in.begin(), in.end(), out.begin(), [&](double x) { return x * factor; });
  });
  EXPECT_EQ(values("times", {make_chunk(block_of({2}, {1, 2}))}, Params{}.set("factor", 2.5)),
            (std::vector<double>{2.5, 5}));
}

TEST_F(RegisterFunction, TakesAFunctionThatFillsABlock) {
  register_function(registry, "rank", [](const Block& in, Block& out) {
    std::fill(out.values<double>().begin(), out.values<double>().end(), static_cast<double>(in.shape.size()));
  });
  EXPECT_EQ(values("rank", {make_chunk(block_of({1, 2}, {7, 7}))}), (std::vector<double>{2, 2}));
}

TEST_F(RegisterFunction, TakesAFunctionOfSeveralBlocks) {
  register_function(registry, "dot", [](const Block& a, const Block& b) {
    const auto x = a.values<double>(), y = b.values<double>();
    return block_of({}, {std::inner_product(x.begin(), x.end(), y.begin(), 0.0)});
  });
  EXPECT_EQ(values("dot", {make_chunk(block_of({2}, {1, 2})), make_chunk(block_of({2}, {3, 4}))}),
            (std::vector<double>{11}));
  const auto refused = call("dot", {make_chunk(block_of({1}, {1}))});
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().message, "function 'dot' takes 2 blocks; it was given 1");
}

TEST_F(RegisterFunction, TakesAFunctionOfMatrices) {
  register_matrix_function(registry, "gram", [](const MatrixView& x) -> Eigen::MatrixXd { return x.transpose() * x; });
  const auto made = call("gram", {make_chunk(block_of({2, 2}, {1, 2, 3, 4}))}).value();
  EXPECT_EQ(as_block(*made).value()->shape, (Shape{2, 2}));
  EXPECT_EQ(values("gram", {make_chunk(block_of({2, 2}, {1, 2, 3, 4}))}), (std::vector<double>{10, 14, 14, 20}));
}

TEST_F(RegisterFunction, KeepsTheLayoutOfAMatrixThatIsNotSquare) {
  register_matrix_function(registry, "transposed",
                           [](const MatrixView& x) -> Eigen::MatrixXd { return x.transpose(); });
  EXPECT_EQ(values("transposed", {make_chunk(block_of({2, 3}, {1, 2, 3, 4, 5, 6}))}),
            (std::vector<double>{1, 4, 2, 5, 3, 6}));
  register_matrix_function(registry, "means",
                           [](const MatrixView& x) -> Eigen::VectorXd { return x.rowwise().mean(); });
  const auto made = call("means", {make_chunk(block_of({2, 2}, {1, 2, 3, 4}))}).value();
  EXPECT_EQ(as_block(*made).value()->shape, (Shape{2}));
}

TEST_F(RegisterFunction, NamesTheFunctionThatThrew) {
  register_function(registry, "careless", [](double) -> double { throw std::runtime_error("no such luck"); });
  const auto failed = call("careless", {make_chunk(block_of({1}, {1}))});
  ASSERT_FALSE(failed.ok());
  EXPECT_EQ(failed.error().code, Errc::task_failed);
  EXPECT_EQ(failed.error().message, "function 'careless' threw: no such luck");
}

TEST_F(RegisterFunction, RefusesBlocksOfAnotherType) {
  register_function(registry, "logistic", [](double x) { return x; });
  Block whole{DType::int64, {3}, process_pool().allocate_for<std::int64_t>(3)};
  const auto failed = call("logistic", {make_chunk(whole)});
  ASSERT_FALSE(failed.ok());
  EXPECT_EQ(failed.error().code, Errc::invalid_dtype);
  EXPECT_EQ(failed.error().message, "function 'logistic' takes float64 blocks; it was given a block int64 (3,)");
}

TEST_F(RegisterFunction, RefusesABlockThatIsNotAsLongAsItsShapeSays) {
  register_function(registry, "short", [](const Block& in) {
    auto out = in;
    out.shape = {100};
    return out;
  });
  const auto failed = call("short", {make_chunk(block_of({3}, {1, 2, 3}))});
  ASSERT_FALSE(failed.ok());
  EXPECT_EQ(failed.error().code, Errc::invalid_shape);
}

TEST_F(RegisterFunction, RefusesANameThatIsTaken) {
  register_function(registry, "mine", [](double x) { return x; });
  const auto again = try_register_function(registry, "mine", [](double x) { return -x; });
  ASSERT_FALSE(again.ok());
  EXPECT_EQ(again.error().code, Errc::already_exists);
  EXPECT_THROW(register_function(registry, "mine", [](double x) { return x; }), TroupeError);
}

} // namespace
} // namespace troupe
