// array.rolling: known answers and every refusal. That windows are what they are by themselves is seen in
// collections/array/windowed_test.cpp.
#include "runtime/kernels/builtin/builtin_kernels.hpp"
#include "tests/support/kernel_call.hpp"

#include <gtest/gtest.h>

namespace troupe {
namespace {

using namespace test;

class RollingKernel : public testing::Test {
protected:
  RollingKernel() { register_builtin_kernels(registry); }

  Result<ChunkPtr> run(const ChunkPtr& chunk, const std::string& op, Params::Ints axes, Params::Ints sizes) {
    const auto params =
        Params{}.set("op", op).set("axes", std::move(axes)).set("sizes", std::move(sizes)).set("ddof", 0);
    return call_kernel(registry, "array.rolling", params, {chunk}, 0);
  }
  Error error_of(const std::string& op, Params::Ints axes, Params::Ints sizes) {
    return run(chunk_of({2, 3}, {1, 2, 3, 4, 5, 6}), op, std::move(axes), std::move(sizes)).error();
  }

  KernelRegistry registry;
};

TEST_F(RollingKernel, ReducesWindowsAlongEachAxis) {
  const auto block = chunk_of({2, 3}, {1, 2, 3, 4, 5, 6});
  EXPECT_EQ(doubles_in(run(block, "sum", {1}, {2}).value()), (std::vector<double>{3, 5, 9, 11}));
  EXPECT_EQ(doubles_in(run(block, "max", {0}, {2}).value()), (std::vector<double>{4, 5, 6}));
  EXPECT_EQ(doubles_in(run(block, "prod", {0, 1}, {2, 2}).value()), (std::vector<double>{40, 180}));
  EXPECT_EQ(doubles_in(run(block, "var", {1, 0}, {3, 2}).value()), std::vector<double>{35.0 / 12});
}

TEST_F(RollingKernel, RefusesWhatDoesNotFit) {
  EXPECT_EQ(error_of("sum", {1}, {4}).code, Errc::invalid_shape);
  EXPECT_EQ(error_of("sum", {1, 1}, {2, 3}).code, Errc::invalid_shape);
  EXPECT_EQ(error_of("sum", {2}, {1}).code, Errc::invalid_shape);
  EXPECT_EQ(error_of("sum", {-1}, {1}).code, Errc::invalid_shape);
  EXPECT_EQ(error_of("sum", {0}, {0}).code, Errc::invalid_shape);
  EXPECT_EQ(error_of("sum", {0}, {std::numeric_limits<std::int64_t>::max()}).code, Errc::invalid_shape);
  EXPECT_EQ(error_of("sum", {}, {}).code, Errc::invalid_argument);
  EXPECT_EQ(error_of("sum", {0}, {1, 1}).code, Errc::invalid_argument);
  EXPECT_EQ(error_of("median", {0}, {1}).code, Errc::invalid_argument);
  const auto bytes = make_chunk(Block{DType::uint8, {3}, process_pool().allocate(3)});
  EXPECT_EQ(run(bytes, "sum", {0}, {2}).error().code, Errc::invalid_dtype);
  EXPECT_EQ(run(bytes, "var", {0}, {2}).error().code, Errc::invalid_dtype);
  EXPECT_EQ(run(bag_of({"a"}), "sum", {0}, {1}).error().code, Errc::invalid_argument);
}

TEST_F(RollingKernel, MakesNothingOfNothing) {
  EXPECT_TRUE(doubles_in(run(chunk_of({0, 3}, {}), "sum", {1}, {2}).value()).empty());
}

} // namespace
} // namespace troupe
