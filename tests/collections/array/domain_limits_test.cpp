// Values at the limits of functions' domains, one by one; the conformance test sweeps them all. Expected values: long
// double of the C library, whole numbers, or NumPy 1.24.
#include "collections/array/creation.hpp"
#include "collections/array/cumulative.hpp"
#include "collections/array/joining.hpp"
#include "collections/array/overlap.hpp"
#include "collections/array/sampled.hpp"
#include "collections/session/compute.hpp"
#include "runtime/chunk/buffer_pool.hpp"
#include "runtime/execute/serial_executor.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <cstring>
#include <limits>

namespace troupe {
namespace {

using Complex = std::complex<double>;
constexpr auto infinite = std::numeric_limits<double>::infinity(), nan = std::numeric_limits<double>::quiet_NaN();
constexpr auto lowest = std::numeric_limits<std::int64_t>::min(), highest = std::numeric_limits<std::int64_t>::max();

template <class T>
Array of(const std::vector<T>& values, const Chunks& chunks = {}) {
  Block block{dtype_of_v<T>, {static_cast<std::int64_t>(values.size())}, process_pool().allocate_for<T>(values.size())};
  std::copy(values.begin(), values.end(), block.template values<T>().begin());
  return from_block(block, chunks);
}

template <class T>
std::vector<T> elements(const Array& array) {
  SerialExecutor executor;
  EXPECT_EQ(array.dtype(), dtype_of_v<T>);
  const auto result = compute(executor, array);
  const auto values = result.template values<T>();
  return {values.begin(), values.end()};
}

TEST(DomainLimits, ExponentialsReachTheLargestNumber) {
  EXPECT_EQ(elements<double>(exp(of<double>({709.782712893384, 709.7827115, 709.7827128933841}))),
            (std::vector<double>{1.7976931348622732e308, 1.7976906299872245e308, infinite}));
  EXPECT_DOUBLE_EQ(elements<double>(sinh(of<double>({710})))[0], 1.1169973830808555e308);
  EXPECT_DOUBLE_EQ(elements<double>(cosh(of<double>({-710.4})))[0], 1.6663642832806496e308);
  EXPECT_DOUBLE_EQ(elements<double>(power(of<double>({2}), of<double>({1023.9999999999})))[0], 1.797693134737654e308);
  EXPECT_DOUBLE_EQ(elements<double>(power(of<double>({-1.5}), 1749.0))[0], -9.629685163828018e307);
}

TEST(DomainLimits, DenormalsStayWhatTheyAre) {
  const std::vector<double> tiny{5e-324, -1e-310, -0.0, 2e-308};
  EXPECT_EQ(elements<double>(log1p(of(tiny))), tiny);
  EXPECT_EQ(elements<double>(tan(of(tiny))), tiny);
  EXPECT_TRUE(std::signbit(elements<double>(tan(of(tiny)))[2]));
}

TEST(DomainLimits, CastsOfWhatDoesNotFitAreNumPys) {
  const auto x = of<double>({3e9, -3e9, 1e10, 70000, 1e20, nan, infinite, -infinite, 300, -1});
  constexpr auto none = std::numeric_limits<std::int32_t>::min();
  EXPECT_EQ(elements<std::int32_t>(x.astype(DType::int32)),
            (std::vector<std::int32_t>{none, none, none, 70000, none, none, none, none, 300, -1}));
  EXPECT_EQ(elements<std::int16_t>(x.astype(DType::int16)),
            (std::vector<std::int16_t>{0, 0, 0, 4464, 0, 0, 0, 0, 300, -1}));
  EXPECT_EQ(elements<std::uint8_t>(x.astype(DType::uint8)),
            (std::vector<std::uint8_t>{0, 0, 0, 112, 0, 0, 0, 0, 44, 255}));
  EXPECT_EQ(
      elements<std::uint32_t>(x.astype(DType::uint32)),
      (std::vector<std::uint32_t>{3000000000, 2147483648, 0, 70000, 0, 2147483648, 0, 2147483648, 300, 4294967295}));
  constexpr std::uint64_t half = std::uint64_t{1} << 63;
  EXPECT_EQ(elements<std::uint64_t>(x.astype(DType::uint64)),
            (std::vector<std::uint64_t>{3000000000, 18446744070709551616ull, 10000000000, 70000, 0, half, 0, half, 300,
                                        18446744073709551615ull}));
  EXPECT_EQ(elements<std::int64_t>(x.astype(DType::int64)),
            (std::vector<std::int64_t>{3000000000, -3000000000, 10000000000, 70000, lowest, lowest, lowest, lowest, 300,
                                       -1}));
}

TEST(DomainLimits, WholeNumbersAreComparedAndComputedExactly) {
  const auto x = of<std::int64_t>({-1, highest, 0});
  const auto y = of<std::uint64_t>({~std::uint64_t{0}, std::uint64_t{1} << 63, 0});
  using Truth = std::vector<bool>;
  const auto truth = [](const Array& a) { return elements<bool>(a); };
  EXPECT_EQ(truth(x == y), (Truth{false, false, true}));
  EXPECT_EQ(truth(x != y), (Truth{true, true, false}));
  EXPECT_EQ(truth(x < y), (Truth{true, true, false}));
  EXPECT_EQ(truth(y > x), (Truth{true, true, false}));
  EXPECT_EQ(truth(x >= y), (Truth{false, false, true}));
  EXPECT_EQ(truth(y <= x), (Truth{false, false, true}));
  EXPECT_EQ(truth(x < Scalar(std::uint64_t{1} << 63)), (Truth{true, true, true}));
  EXPECT_EQ(elements<std::int64_t>(of<std::int64_t>({1, -1}) + 9007199254740993),
            (std::vector<std::int64_t>{9007199254740994, 9007199254740992}));
  EXPECT_EQ(elements<std::int64_t>(clip(of<std::int64_t>({highest, lowest}), -9007199254740993, 9007199254740993)),
            (std::vector<std::int64_t>{9007199254740993, -9007199254740993}));
  EXPECT_EQ(elements<std::int64_t>(pad(of<std::int64_t>({1}), 1, PadMode::constant, 9007199254740993)),
            (std::vector<std::int64_t>{9007199254740993, 1, 9007199254740993}));
  EXPECT_EQ(elements<std::int64_t>(
                overlap(of<std::int64_t>({1}), {.depth = {1}, .boundary = {Boundary::constant(9007199254740993)}})),
            (std::vector<std::int64_t>{9007199254740993, 1, 9007199254740993}));
  EXPECT_EQ(elements<std::int64_t>(around(of<std::int64_t>({9007199254740995, 9007199254740985, -15, -25, 14}), -1)),
            (std::vector<std::int64_t>{9007199254741000, 9007199254740980, -20, -20, 10}));
}

TEST(DomainLimits, FrexpTakesTheLeastIntegers) {
  const auto [mantissa, exponent] = frexp(of<std::int64_t>({lowest, highest, 0, -1}));
  EXPECT_EQ(elements<double>(mantissa), (std::vector<double>{-0.5, 0.5, 0, -0.5}));
  EXPECT_EQ(elements<std::int32_t>(exponent), (std::vector<std::int32_t>{64, 64, 0, 1}));
}

TEST(DomainLimits, ComplexNumbersAreTakenByTheirParts) {
  constexpr auto most = std::numeric_limits<double>::max();
  EXPECT_EQ(elements<Complex>(nan_to_num(of<Complex>({{nan, infinite}, {-infinite, 1}}))),
            (std::vector<Complex>{{0, most}, {-most, 1}}));
  EXPECT_EQ(elements<Complex>(around(of<Complex>({{1.25, 2.35}}), 1)), (std::vector<Complex>{{1.2, 2.4}}));
  EXPECT_EQ(elements<Complex>(rint(of<Complex>({{1.5, -2.5}}))), (std::vector<Complex>{{2, -2}}));
  EXPECT_EQ(elements<Complex>(power(of<Complex>({{infinite, 0}}), 1)), (std::vector<Complex>{{infinite, 0}}));
  EXPECT_EQ(elements<Complex>(expm1(of<Complex>({{1e-20, 0}}))), (std::vector<Complex>{{1e-20, 0}}));
  EXPECT_EQ(elements<Complex>(log1p(of<Complex>({{1e-20, 0}}))), (std::vector<Complex>{{1e-20, 0}}));
  EXPECT_EQ(elements<bool>(isclose(of<Complex>({{1, 2}, {1, 0}}), Complex(1, 2))), (std::vector<bool>{true, false}));
  const auto exp2_of = elements<Complex>(exp2(of<Complex>({{3, 0}}))),
             log2_of = elements<Complex>(log2(of<Complex>({{8, 0}})));
  EXPECT_NEAR(std::abs(exp2_of[0] - 8.0), 0, 1e-14);
  EXPECT_NEAR(std::abs(log2_of[0] - 3.0), 0, 1e-15);
}

TEST(DomainLimits, RunningSumsKeepTheSignOfZeroHoweverTheyAreCut) {
  for (const std::int64_t chunk : {1, 2, 4})
    for (auto x : elements<double>(cumsum(of<double>({-0.0, -0.0, -0.0, -0.0}, chunk))))
      EXPECT_TRUE(std::signbit(x)) << "chunks of " << chunk;
}

TEST(DomainLimits, WindowsMayLieBesideAnEmptyAxis) {
  const auto seen = sliding_window_view(zeros({0, 5}, {.chunks = 2}), 3, 1);
  EXPECT_EQ(seen.shape(), (Shape{0, 3, 3}));
  EXPECT_EQ(elements<double>(seen).size(), 0u);
}

TEST(DomainLimits, ErrorFunctionsKeepTheirTails) {
  EXPECT_DOUBLE_EQ(elements<double>(erf(of<double>({0.5})))[0], 0.5204998778130465);
  EXPECT_DOUBLE_EQ(elements<double>(erf(of<double>({1e-300})))[0], 1.1283791670955126e-300);
  EXPECT_DOUBLE_EQ(elements<double>(erfc(of<double>({5})))[0], 1.5374597944280351e-12);
  EXPECT_NEAR(elements<double>(erfc(of<double>({26})))[0] / 5.663192408856143e-296, 1, 1e-14);
}

TEST(Interp, GoesBetweenPointsAndSaysWhatLiesBeyond) {
  const auto xp = of<double>({1, 2, 4}), fp = of<double>({10, 20, 0});
  EXPECT_EQ(elements<double>(interp(of<double>({0, 1, 1.5, 3, 4, 9}, 4), xp, fp)),
            (std::vector<double>{10, 10, 15, 10, 0, 0}));
  EXPECT_EQ(elements<double>(interp(of<double>({0, 9}), xp, fp, {.left = -1, .right = -2})),
            (std::vector<double>{-1, -2}));
  EXPECT_EQ(elements<double>(interp(of<double>({-0.5, 10.5}), xp, fp, {.period = 4})),
            elements<double>(interp(of<double>({3.5, 2.5}), xp, fp, {.period = 4})));
  EXPECT_THROW(elements<double>(interp(of<double>({1}), of<double>({2, 1}), of<double>({0, 0}))), TroupeError);
  EXPECT_THROW(interp(of<double>({1}), xp, of<double>({0, 0})), TroupeError);
}

TEST(Trapz, AddsUpTrapezoids) {
  EXPECT_EQ(elements<double>(trapz(of<double>({1, 2, 3}, 2))), std::vector<double>{4});
  EXPECT_EQ(elements<double>(trapz(of<double>({1, 2, 3}, 2), of<double>({4, 6, 8}))), std::vector<double>{8});
  EXPECT_EQ(elements<double>(trapz(of<double>({7}))), std::vector<double>{0});
}

} // namespace
} // namespace troupe
