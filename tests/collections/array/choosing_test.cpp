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
  EXPECT_EQ(message([&] {
              in_doubles(ravel_multi_index({numbers({0, 1, 2}), columns}, {3, 4}));
            }),
            "index -5 is out of bounds for axis 1 of 4 elements");
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
    EXPECT_NE(message([&] {
                ravel_multi_index({one, one}, {0, 6}, mode);
              }).find("an array of shape (0, 6) has no places"),
              std::string::npos);
    EXPECT_EQ(message([&] { in_doubles(ravel_multi_index({one(one == 0)}, {0}, mode)); }),
              "index 0 is out of bounds for axis 0 of 0 elements");
  }
}

TEST(RavelMultiIndex, WhatDoesNotFitIsRefusedAtTheCall) {
  const auto x = numbers({0, 1});
  EXPECT_EQ(message([&] {
              ravel_multi_index({x, x}, {4, 4, 4});
            }),
            "ravel_multi_index takes one array for each axis of (4, 4, 4); it was given 2");
  EXPECT_EQ(message([&] {
              ravel_multi_index({x, numbers({0, 1, 2})}, {4, 4});
            }),
            "operands could not be broadcast together with shapes (2,) and (3,)");
  EXPECT_EQ(thrown_by([&] { ravel_multi_index({x.astype(DType::float32)}, {4}); }).code, Errc::invalid_dtype);
  EXPECT_EQ(message([&] { ravel_multi_index({x}, {-4}); }), "ravel_multi_index: no array has the shape (-4,)");
  EXPECT_EQ(thrown_by([&] {
              ravel_multi_index({x, x}, {std::int64_t{1} << 32, std::int64_t{1} << 32});
            }).code,
            Errc::invalid_shape);
}

TEST(Choose, TakesAtEachPlaceTheChoiceOfTheNumberThere) {
  const auto tens = numbered_array({4}, {3}) + 10, twenties = numbered_array({3, 1}, {2, 1}) + 20;
  for (const auto& which : {numbered_array({4}, {1}, DType::int8), numbered_array({4}, {4}, DType::uint32)}) {
    const auto chosen = choose(which, {0, tens, twenties, 30});
    EXPECT_EQ(chosen.shape(), (Shape{3, 4}));
    EXPECT_EQ(computed(chosen), (std::vector<double>{0, 11, 20, 30, 0, 11, 21, 30, 0, 11, 22, 30}));
  }
  EXPECT_EQ(computed(choose(numbered_array({2}, {1}, DType::bool_), {tens(0), tens(1)})),
            (std::vector<double>{10, 11}));
}

TEST(Choose, TheTypeHoldsEveryChoiceAndNumbersCountByTheirValues) {
  const auto a = numbers({0, 1});
  const auto of = [&](DType dtype) { return zeros({2}, {.dtype = dtype}); };
  EXPECT_EQ(choose(a, {of(DType::float32), of(DType::int64)}).dtype(), DType::float64);
  EXPECT_EQ(choose(a, {of(DType::uint16), of(DType::int8), of(DType::complex64)}).dtype(), DType::complex64);
  EXPECT_EQ(choose(a, {of(DType::uint8), 300}).dtype(), DType::uint16);
  EXPECT_EQ(choose(a, {of(DType::float32), 1.5}).dtype(), DType::float32);
  EXPECT_EQ(choose(a, {of(DType::bool_)}, OutOfBounds::clip).dtype(), DType::bool_);
}

TEST(Choose, LargeWholeNumbersBesideNumbersStayWhatTheyAre) {
  SerialExecutor executor;
  const auto large = full({2}, 1, {.dtype = DType::uint64}) << 63;
  const auto chosen = compute(executor, choose(numbers({0, 1}), {large + 1, 1, 2}));
  EXPECT_EQ(chosen.values<std::uint64_t>()[0], (std::uint64_t{1} << 63) + 1);
}

TEST(Choose, WhatIsOutOfBoundsFailsTheJobOrWrapsOrIsClipped) {
  const auto which = numbers({-1, 1, 5});
  EXPECT_EQ(message([&] { in_doubles(choose(which, {10, 20, 30})); }), "index -1 is out of bounds for 3 choices");
  EXPECT_EQ(in_doubles(choose(which, {10, 20, 30}, OutOfBounds::wrap)), (std::vector<double>{30, 20, 30}));
  EXPECT_EQ(in_doubles(choose(which, {10, 20, 30}, OutOfBounds::clip)), (std::vector<double>{10, 20, 30}));
  EXPECT_EQ(in_doubles(choose(numbers({9}), {numbers({}), 20})), std::vector<double>{}); // meets nothing
}

TEST(Choose, AsManyChoicesAsThereAre) {
  std::vector<ArrayLike> choices;
  for (int number = 0; number < 150; ++number)
    choices.emplace_back(number * 2);
  const auto which = numbered_array({150}, {40}, DType::int16);
  EXPECT_EQ(in_doubles(choose(which, choices)), computed(numbered_array({150}, {150}) * 2));
  EXPECT_EQ(in_doubles(choose(which.astype(DType::int8), choices, OutOfBounds::wrap))[149], 2.0 * (149 - 256 + 150));
}

TEST(Choose, WhatDoesNotFitIsRefusedAtTheCall) {
  const auto a = numbers({0, 1});
  EXPECT_EQ(thrown_by([&] { choose(a, {}); }).code, Errc::invalid_argument);
  EXPECT_EQ(thrown_by([&] { choose(a.astype(DType::float64), {1, 2}); }).code, Errc::invalid_dtype);
  EXPECT_EQ(thrown_by([&] { choose(a.astype(DType::uint64), {1, 2}); }).code, Errc::invalid_dtype);
  EXPECT_EQ(message([&] {
              choose(a, {a, numbers({0, 1, 2})});
            }),
            "operands could not be broadcast together with shapes (2,) and (3,)");
}

} // namespace
} // namespace troupe
