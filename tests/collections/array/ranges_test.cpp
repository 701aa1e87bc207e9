// arange, linspace and their kin at the ends of their types. Expected values: whole numbers, or NumPy 1.24.
#include "collections/array/creation.hpp"
#include "collections/session/compute.hpp"
#include "runtime/execute/serial_executor.hpp"
#include "tests/support/thrown.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace troupe {
namespace {

template <class T>
std::vector<T> elements(const Array& array) {
  SerialExecutor executor;
  EXPECT_EQ(array.dtype(), dtype_of_v<T>);
  const auto result = compute(executor, array);
  const auto values = result.template values<T>();
  return {values.begin(), values.end()};
}

using Whole = std::vector<std::int64_t>;
using Unsigned = std::vector<std::uint64_t>;
constexpr auto lowest = std::numeric_limits<std::int64_t>::min(), highest = std::numeric_limits<std::int64_t>::max();
constexpr auto top = std::numeric_limits<std::uint64_t>::max();

TEST(Arange, IsExactBeyondTwoToThe53) {
  EXPECT_EQ(elements<std::int64_t>(arange(1'600'000'000'000'000'000, 1'600'000'000'000'000'003, 1, {.chunks = 2})),
            (Whole{1'600'000'000'000'000'000, 1'600'000'000'000'000'001, 1'600'000'000'000'000'002}));
  const auto hundredths = arange(0, 10'000'000'000'000'001, 100'000'000'000'000);
  EXPECT_EQ(hundredths.shape(), Shape{101});
  EXPECT_EQ(elements<std::int64_t>(hundredths).back(), 10'000'000'000'000'000);
  EXPECT_EQ(elements<std::int64_t>(arange(9'007'199'254'740'995, 9'007'199'254'740'990, -2)),
            (Whole{9'007'199'254'740'995, 9'007'199'254'740'993, 9'007'199'254'740'991}));
}

TEST(Arange, ReachesTheEndsOfBothTypes) {
  EXPECT_EQ(elements<std::int64_t>(arange(highest - 2, highest)), (Whole{highest - 2, highest - 1}));
  EXPECT_EQ(elements<std::int64_t>(arange(lowest, lowest + 2)), (Whole{lowest, lowest + 1}));
  EXPECT_EQ(elements<std::int64_t>(arange(lowest, highest, highest)), (Whole{lowest, -1, highest - 1}));
  EXPECT_EQ(elements<std::uint64_t>(arange(top - 2, top)), (Unsigned{top - 2, top - 1}));
  EXPECT_EQ(elements<std::uint64_t>(arange(std::uint64_t{1} << 63, (std::uint64_t{1} << 63) - 2, -1)),
            (Unsigned{1ull << 63, (1ull << 63) - 1}));
  EXPECT_EQ(elements<std::int64_t>(arange(highest, std::uint64_t{1} << 63)), (Whole{highest}));
  EXPECT_EQ(elements<std::uint64_t>(arange(top - 1, top, 1, {.dtype = DType::uint64})), (Unsigned{top - 1}));
  EXPECT_EQ(arange(0, 9'007'199'254'740'993, 1, {.chunks = std::int64_t{1} << 50}).shape(),
            Shape{9'007'199'254'740'993});
}

TEST(Arange, CountsFloatingNumbersAsNumPy) {
  EXPECT_EQ(arange(0, 1, 0.1).shape(), Shape{10});
  EXPECT_EQ(arange(1, 1.3, 0.1).shape(), Shape{4}); // NumPy's well-known one too many
  EXPECT_EQ(elements<double>(arange(0, 1, std::numeric_limits<double>::infinity())), std::vector<double>{0});
  EXPECT_EQ(elements<std::int64_t>(arange(-3, 0, 0.5, {.dtype = DType::int64})), (Whole{-3, -2, -1, 0, 1, 2}));
  EXPECT_EQ(arange(5, 5).shape(), Shape{0});
  EXPECT_EQ(arange(5, 0).shape(), Shape{0});
}

TEST(Arange, RefusesWhatNoArrayHoldsByName) {
  EXPECT_NE(test::message([] { arange(0, highest); }).find("arange(0, 9223372036854775807, 1)"), std::string::npos);
  EXPECT_NE(test::message([] { arange(0, 1e30); }).find("2^63 bytes"), std::string::npos);
  EXPECT_NE(test::message([] { arange(0, 5, 0); }).find("arange(0, 5, 0)"), std::string::npos);
  EXPECT_NE(test::message([] { arange(0, std::numeric_limits<double>::quiet_NaN()); }).find("no length"),
            std::string::npos);
  EXPECT_NE(test::message([] { arange(-1, top, (std::uint64_t{1} << 63) + 5); }).find("no integer type"),
            std::string::npos);
  EXPECT_NE(test::message([] { arange(3, {.dtype = DType::bool_}); }).find("bool"), std::string::npos);
}

TEST(Linspace, RoundsDownInIntegerTypes) {
  EXPECT_EQ(elements<std::int64_t>(linspace(-2.5, 2.5, 6, true, {.chunks = 4, .dtype = DType::int64})),
            (Whole{-3, -2, -1, 0, 1, 2}));
  EXPECT_EQ(elements<std::int64_t>(linspace(0, -1, 4, false, {.dtype = DType::int64})), (Whole{0, -1, -1, -1}));
}

TEST(Linspace, IsExactBetweenLargeWholeNumbers) {
  EXPECT_EQ(elements<std::int64_t>(linspace(0, highest, 3, true, {.dtype = DType::int64})),
            (Whole{0, highest / 2, highest}));
  EXPECT_EQ(elements<std::int64_t>(linspace(lowest, highest, 4, true, {.dtype = DType::int64})),
            (Whole{lowest, -3'074'457'345'618'258'603, 3'074'457'345'618'258'602, highest}));
  EXPECT_EQ(elements<std::uint64_t>(linspace(0, top, 2, true, {.dtype = DType::uint64})), (Unsigned{0, top}));
  EXPECT_EQ(
      elements<std::int64_t>(linspace(9'007'199'254'740'993, 9'007'199'254'740'996, 3, false, {.dtype = DType::int64})),
      (Whole{9'007'199'254'740'993, 9'007'199'254'740'994, 9'007'199'254'740'995}));
}

TEST(Linspace, GoesBetweenTheSmallestAndTheLargestNumbers) {
  EXPECT_EQ(elements<double>(linspace(0, 15e-324, 4)), (std::vector<double>{0, 5e-324, 1e-323, 1.5e-323}));
  const auto whole = elements<double>(linspace(-1e308, 1e308, 5));
  for (std::size_t i = 0; i < 5; ++i)
    EXPECT_DOUBLE_EQ(whole[i], (static_cast<double>(i) - 2) * 0.5e308);
  EXPECT_EQ(elements<double>(linspace(3, 4, 1)), std::vector<double>{3});
}

TEST(Logspace, KeepsExactPowersInIntegerTypes) {
  Whole powers{1};
  for (int i = 0; i < 15; ++i)
    powers.push_back(powers.back() * 10);
  EXPECT_EQ(elements<std::int64_t>(logspace(0, 15, 16, true, 10, {.dtype = DType::int64})), powers);
  EXPECT_EQ(elements<std::int64_t>(logspace(-1, 1, 3, true, 10, {.dtype = DType::int64})), (Whole{0, 1, 10}));
}

TEST(Geomspace, KeepsItsEndsAndSignsInEveryType) {
  EXPECT_EQ(elements<std::int64_t>(geomspace(-1000, -1, 4, true, {.chunks = 3, .dtype = DType::int64})),
            (Whole{-1000, -100, -10, -1}));
  EXPECT_EQ(elements<std::int64_t>(geomspace(1, highest, 2, true, {.dtype = DType::int64})), (Whole{1, highest}));
  const auto tiny = elements<double>(geomspace(1e-200, 1e-100, 3));
  EXPECT_DOUBLE_EQ(tiny[1], 1e-150);
  EXPECT_NE(test::message([] { geomspace(-1, 1); }).find("geomspace(-1, 1, 50)"), std::string::npos);
}

TEST(Full, HoldsWholeNumbersExactlyAndWrapsWhatDoesNotFit) {
  EXPECT_EQ(elements<std::uint64_t>(full({1}, top)), Unsigned{top});
  EXPECT_EQ(elements<std::int64_t>(full({1}, 9'007'199'254'740'993)), Whole{9'007'199'254'740'993});
  EXPECT_EQ(elements<std::int8_t>(full({1}, 300, {.dtype = DType::int8})), std::vector<std::int8_t>{44});
}

} // namespace
} // namespace troupe
