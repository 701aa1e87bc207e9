#include "tests/support/numbered_array.hpp"
#include "tests/support/thrown.hpp"

namespace troupe {
namespace {

using namespace indexing;
using test::message;
using testing_support::expect_elements;
using testing_support::numbered_array;

/// 7 x 9, cut evenly, unevenly, into ones, and not at all.
std::vector<Array> cut_in_all_ways() {
  return {numbered_array({7, 9}, {7, 9}), numbered_array({7, 9}, {3, 4}), numbered_array({7, 9}, {1, 1}),
          numbered_array({{2, 0, 5}, {1, 7, 1}})};
}
double number(std::int64_t row, std::int64_t column) { return static_cast<double>(row * 9 + column); }

TEST(Indexing, SlicesWithStepsInBothDirections) {
  for (const auto& x : cut_in_all_ways()) {
    expect_elements(x(slice(1, none, 2), slice(-2, 1, -3)), {3, 2},
                    [](const Shape& at) { return number(1 + 2 * at[0], 7 - 3 * at[1]); });
    expect_elements(x(slice(100), slice(none, none, -1)), {7, 9},
                    [](const Shape& at) { return number(at[0], 8 - at[1]); });
    expect_elements(x(slice(5, 2)), {0, 9}, [](const Shape&) { return 0.0; });
  }
}

TEST(Indexing, AnIntegerDropsItsAxis) {
  for (const auto& x : cut_in_all_ways()) {
    expect_elements(x(-1), {9}, [](const Shape& at) { return number(6, at[0]); });
    expect_elements(x(all, 2), {7}, [](const Shape& at) { return number(at[0], 2); });
    expect_elements(x(3, 4), {}, [](const Shape&) { return number(3, 4); });
  }
}

TEST(Indexing, NewAxesAndTheEllipsisStandWhereTheyAreWritten) {
  const auto x = numbered_array({7, 9}, {3, 4});
  expect_elements(x(newaxis, ellipsis, newaxis, 1), {1, 7, 1}, [](const Shape& at) { return number(at[1], 1); });
  expect_elements(x(ellipsis), {7, 9}, [](const Shape& at) { return number(at[0], at[1]); });
}

TEST(Indexing, TakesPositionsInAnyOrderAndSeveralTimes) {
  const std::vector<std::int64_t> rows{6, 0, 0, -2, 3}, columns{1, 2, 3, 8, 7};
  for (const auto& x : cut_in_all_ways()) {
    expect_elements(x(rows), {5, 9}, [](const Shape& at) {
      return number(std::vector{6, 0, 0, 5, 3}[static_cast<std::size_t>(at[0])], at[1]);
    });
    expect_elements(x(slice(2), columns), {2, 5},
                    [&](const Shape& at) { return number(at[0], columns[static_cast<std::size_t>(at[1])]); });
    expect_elements(take(x, {}, 1), {7, 0}, [](const Shape&) { return 0.0; });
  }
}

TEST(Indexing, KeepsWhereAMaskIsTrue) {
  const std::vector<bool> mask{true, false, false, true, false, false, true};
  for (const auto& x : cut_in_all_ways())
    expect_elements(x(mask, slice(0, 2)), {3, 2}, [](const Shape& at) { return number(3 * at[0], at[1]); });
}

TEST(Indexing, PutsAListsAxisFirstWhereASliceSeparatesItFromAnInteger) {
  const auto x = numbered_array({2, 3, 4}, {1, 2, 3});
  expect_elements(x(1, all, std::vector<std::int64_t>{3, 1}), {2, 3},
                  [](const Shape& at) { return static_cast<double>(12 + 4 * at[1] + 3 - 2 * at[0]); });
  expect_elements(x(all, 1, std::vector<std::int64_t>{3, 1}), {2, 2},
                  [](const Shape& at) { return static_cast<double>(12 * at[0] + 4 + 3 - 2 * at[1]); });
}

TEST(Indexing, NamesWhatIsOutOfBounds) {
  const auto x = numbered_array({7, 9}, {3, 4});
  EXPECT_EQ(message([&] { x(all, 9); }), "index 9 is out of bounds for axis 1 of 9 elements");
  EXPECT_EQ(message([&] { x(std::vector<bool>(6)); }), "a mask of 6 elements does not fit axis 0 of 7");
  EXPECT_EQ(message([&] { x(slice(1, 2, 0)); }), "the step of a slice must not be zero");
  EXPECT_EQ(message([&] { x(0, 0, 0); }).substr(0, 16), "too many indices");
  EXPECT_EQ(message([&] { x(x(0) > 3); }), "a mask of 9 elements does not fit axis 0 of 7");
}

TEST(Indexing, ReadsOnlyTheChunksItNeeds) {
  const auto x = numbered_array({100, 100}, {10, 10});
  EXPECT_EQ(x(slice(10, 30), slice(95, none)).numblocks(), (Shape{2, 1}));
  EXPECT_EQ(x(slice(10, 30), slice(95, none)).expression()->inputs()[0].wiring.taken,
            (std::vector<std::uint32_t>{19, 29}));
}

TEST(Indexing, MovesElementsOfEverySize) {
  SerialExecutor executor;
  for (auto dtype : {DType::uint8, DType::int16, DType::int32, DType::int64}) {
    const auto x = numbered_array({5, 6}, {2, 4}, dtype).transpose()(slice(none, none, -1));
    const auto values = compute(executor, x);
    for (std::int64_t i = 0; i < 30; ++i) {
      std::int64_t got = 0;
      std::memcpy(&got, values.block().data.data() + static_cast<std::size_t>(i) * size_of(dtype), size_of(dtype));
      EXPECT_EQ(got, (i % 5) * 6 + 5 - i / 5);
    }
  }
}

} // namespace
} // namespace troupe
