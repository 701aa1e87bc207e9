#include "tests/support/kernel_call.hpp"

#include <gtest/gtest.h>

#include <complex>

namespace troupe {
namespace {

using test::call_kernel;
using test::chunk_of;
using test::doubles_in;

ChunkPtr complex_chunk(Shape shape, const std::vector<std::complex<double>>& values) {
  Block block{DType::complex128, std::move(shape), process_pool().allocate_for<std::complex<double>>(values.size())};
  std::copy(values.begin(), values.end(), block.values<std::complex<double>>().begin());
  return make_chunk(std::move(block));
}
std::string refused(const std::string& kernel, const Params& params, std::vector<ChunkPtr> inputs) {
  const auto made = call_kernel(kernel, params, std::move(inputs));
  return made.ok() ? "" : made.error().message;
}
Params step(const char* finish, std::int64_t pairs = 0) { return Params{}.set("pairs", pairs).set("transpose", false).set("finish", finish); }

TEST(LinalgKernels, TakeAwayProductsAndFactor) {
  const auto a = chunk_of({2, 2}, {10, 5, 5, 9});
  const auto made = call_kernel("linalg.step", Params{}.set("pairs", 1).set("transpose", true).set("finish", "cholesky"),
                                {a, chunk_of({2, 1}, {1, 2}), chunk_of({2, 1}, {1, 2})});
  EXPECT_EQ(doubles_in(made.value()), (std::vector<double>{3, 0, 1, 2}));
  EXPECT_EQ(doubles_in(a), (std::vector<double>{10, 5, 5, 9})); // others hold it
}

TEST(LinalgKernels, PivotsComeUnderTheFactors) {
  const auto lu = call_kernel("linalg.step", step("lu"), {chunk_of({2, 2}, {1, 2, 4, 4})}).value();
  EXPECT_EQ(doubles_in(lu), (std::vector<double>{4, 4, 0.25, 1, 1, 0}));
  const auto part = [&](const char* name) { return doubles_in(call_kernel("linalg.lu_part", Params{}.set("part", name), {lu}).value()); };
  EXPECT_EQ(part("l"), (std::vector<double>{1, 0, 0.25, 1}));
  EXPECT_EQ(part("u"), (std::vector<double>{4, 4, 0, 1}));
  EXPECT_EQ(part("p"), (std::vector<double>{0, 1, 1, 0}));
  EXPECT_EQ(part("sign"), (std::vector<double>{-1}));
}

TEST(LinalgKernels, SayWhatTheyWereGiven) {
  const auto square = chunk_of({2, 2}, {1, 2, 2, 4}), vector = chunk_of({2}, {1, 2});
  const auto complex_square = complex_chunk({2, 2}, {1, 0, 0, 1});
  EXPECT_EQ(refused("linalg.step", step("lu"), {chunk_of({2, 2}, {1, 2, 2, 4})}), "the matrix is singular (pivot 1 of a diagonal block is of size 0.000000)");
  EXPECT_EQ(refused("linalg.step", step("cholesky"), {complex_chunk({1, 1}, {-1})}), "the matrix is not positive definite");
  EXPECT_NE(refused("linalg.step", step("none"), {vector}).find("linear algebra takes matrices"), std::string::npos);
  EXPECT_NE(refused("linalg.step", step("none", 1), {square, complex_square, complex_square}).find("matrices of one type"), std::string::npos);
  EXPECT_NE(refused("linalg.step", step("none", 2), {square}).find("2 pairs was given 1 blocks"), std::string::npos);
  EXPECT_NE(refused("linalg.step", step("left_nothing"), {square, square}).find("no finish 'left_nothing'"), std::string::npos);
  EXPECT_NE(refused("linalg.lu_part", Params{}.set("part", "l"), {square}).find("one row more than columns"), std::string::npos);
  EXPECT_NE(refused("linalg.lu_part", Params{}.set("part", "p"), {chunk_of({2, 1}, {1, 7})}).find("pivots are not those"), std::string::npos);
  EXPECT_NE(refused("linalg.piece", Params{}.set("begin", 1).set("shape", Params::Ints{2}), {vector}).find("reaches beyond"), std::string::npos);
  EXPECT_NE(refused("linalg.tall_factor", {}, {square, complex_square}).find("one type"), std::string::npos);
  EXPECT_NE(refused("linalg.tall_triangle", {}, {complex_chunk({1, 2}, {1, 2})}).find("complex QR factorisation"), std::string::npos);
}

TEST(LastPlaces, TellTheLastPositionThatNamesEachPlace) {
  Block positions{DType::int64, {4}, process_pool().allocate_for<std::int64_t>(4)};
  const std::int64_t given[] = {1, -1, 1, 3};
  std::copy_n(given, 4, positions.values<std::int64_t>().data());
  const auto input = make_chunk(std::move(positions));
  const auto found = [&](std::uint32_t index, Params::Ints bounds) {
    return call_kernel("array.last_places", Params{}.set("bounds", std::move(bounds)), {input}, index);
  };
  const auto values = [&](std::uint32_t index) {
    const auto chunk = found(index, {0, 3, 5}).value();
    const auto seen = as_block(*chunk).value()->values<std::int64_t>();
    return std::vector<std::int64_t>(seen.begin(), seen.end());
  };
  EXPECT_EQ(values(0), (std::vector<std::int64_t>{-1, 2, -1}));
  EXPECT_EQ(values(1), (std::vector<std::int64_t>{3, 1}));
  EXPECT_EQ(found(0, {0, 3}).error().message, "index 3 is out of bounds for an axis of 3 elements");
  EXPECT_EQ(found(2, {0, 3, 5}).error().message, "the chunks of an axis begin one after the other");
}

} // namespace
} // namespace troupe
