#include "collections/array/creation.hpp"
#include "collections/array/selection.hpp"
#include "tests/support/numbered_array.hpp"
#include "tests/support/thrown.hpp"

#include <cmath>
#include <complex>
#include <limits>

namespace troupe {
namespace {

using Complex = std::complex<double>;
using test::thrown_by;

constexpr auto nan = std::numeric_limits<double>::quiet_NaN();
constexpr auto infinity = std::numeric_limits<double>::infinity();

Array line(const std::vector<Complex>& values, std::int64_t chunk) {
  Array made = zeros({static_cast<std::int64_t>(values.size())}, {.chunks = chunk, .dtype = DType::complex128});
  for (std::size_t i = 0; i < values.size(); ++i)
    made(static_cast<std::int64_t>(i)) = values[i];
  return made;
}

Complex one(const Array& array) {
  SerialExecutor executor;
  const auto made = compute(executor, array.astype(DType::complex128));
  return made.values<Complex>()[0];
}

TEST(ComplexMedian, GoesByRealPartsThenByImaginaryOnes) {
  for (std::int64_t chunk : {1, 2, 5}) {
    EXPECT_EQ(one(median(line({{2, 5}, {3, -9}, {2, 1}, {1, 100}, {2, 3}}, chunk))), Complex(2, 3));
    EXPECT_EQ(one(median(line({{2, 5}, {3, -9}, {2, 1}, {1, 100}}, chunk), 0)), Complex(2, 3));
    EXPECT_EQ(one(quantile(line({{2, -1}, {1, 2}, {3, 0}}, chunk), 0.25)), Complex(1.5, 0.5));
  }
}

TEST(ComplexMedian, IsOfTheArraysTypeAndSeveralQuantilesAreComplex128) {
  const auto x = line({{1, 2}, {3, 4}}, 1).astype(DType::complex64);
  EXPECT_EQ(median(x).dtype(), DType::complex64);
  EXPECT_EQ(nanmedian(x, 0, true).dtype(), DType::complex64);
  EXPECT_EQ(percentile(x, std::vector<double>{50}).dtype(), DType::complex128);
  EXPECT_EQ(one(median(x)), Complex(2, 3));
}

TEST(ComplexMedian, ANaNInEitherPartIsTheAnswerUnlessItIsLeftOut) {
  for (const auto& gap : {Complex(nan, 1), Complex(1, nan)}) {
    const auto x = line({{1, 2}, gap, {3, 4}}, 2);
    EXPECT_TRUE(std::isnan(one(median(x)).real()));
    EXPECT_EQ(one(median(x)).imag(), 0);
    EXPECT_EQ(one(nanmedian(x)), Complex(2, 3));
    EXPECT_TRUE(std::isnan(one(nanmedian(line({gap, gap}, 1))).real()));
  }
}

TEST(ComplexMedian, PartsThatAreInfiniteLeaveTheOtherPartAlone) {
  EXPECT_EQ(one(median(line({{infinity, 1}, {infinity, 2}}, 1))), Complex(infinity, 1.5));
}

TEST(Median, OfEqualZerosTheSignDoesNotDependOnTheCut) {
  const auto x = line({0, -0.0, 0, -0.0}, 4);
  for (const auto& each : {real(x), real(line({-0.0, 0, -0.0}, 2))}) {
    EXPECT_FALSE(std::signbit(one(median(each)).real()));
    EXPECT_FALSE(std::signbit(one(nanmedian(each, 0)).real()));
  }
  EXPECT_FALSE(std::signbit(one(median(line({{1, -0.0}, {1, 0}, {1, -0.0}}, 2))).imag()));
}

TEST(Median, OfNoElementsIsRefusedAtTheCall) {
  EXPECT_EQ(thrown_by([] { median(zeros({0}, {.dtype = DType::complex128})); }).code, Errc::invalid_argument);
  EXPECT_EQ(thrown_by([] { topk(zeros({3}, {.dtype = DType::complex128}), 1); }).code, Errc::invalid_dtype);
}

} // namespace
} // namespace troupe
