// Small functions by NumPy's names; values are NumPy's.
#include "collections/array/choosing.hpp"
#include "collections/array/creation.hpp"
#include "collections/array/joining.hpp"
#include "collections/array/linalg.hpp"
#include "collections/array/polynomials.hpp"
#include "collections/array/signal.hpp"
#include "collections/array/sorting.hpp"
#include "collections/array/window_functions.hpp"
#include "collections/session/from_memory.hpp"
#include "tests/support/numbered_array.hpp"
#include "tests/support/thrown.hpp"

namespace troupe {
namespace {

using test::message;
using testing_support::computed;
using Doubles = std::vector<double>;

Doubles numbers(const Array& of) { return computed(of.astype(DType::float64)); }
void expect_near(const Array& of, const Doubles& expected) {
  const auto found = numbers(of);
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i)
    EXPECT_NEAR(found[i], expected[i], 1e-12 * std::max(1.0, std::abs(expected[i]))) << i;
}

TEST(NamedFunctions, PolynomialsByHighestPowerFirst) {
  EXPECT_EQ(computed(polyval({1, -2, 3}, arange(4.0, {.chunks = 3}))), (Doubles{3, 2, 3, 6}));
  EXPECT_EQ(numbers(vander(arange(1, 4), 3)), (Doubles{1, 1, 1, 4, 2, 1, 9, 3, 1}));
  EXPECT_EQ(numbers(vander(arange(1, 3), 3, true)), (Doubles{1, 1, 1, 1, 2, 4}));
}

TEST(NamedFunctions, WindowsAreSymmetric) {
  expect_near(hanning(5), {0, 0.5, 1, 0.5, 0});
  expect_near(hamming(5), {0.08, 0.54, 1, 0.54, 0.08});
  expect_near(blackman(5, 2), {0, 0.34, 1, 0.34, 0});
  expect_near(bartlett(4), {0, 2.0 / 3, 2.0 / 3, 0});
  EXPECT_EQ(computed(hanning(1)), Doubles{1});
  EXPECT_EQ(computed(hanning(0)), Doubles{});
}

TEST(NamedFunctions, CorrelateSlidesTheSecondOverTheFirst) {
  const auto a = arange(5.0, {.chunks = 2}), v = arange(3.0);
  EXPECT_EQ(computed(correlate(a, v)), (Doubles{5, 8, 11}));
  EXPECT_EQ(computed(correlate(a, v, ConvolveMode::full)), (Doubles{0, 2, 5, 8, 11, 4, 0}));
  EXPECT_EQ(computed(correlate(arange(4.0), arange(9.0), ConvolveMode::same)),
            (Doubles{23, 44, 38, 32, 26, 20, 14, 8, 3}));
}

TEST(NamedFunctions, UnwrapTakesWholePeriodsOut) {
  EXPECT_EQ(computed(unwrap(from_vector(Doubles{0, 3, 2, 1, 0}, {.rows = 2}), std::nullopt, -1, 4)),
            (Doubles{0, -1, -2, -3, -4}));
  EXPECT_EQ(computed(unwrap(from_vector(Doubles{0, 2, 0}), std::nullopt, -1, 4)), (Doubles{0, 2, 0}))
      << "half a period stays";
}

TEST(NamedFunctions, CrossIsPerpendicularToBoth) {
  EXPECT_EQ(numbers(cross(arange(1, 4), arange(4, 7))), (Doubles{-3, 6, -3}));
  EXPECT_EQ(numbers(cross(arange(1, 3), arange(4, 7))), (Doubles{12, -6, -3}));
  EXPECT_EQ(numbers(cross(arange(1, 3), arange(4, 6))), (Doubles{-3}));
  EXPECT_EQ(numbers(diagflat(arange(1, 3), 1)), (Doubles{0, 1, 0, 0, 0, 2, 0, 0, 0}));
}

TEST(NamedFunctions, TakeAlongAxisFollowsArgsort) {
  const auto x = from_vector(Doubles{3, 1, 2, 6, 5, 4}, {.rows = 4}).reshape({2, 3});
  EXPECT_EQ(computed(take_along_axis(x, argsort(x, 1), 1)), (Doubles{1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(computed(take_along_axis(x, full({1, 3}, -1), 0)), (Doubles{6, 5, 4}));
  EXPECT_NE(message([&] {
              computed(take_along_axis(x, full({2, 1}, 3), 1));
            }).find("index 3 is out of bounds for axis 1 of 3 elements"),
            std::string::npos);
  EXPECT_EQ(numbers(tril_indices(3, -1)[1]), (Doubles{0, 0, 1}));
  EXPECT_EQ(numbers(triu_indices(2, 0, 3)[0]), (Doubles{0, 0, 0, 1, 1}));
}

TEST(NamedFunctions, NormsOfMatricesAlongTwoAxes) {
  const auto x = from_vector(Doubles{3, 0, 0, -4, 1, 0}).reshape({2, 3});
  expect_near(linalg::norm(stack({x, x * 2}), 2, {1, 2}), {5.0644951022459805, 10.128990204491961});
  expect_near(linalg::norm(x, "nuc", {0, 1}), {5.656854249492381});
  EXPECT_EQ(linalg::norm(stack({x, x}), "nuc", {0, 2}, true).shape(), (Shape{1, 2, 1}));
  EXPECT_EQ(computed(linalg::norm(x, 1, {0, 1})), Doubles{7});
  EXPECT_EQ(computed(linalg::norm(x, 1, {1, 0})), Doubles{5}) << "rows along the first axis that is named";
}

TEST(NamedFunctions, ArangeTakesOptionsAfterTwoNumbers) {
  EXPECT_EQ(numbers(arange(2, 5, {.chunks = 2})), (Doubles{2, 3, 4}));
  EXPECT_EQ(arange(2, 5, {.dtype = DType::float32}).dtype(), DType::float32);
}

} // namespace
} // namespace troupe
