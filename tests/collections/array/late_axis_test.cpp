// Along axes of unknown extents what is done is done in one chunk. x is 5 x 4, cut 2 x 3; rows 1, 2 and 4 are kept:
//   4  5  6  7
//   8  9 10 11
//  16 17 18 19
// Values are NumPy's of the same array.
#include "collections/array/late_axis.hpp"

#include "collections/array/choosing.hpp"
#include "collections/array/creation.hpp"
#include "collections/array/differences.hpp"
#include "collections/array/joining.hpp"
#include "collections/array/reductions.hpp"
#include "collections/array/sampled.hpp"
#include "collections/array/selection.hpp"
#include "collections/array/sorting.hpp"
#include "collections/array/statistics.hpp"
#include "tests/support/numbered_array.hpp"
#include "tests/support/thrown.hpp"

namespace troupe {
namespace {

using indexing::none;
using test::message;
using testing_support::computed;
using testing_support::numbered_array;
using Doubles = std::vector<double>;
using Places = std::vector<std::int64_t>;

struct LateAxis : testing::Test {
  Array x = numbered_array({5, 4}, {2, 3});
  Array y = arange(5.0, {.chunks = 2});
  Array rows = (y == 1) | (y == 2) | (y == 4);
  Array kept = x[rows];
  Array line = kept(all, 1);                  // 5 9 17
  Array both = kept(all, arange(4) % 2 == 1); // both axes are unknown: 5 7, 9 11, 17 19
  SerialExecutor serial;

  Places places(const Array& of) { return compute(serial, of).to_vector<std::int64_t>(); }
};

TEST_F(LateAxis, IsIndexedAsAKnownOne) {
  EXPECT_EQ(computed(line(0)), Doubles{5});
  EXPECT_EQ(computed(line(-1)), Doubles{17});
  EXPECT_EQ(computed(line(slice(2))), (Doubles{5, 9}));
  EXPECT_EQ(computed(line(slice(-2, none))), (Doubles{9, 17}));
  EXPECT_EQ(computed(line(slice(-3, 2))), (Doubles{5, 9}));
  EXPECT_EQ(computed(line(slice(none, none, -2))), (Doubles{17, 5}));
  EXPECT_EQ(computed(line(slice(9, none))), Doubles{});
  EXPECT_EQ(computed(kept(slice(1, none), slice(none, none, -2))), (Doubles{11, 9, 19, 17}));
  EXPECT_EQ(computed(kept[{Places{2, 0}, 3}]), (Doubles{19, 7}));
  EXPECT_EQ(computed(both(-1, 0)), Doubles{17});
  EXPECT_EQ(computed(line(arange(4).reshape({2, 2}) % 3)), (Doubles{5, 9, 17, 5}));
  EXPECT_NE(message([&] { computed(line(3)); }).find("index 3 is out of bounds for axis 0 of 3 elements"),
            std::string::npos);
  EXPECT_NE(message([&] { computed(line(Places{0, -4})); }).find("index -4 is out of bounds"), std::string::npos);
}

TEST_F(LateAxis, HasSlicesThatLieOnEachOther) {
  EXPECT_EQ(computed(line(slice(1, none)) - line(slice(none, -1))), (Doubles{4, 8}));
  EXPECT_EQ(computed(line(slice(2, none)) - line(slice(1, -1))), Doubles{8});
  EXPECT_EQ(computed(line - line(slice(none, none, -1))), (Doubles{-12, 0, 12})) << "one of them in one chunk";
  EXPECT_EQ(computed(kept(kept(slice(none, none, -1))(all, 0) > 4)), (Doubles{4, 5, 6, 7, 8, 9, 10, 11}));
  EXPECT_EQ(computed(stack({line, line(slice(none, none, -1))})), (Doubles{5, 9, 17, 17, 9, 5}));
  EXPECT_NE(message([&] { line(slice(2)) + line(slice(1, none)); }).find("same mask"), std::string::npos);
  EXPECT_EQ(computed(diff(line)), (Doubles{4, 8}));
  EXPECT_EQ(computed(diff(kept, 1, 1)), Doubles(9, 1));
  EXPECT_EQ(computed(gradient(line, 0)), (Doubles{4, 6, 8}));
  EXPECT_EQ(computed(trapz(line)), Doubles{20});
}

TEST_F(LateAxis, IsSortedAndSearched) {
  const auto back = line(slice(none, none, -1));
  EXPECT_EQ(computed(sort(-line)), (Doubles{-17, -9, -5}));
  EXPECT_EQ(computed(sort(-kept, 1)(all, 0)), (Doubles{-7, -11, -19}));
  EXPECT_EQ(places(argsort(back)), (Places{2, 1, 0}));
  EXPECT_EQ(computed(back(argsort(back))), (Doubles{5, 9, 17}));
  EXPECT_EQ(computed(topk(kept, 2, 0)(all, 3)), (Doubles{19, 11}));
  EXPECT_EQ(computed(topk(line, 9)), (Doubles{17, 9, 5})) << "no more than there are";
  EXPECT_EQ(places(argtopk(line, -2)), (Places{0, 1}));
  EXPECT_EQ(places(line.argmax()), Places{2});
  EXPECT_EQ(places(kept.argmin(0)), (Places{0, 0, 0, 0}));
  EXPECT_EQ(places(kept.argmax(1)), (Places{3, 3, 3}));
  EXPECT_EQ(places(both.argmax()), Places{5}) << "places are counted in the array as it turned out";
  EXPECT_EQ(places(both.argmax(std::nullopt, true)), Places{5});
  EXPECT_EQ(computed(median(kept, 0)), (Doubles{8, 9, 10, 11}));
  EXPECT_EQ(computed(median(kept, 1)), (Doubles{5.5, 9.5, 17.5}));
  EXPECT_NE(message([&] { computed(line(line > 99).argmax()); }).find("argmax of no elements has no value"),
            std::string::npos);
}

TEST_F(LateAxis, TellsWhereElementsAre) {
  EXPECT_EQ(places(flatnonzero(line > 6)), (Places{1, 2}));
  EXPECT_EQ(places(nonzero(kept > 9)[0]), (Places{1, 1, 2, 2, 2, 2}));
  EXPECT_EQ(places(nonzero(kept > 9)[1]), (Places{2, 3, 0, 1, 2, 3}));
  EXPECT_EQ(places(argwhere(kept > 17)), (Places{2, 2, 2, 3}));
}

TEST_F(LateAxis, IsReshaped) {
  EXPECT_EQ(to_string(kept.reshape({-1, 2, 2})), "Array(shape (?, 2, 2), chunks (?, 2, 2), float64, 3 chunks)");
  EXPECT_EQ(computed(kept.reshape({-1, 2, 2})(all, 1, 0)), (Doubles{6, 10, 18}));
  EXPECT_EQ(computed(kept.reshape({2, -1})(1)), (Doubles{10, 11, 16, 17, 18, 19}));
  EXPECT_EQ(kept.reshape({6, 2}).shape(), (Shape{6, 2})) << "which fails where it is not so";
  EXPECT_NE(message([&] {
              computed(kept.reshape({5, 2}));
            }).find("shape (3, 4), as it turned out, cannot be reshaped to (5, 2)"),
            std::string::npos);
  EXPECT_NE(message([&] { computed(kept.reshape({-1, 5})); }).find("cannot be reshaped to (-1, 5)"), std::string::npos);
  EXPECT_EQ(computed(line.reshape({-1, 1}) * kept(all, slice(0, 1))), (Doubles{20, 72, 272}));
  EXPECT_EQ(computed(both.ravel()), (Doubles{5, 7, 9, 11, 17, 19}));
}

TEST_F(LateAxis, IsTurnedRepeatedAndFilled) {
  EXPECT_EQ(computed(roll(line, 4)), (Doubles{17, 5, 9}));
  EXPECT_EQ(computed(roll(kept, -1, 0)(all, 0)), (Doubles{8, 16, 4}));
  EXPECT_EQ(computed(repeat(line, 2)), (Doubles{5, 5, 9, 9, 17, 17}));
  EXPECT_EQ(computed(tile(line, {2})), (Doubles{5, 9, 17, 5, 9, 17}));
  EXPECT_EQ(computed(full_like(line, 2.5)), (Doubles{2.5, 2.5, 2.5}));
  EXPECT_EQ(computed(kept.rechunk({-1, 1})), computed(kept));
  EXPECT_EQ(computed((cov(kept, {.rowvar = false}) * 3).round(9)), Doubles(16, 112));
}

TEST_F(LateAxis, IsComparedAsItTurnsOut) {
  EXPECT_EQ(compute(serial, array_equal(line, from_block(compute(serial, line).block()))).scalar<bool>(), true);
  EXPECT_EQ(compute(serial, array_equal(line, y)).scalar<bool>(), false);
}

TEST_F(LateAxis, IsAssignedTo) {
  const auto with = [&](std::vector<Index> at, const ArrayLike& value) { return computed(setitem(kept, at, value)); };
  EXPECT_EQ(with({-1}, 0), (Doubles{4, 5, 6, 7, 8, 9, 10, 11, 0, 0, 0, 0}));
  EXPECT_EQ(with({0}, arange(4)), (Doubles{0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19}));
  EXPECT_EQ(with({all, -1}, line), (Doubles{4, 5, 6, 5, 8, 9, 10, 9, 16, 17, 18, 17}));
  EXPECT_EQ(with({all, slice(2)}, kept(all, slice(2, none))), (Doubles{6, 7, 6, 7, 10, 11, 10, 11, 18, 19, 18, 19}));
  EXPECT_EQ(with({slice(1, 3), Places{3, 0}}, arange(2)), (Doubles{4, 5, 6, 7, 1, 9, 10, 0, 1, 17, 18, 0}));
  EXPECT_NE(message([&] { with({3}, 0); }).find("index 3 is out of bounds for axis 0 of 3"), std::string::npos);
  EXPECT_NE(message([&] {
              with({slice(2)}, arange(8).reshape({2, 4}));
            }).find("cannot be broadcast to the places assigned to"),
            std::string::npos);
}

} // namespace
} // namespace troupe
