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
Params step(const char* finish, std::int64_t pairs = 0) {
  return Params{}.set("pairs", pairs).set("transpose", false).set("finish", finish);
}

TEST(LinalgKernels, TakeAwayProductsAndFactor) {
  const auto a = chunk_of({2, 2}, {10, 5, 5, 9});
  const auto made =
      call_kernel("linalg.step", Params{}.set("pairs", 1).set("transpose", true).set("finish", "cholesky"),
                  {a, chunk_of({2, 1}, {1, 2}), chunk_of({2, 1}, {1, 2})});
  EXPECT_EQ(doubles_in(made.value()), (std::vector<double>{3, 0, 1, 2}));
  EXPECT_EQ(doubles_in(a), (std::vector<double>{10, 5, 5, 9})); // others hold it
}

TEST(LinalgKernels, PivotsComeUnderTheFactorsOfABlockOfColumns) {
  // [[1, 2], [4, 4]] in two blocks of a column each.
  const auto first = Params{}.set("first", 0), second = Params{}.set("first", 1);
  const auto left = call_kernel("linalg.lu_factor", first, {chunk_of({2, 1}, {1, 4})}).value();
  EXPECT_EQ(doubles_in(left), (std::vector<double>{4, 0.25, 1}));
  const auto updated = call_kernel("linalg.lu_update", first, {left, chunk_of({2, 1}, {2, 4})}).value();
  EXPECT_EQ(doubles_in(updated), (std::vector<double>{4, 1}));
  const auto right = call_kernel("linalg.lu_factor", second, {updated}).value();
  EXPECT_EQ(doubles_in(right), (std::vector<double>{4, 1, 1}));
  const auto pivots = [&](const ChunkPtr& lu) { return call_kernel("linalg.lu_pivots", {}, {lu}).value(); };
  EXPECT_EQ(doubles_in(call_kernel("linalg.lu_l", first, {left, pivots(right)}).value()),
            (std::vector<double>{1, 0.25}));
  EXPECT_EQ(doubles_in(call_kernel("linalg.lu_u", Params{}.set("first", 1).set("rows", 2), {right}).value()),
            (std::vector<double>{4, 1}));
  const auto p = call_kernel("linalg.lu_p", Params{}.set("rows", 2).set("columns", Params::Ints{2}),
                             {pivots(left), pivots(right)});
  EXPECT_EQ(doubles_in(p.value()), (std::vector<double>{0, 1, 1, 0}));
  const auto det = call_kernel(
      "linalg.lu_det_of", Params{}.set("what", "det"),
      {call_kernel("linalg.lu_det", first, {left}).value(), call_kernel("linalg.lu_det", second, {right}).value()});
  EXPECT_EQ(doubles_in(det.value()), (std::vector<double>{-4}));
}

TEST(LinalgKernels, SayWhatTheyWereGiven) {
  const auto square = chunk_of({2, 2}, {1, 2, 2, 4}), vector = chunk_of({2}, {1, 2});
  const auto complex_square = complex_chunk({2, 2}, {1, 0, 0, 1});
  const auto first = Params{}.set("first", 0);
  const auto singular = call_kernel("linalg.lu_factor", first, {chunk_of({2, 2}, {1, 2, 2, 4})}).value();
  EXPECT_EQ(refused("linalg.lu_back", first, {singular, chunk_of({2, 1}, {1, 1})}),
            "the matrix is singular: pivot 1 is zero, so there is no solution or more than one");
  EXPECT_EQ(refused("linalg.step", step("cholesky"), {complex_chunk({1, 1}, {-1})}),
            "the matrix is not positive definite");
  EXPECT_NE(refused("linalg.step", step("none"), {vector}).find("linear algebra takes matrices"), std::string::npos);
  EXPECT_NE(
      refused("linalg.step", step("none", 1), {square, complex_square, complex_square}).find("matrices of one type"),
      std::string::npos);
  EXPECT_NE(refused("linalg.step", step("none", 2), {square}).find("2 pairs was given 1 blocks"), std::string::npos);
  EXPECT_NE(refused("linalg.step", step("left_nothing"), {square, square}).find("no finish 'left_nothing'"),
            std::string::npos);
  EXPECT_NE(refused("linalg.lu_factor", Params{}.set("first", 1), {square}).find("no rows on the diagonal"),
            std::string::npos);
  EXPECT_NE(refused("linalg.lu_l", first, {square}).find("has not the pivots"), std::string::npos);
  EXPECT_NE(refused("linalg.lu_update", first, {chunk_of({2, 1}, {1, 7}), square}).find("pivots are not those"),
            std::string::npos);
  EXPECT_NE(refused("linalg.lu_back", first, {singular, chunk_of({3, 1}, {1, 1, 1})}).find("does not fit"),
            std::string::npos);
  EXPECT_NE(refused("linalg.lu_det_of", Params{}.set("what", "size"), {chunk_of({1, 2}, {1, 0})})
                .find("knows det, sign and logabs"),
            std::string::npos);
  EXPECT_NE(
      refused("linalg.piece", Params{}.set("begin", 1).set("shape", Params::Ints{2}), {vector}).find("reaches beyond"),
      std::string::npos);
  EXPECT_NE(refused("linalg.tall_factor", {}, {square, complex_square}).find("one type"), std::string::npos);
  EXPECT_NE(refused("linalg.tall_triangle", {}, {complex_chunk({1, 2}, {1, 2})}).find("complex QR factorisation"),
            std::string::npos);
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
