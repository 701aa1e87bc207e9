#include "runtime/chunk/dtype_rules.hpp"

#include <gtest/gtest.h>

#include <complex>
#include <cstdint>
#include <limits>

namespace troupe {
namespace {

DType with(DType array, const Scalar& scalar) {
  const Operand operands[] = {{array, nullptr}, {DType::float64, &scalar}};
  return result_type(operands);
}

TEST(Promote, IsSymmetricAndItsResultHoldsBoth) {
  for (int a = 0; a < static_cast<int>(DType::string); ++a)
    for (int b = 0; b < static_cast<int>(DType::string); ++b) {
      const auto x = static_cast<DType>(a), y = static_cast<DType>(b);
      EXPECT_EQ(promote(x, y), promote(y, x));
      EXPECT_EQ(promote(promote(x, y), x), promote(x, y));
    }
}

TEST(DTypeRules, SeveralTypesMeetTheLargestKindFirst) {
  const std::vector<DType> whole{DType::uint16, DType::int8}, narrow{DType::uint16, DType::int8, DType::complex64},
      wide{DType::int8, DType::uint32, DType::float32};
  EXPECT_EQ(promote(whole), DType::int32);
  EXPECT_EQ(promote(narrow), DType::complex64);
  EXPECT_EQ(promote(wide), DType::float64);
}

TEST(Promote, FollowsNumPyWhereSignsAndWidthsMix) {
  EXPECT_EQ(promote(DType::int8, DType::uint8), DType::int16);
  EXPECT_EQ(promote(DType::int32, DType::uint32), DType::int64);
  EXPECT_EQ(promote(DType::int64, DType::uint64), DType::float64);
  EXPECT_EQ(promote(DType::int16, DType::float32), DType::float32);
  EXPECT_EQ(promote(DType::int32, DType::float32), DType::float64);
  EXPECT_EQ(promote(DType::float64, DType::complex64), DType::complex128);
  EXPECT_EQ(promote(DType::bool_, DType::int8), DType::int8);
}

TEST(ResultType, TakesNumbersByKindAndValue) {
  EXPECT_EQ(with(DType::float32, 1.5), DType::float32);
  EXPECT_EQ(with(DType::float32, 1e300), DType::float64);
  EXPECT_EQ(with(DType::int8, 5), DType::int8);
  EXPECT_EQ(with(DType::int8, 300), DType::int16);
  EXPECT_EQ(with(DType::uint8, -1), DType::int16);
  EXPECT_EQ(with(DType::uint64, -1), DType::float64);
  EXPECT_EQ(with(DType::int64, 0.5), DType::float64);
  EXPECT_EQ(with(DType::bool_, 7), DType::int64);
  EXPECT_EQ(with(DType::float32, std::complex<double>(0, 1)), DType::complex64);
}

TEST(ResultType, SeveralMeetTheLargestKindFirstUnlessANumberCountsByItsValue) {
  const Scalar three = 3;
  const std::vector<Operand> types{{DType::uint16, nullptr}, {DType::int8, nullptr}, {DType::complex64, nullptr}};
  EXPECT_EQ(result_type(types), DType::complex64);
  auto with_number = types;
  with_number.push_back({DType::float64, &three});
  EXPECT_EQ(result_type(with_number), DType::complex128); // so has numpy.result_type 1.24
}

TEST(CanCast, KnowsSafeFromSameKind) {
  EXPECT_TRUE(can_cast(DType::int32, DType::float64));
  EXPECT_FALSE(can_cast(DType::int32, DType::float32));
  EXPECT_FALSE(can_cast(DType::float64, DType::float32));
  EXPECT_TRUE(can_cast(DType::float64, DType::float32, Casting::same_kind));
  EXPECT_FALSE(can_cast(DType::float64, DType::int64, Casting::same_kind));
  EXPECT_TRUE(can_cast(DType::complex64, DType::bool_, Casting::unsafe));
}

TEST(Scalar, CrossesParametersWhole) {
  for (const auto& scalar : {Scalar(true), Scalar(-3), Scalar(std::numeric_limits<std::uint64_t>::max()), Scalar(0.1),
                             Scalar(std::complex<double>(1, -2))}) {
    const auto params = Params{}.set("p0", scalar.to_param());
    EXPECT_EQ(Scalar::from_params(params, "p0").value(), scalar) << to_string(scalar);
  }
  EXPECT_FALSE(Scalar::from_params(Params{}.set("p0", "text"), "p0").ok());
}

} // namespace
} // namespace troupe
