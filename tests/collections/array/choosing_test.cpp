#include "collections/array/choosing.hpp"
#include "collections/array/creation.hpp"
#include "tests/support/numbered_array.hpp"
#include "tests/support/thrown.hpp"

namespace troupe {
namespace {

using test::message;
using test::thrown_by;
using testing_support::computed;
using testing_support::numbered_array;

Array numbers(const std::vector<std::int64_t>& values) {
  Array made = zeros({static_cast<std::int64_t>(values.size())}, {.chunks = 2, .dtype = DType::int64});
  for (std::size_t i = 0; i < values.size(); ++i)
    made(static_cast<std::int64_t>(i)) = values[i];
  return made;
}

std::vector<double> in_doubles(const Array& array) { return computed(array.astype(DType::float64)); }

TEST(RavelMultiIndex, UndoesUnravelIndexWhateverTheCut) {
  for (const auto& places : {numbered_array({60}, {7}, DType::int64), numbered_array({5, 12}, {2, 5}, DType::int64)})
    EXPECT_EQ(in_doubles(ravel_multi_index(unravel_index(places, {3, 4, 5}), {3, 4, 5})), in_doubles(places));
}

TEST(RavelMultiIndex, ArraysAreBroadcastTogether) {
  const auto rows = numbered_array({3, 1}, {2, 1}, DType::int8), columns = numbered_array({4}, {3}, DType::uint16);
  const auto places = ravel_multi_index({rows, columns}, {3, 4});
  EXPECT_EQ(places.shape(), (Shape{3, 4}));
  EXPECT_EQ(places.dtype(), DType::int64);
  EXPECT_EQ(in_doubles(places), computed(numbered_array({12}, {12})));
  EXPECT_EQ(in_doubles(ravel_multi_index({}, {})), std::vector<double>{0});
}

TEST(RavelMultiIndex, WhatIsOutOfBoundsFailsTheJobOrWrapsOrIsClipped) {
  const auto rows = numbers({-1, 1, 5}), columns = numbers({0, -5, 9});
  EXPECT_EQ(message([&] { in_doubles(ravel_multi_index({numbers({0, 1, 2}), columns}, {3, 4})); }), "index -5 is out of bounds for axis 1 of 4 elements");
  EXPECT_EQ(in_doubles(ravel_multi_index({rows, columns}, {3, 4}, OutOfBounds::wrap)), (std::vector<double>{8, 7, 9}));
  EXPECT_EQ(in_doubles(ravel_multi_index({rows, columns}, {3, 4}, OutOfBounds::clip)), (std::vector<double>{0, 4, 11}));
}

TEST(RavelMultiIndex, NothingIsLookedAtBeforeItIsComputed) {
  EXPECT_EQ(ravel_multi_index({numbers({9})}, {3}).shape(), Shape{1});
}

TEST(RavelMultiIndex, WhatMeetsNothingIsNotOutOfBounds) {
  const auto unevenly = numbered_array({{2, 0, 3}, {0}}, DType::int64);
  EXPECT_EQ(in_doubles(ravel_multi_index({numbers({9}), unevenly}, {3, 3})), std::vector<double>{});
}

TEST(RavelMultiIndex, AnArrayOfNothingHasNoPlacesInAnyMode) {
  const auto none = zeros({0}, {.dtype = DType::int64}), one = zeros({1}, {.dtype = DType::int64});
  for (auto mode : {OutOfBounds::raise, OutOfBounds::wrap, OutOfBounds::clip}) {
    EXPECT_EQ(in_doubles(ravel_multi_index({none, none}, {0, 6}, mode)), std::vector<double>{});
    EXPECT_NE(message([&] { ravel_multi_index({one, one}, {0, 6}, mode); }).find("an array of shape (0, 6) has no places"), std::string::npos);
    EXPECT_EQ(message([&] { in_doubles(ravel_multi_index({one(one == 0)}, {0}, mode)); }), "index 0 is out of bounds for axis 0 of 0 elements");
  }
}

TEST(RavelMultiIndex, WhatDoesNotFitIsRefusedAtTheCall) {
  const auto x = numbers({0, 1});
  EXPECT_EQ(message([&] { ravel_multi_index({x, x}, {4, 4, 4}); }), "ravel_multi_index takes one array for each axis of (4, 4, 4); it was given 2");
  EXPECT_EQ(message([&] { ravel_multi_index({x, numbers({0, 1, 2})}, {4, 4}); }), "operands could not be broadcast together with shapes (2,) and (3,)");
  EXPECT_EQ(thrown_by([&] { ravel_multi_index({x.astype(DType::float32)}, {4}); }).code, Errc::invalid_dtype);
  EXPECT_EQ(message([&] { ravel_multi_index({x}, {-4}); }), "ravel_multi_index: no array has the shape (-4,)");
  EXPECT_EQ(thrown_by([&] { ravel_multi_index({x, x}, {std::int64_t{1} << 32, std::int64_t{1} << 32}); }).code, Errc::invalid_shape);
}

} // namespace
} // namespace troupe
