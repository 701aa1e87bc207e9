#include "collections/array/creation.hpp"
#include "collections/array/operators.hpp"
#include "collections/array/reductions.hpp"
#include "tests/support/numbered_array.hpp"
#include "tests/support/thrown.hpp"

namespace troupe {
namespace {

using indexing::newaxis;
using indexing::none;
using test::message;
using test::thrown_by;
using testing_support::computed;
using testing_support::numbered_array;
using Doubles = std::vector<double>;

template <class T>
std::vector<T> elements(const Array& array) {
  SerialExecutor serial;
  return compute(serial, array).to_vector<T>();
}

TEST(Operators, InPlaceKeepShapeAndTypeOfTheVariable) {
  auto x = arange(4.0, {.chunks = 3});
  const auto before = x;
  x += 1;
  x *= x;
  x -= 0.5;
  x /= 2;
  EXPECT_EQ(computed(x), (Doubles{0.25, 1.75, 4.25, 7.75})); // ((i + 1)^2 - 0.5) / 2
  EXPECT_EQ(computed(before), (Doubles{0, 1, 2, 3}));
  auto narrow = arange(3, {.dtype = DType::float32});
  narrow += arange(3.0);
  EXPECT_EQ(narrow.dtype(), DType::float32);
  auto n = arange(6);
  n %= 4;
  n <<= 3;
  n |= 1;
  n ^= 2;
  n &= 250;
  n >>= 1;
  EXPECT_EQ(elements<std::int64_t>(n), (std::vector<std::int64_t>{1, 5, 9, 13, 1, 5})); // NumPy's
}

TEST(Operators, InPlaceRefuseWhatTheVariableDoesNotHold) {
  auto n = arange(4);
  EXPECT_EQ(message([&] { n += 1.5; }), "add in place of Array(shape (4,), chunks (4,), int64, 1 chunk, 32 B) and 1.5 "
                                        "makes float64, which int64 does not hold; "
                                        "name the result anew: x = x + y");
  EXPECT_EQ(thrown_by([&] { n /= 2; }).code, Errc::invalid_dtype);
  EXPECT_EQ(thrown_by([&] { n *= std::complex<double>(0, 1); }).code, Errc::invalid_dtype);
  auto bytes = arange(4, {.dtype = DType::uint8});
  EXPECT_EQ(thrown_by([&] { bytes += -1; }).code, Errc::invalid_dtype);
  bytes += 255; // wraps round, as NumPy's
  EXPECT_EQ(elements<std::uint8_t>(bytes), (std::vector<std::uint8_t>{255, 0, 1, 2}));
  EXPECT_EQ(thrown_by([&] { n += numbered_array({2, 4}, {2, 2}).astype(DType::int64); }).code, Errc::invalid_shape);
  EXPECT_EQ(elements<std::int64_t>(n), (std::vector<std::int64_t>{0, 1, 2, 3}));
}

TEST(Operators, NumbersOfSixtyFourBitsStayExact) {
  const auto large = full({1}, std::uint64_t{18446744073709551615u});
  EXPECT_TRUE(elements<bool>(large == std::uint64_t{18446744073709551615u})[0]);
  EXPECT_FALSE(elements<bool>(std::uint64_t{18446744073709551614u} == large)[0]);
  const auto odd = full({1}, std::int64_t{9007199254740993});
  EXPECT_TRUE(elements<bool>(std::int64_t{9007199254740992} < odd)[0]);
  EXPECT_EQ(elements<std::int64_t>(1 + odd)[0], 9007199254740994);
  EXPECT_EQ(elements<std::int64_t>((std::int64_t{1} << 62) | odd)[0], 4620693217682128897); // Python's
  EXPECT_EQ((true & (arange(3) > 1)).dtype(), DType::bool_);
  EXPECT_EQ((arange(3, {.dtype = DType::int8}) + 1).dtype(), DType::int8);
  EXPECT_EQ(elements<std::int64_t>(pow(2, arange(4))), (std::vector<std::int64_t>{1, 2, 4, 8}));
}

TEST(Brackets, TakeWhatNumPysTake) {
  const auto x = numbered_array({3, 4}, {2, 3});
  EXPECT_EQ(computed(x[1]), (Doubles{4, 5, 6, 7}));
  EXPECT_EQ(computed(x[-1][-1]), Doubles{11});
  EXPECT_EQ(computed(x[{1, 2}]), Doubles{6});
  EXPECT_EQ(computed(x[{1}]), (Doubles{4, 5, 6, 7}));
  EXPECT_EQ(computed(x[{all, slice(none, none, -3)}]), (Doubles{3, 0, 7, 4, 11, 8}));
  EXPECT_EQ(computed(x[{indexing::ellipsis, 0}]), (Doubles{0, 4, 8}));
  EXPECT_EQ((x[{all, newaxis}].shape()), (Shape{3, 1, 4}));
  EXPECT_EQ(computed(x[x > 9]), (Doubles{10, 11}));
  EXPECT_EQ(computed(x[std::vector<std::int64_t>{2, 0}]), (Doubles{8, 9, 10, 11, 0, 1, 2, 3}));
  EXPECT_EQ(computed(x[std::vector<bool>{false, false, true}]), (Doubles{8, 9, 10, 11}));
  EXPECT_EQ(computed((x + 1)[0]), (Doubles{1, 2, 3, 4}));
  EXPECT_EQ(message([&] { x[std::size_t{0} - 1]; }),
            "index 9223372036854775807 is out of bounds for axis 0 of 3 elements");
  EXPECT_EQ(message([&] { x[any]; }), "a function is no index; `all` alone stands for a whole axis");
}

TEST(Brackets, AreAssignedTo) {
  auto x = numbered_array({2, 3}, {2, 2});
  x[0] = -1;
  EXPECT_EQ(computed(x), (Doubles{-1, -1, -1, 3, 4, 5}));
  x[{1, slice(1, none)}] += 10;
  EXPECT_EQ(computed(x), (Doubles{-1, -1, -1, 3, 14, 15}));
  x[x < 0] *= 2;
  EXPECT_EQ(computed(x), (Doubles{-2, -2, -2, 3, 14, 15}));
  x[all] -= x[{0, 0}];
  EXPECT_EQ(computed(x), (Doubles{0, 0, 0, 5, 16, 17}));
  x[{all, 0}] = x[{all, 1}];
  EXPECT_EQ(computed(x), (Doubles{0, 0, 0, 16, 16, 17}));
}

TEST(Brackets, OneAfterTheOtherNamePlacesOfTheArray) {
  auto x = numbered_array({2, 3}, {2, 2});
  x[1][2] = 50;
  x(all, slice(2))(0) += 1;
  EXPECT_EQ(computed(x), (Doubles{1, 2, 2, 3, 4, 50}));
  EXPECT_EQ(thrown_by([&] { x[std::vector<std::int64_t>{1}][0] = 5; }).code, Errc::invalid_argument);
  EXPECT_EQ(thrown_by([&] { x[x > 2][x[x > 2] > 3] = 5; }).code, Errc::invalid_argument);
  auto row = x[1]; // an array of its own
  row[0] = 9;
  row += 1;
  EXPECT_EQ(computed(row), (Doubles{10, 5, 51}));
  EXPECT_EQ(computed(x), (Doubles{1, 2, 2, 3, 4, 50}));
}

} // namespace
} // namespace troupe
