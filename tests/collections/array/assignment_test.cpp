#include "collections/array/assignment.hpp"

#include "collections/array/creation.hpp"
#include "tests/support/kernel_call.hpp"
#include "tests/support/numbered_array.hpp"
#include "tests/support/thrown.hpp"

namespace troupe {
namespace {

using namespace indexing;
using Positions = std::vector<std::int64_t>;
using test::message;
using testing_support::computed;
using testing_support::numbered_array;

TEST(Assignment, ReplacesTheVariableAndLeavesOthersAlone) {
  auto x = numbered_array({6}, {4});
  const auto before = x;
  x(slice(1, none, 2)) = 0;
  EXPECT_EQ(computed(x), (std::vector<double>{0, 0, 2, 0, 4, 0}));
  EXPECT_EQ(computed(before), (std::vector<double>{0, 1, 2, 3, 4, 5}));
  x(x > 3) = -1;
  x(Positions{0, -1}) = x(slice(2, 4));
  EXPECT_EQ(computed(x), (std::vector<double>{2, 0, 2, 0, -1, 0}));
}

TEST(Assignment, AVariableMadeByIndexingIsAnArrayOfItsOwn) {
  auto x = numbered_array({6}, {4});
  auto y = x(slice(2));
  y = x(slice(3, 5));
  y(0) = 9;
  EXPECT_EQ(computed(y), (std::vector<double>{9, 4}));
  EXPECT_EQ(computed(x), (std::vector<double>{0, 1, 2, 3, 4, 5}));
}

TEST(Assignment, OfPlacesNamedTwiceTheLastCounts) {
  auto x = numbered_array({5}, {2});
  x(Positions{3, 0, 3}) = numbered_array({3}, {1});
  EXPECT_EQ(computed(x), (std::vector<double>{1, 1, 2, 2, 4}));
}

TEST(Assignment, BackwardsAndBroadcast) {
  auto x = numbered_array({3, 4}, {2, 3});
  x(slice(none, none, -2), slice(1, 3)) = numbered_array({2, 1}, {1, 1}) * 100 + 50;
  EXPECT_EQ(computed(x), (std::vector<double>{0, 150, 150, 3, 4, 5, 6, 7, 8, 50, 50, 11}));
}

TEST(Assignment, OnlyChunksThatAreTouchedTakeValues) {
  const auto x = numbered_array({100}, {10});
  const auto y = setitem(x, {slice(15, 25)}, numbered_array({10}, {10}));
  EXPECT_EQ(y.expression()->inputs()[1].wiring.begins, (std::vector<std::uint32_t>{0, 0, 1, 2, 2, 2, 2, 2, 2, 2, 2}));
}

TEST(Assignment, SeveralListsNamePlacesTogether) {
  auto x = numbered_array({3, 4}, {2, 3});
  x(Positions{0, 2, -1}, Positions{1, -1, 3}) = numbered_array({3}, {2}) + 50;
  EXPECT_EQ(computed(x), (std::vector<double>{0, 50, 2, 3, 4, 5, 6, 7, 8, 9, 10, 52}));
  EXPECT_EQ(x.chunks(), numbered_array({3, 4}, {2, 3}).chunks());
  auto y = numbered_array({2, 2, 3}, {1, 2, 2});
  y(Positions{0, 1}, slice(1, none), Positions{2}) = -1; // one position goes with both
  EXPECT_EQ(computed(y), (std::vector<double>{0, 1, 2, 3, 4, -1, 6, 7, 8, 9, 10, -1}));
}

TEST(Assignment, AtPositionsThatAreComputed) {
  auto x = numbered_array({7, 2}, {3, 1});
  const auto positions = from_block(test::block_of({4}, {1, -2, 1, 6}), {3}).astype(DType::int64);
  x(positions, all) = numbered_array({4, 1}, {3, 1}) * 100;
  EXPECT_EQ(computed(x), (std::vector<double>{0, 1, 200, 200, 4, 5, 6, 7, 8, 9, 100, 100, 300, 300}));
  auto y = numbered_array({5, 4}, {2, 3});
  y(slice(1, 3), positions(slice(2)) + 1) = -1; // columns 2 and -1
  EXPECT_EQ(computed(y), (std::vector<double>{0, 1, 2, 3, 4, 5, -1, -1, 8, 9, -1, -1, 12, 13, 14, 15, 16, 17, 18, 19}));
  EXPECT_NE(message([&] {
              computed(setitem(x, {positions + 5}, 0));
            }).find("index 11 is out of bounds for an axis of 7 elements"),
            std::string::npos);
  EXPECT_EQ(message([&] {
              setitem(x, {positions, all}, numbered_array({3, 1}, {3, 1}));
            }),
            "values of shape (3, 1) cannot be broadcast to the places assigned to, (4, 2)");
  EXPECT_NE(message([&] {
              setitem(x, {positions.astype(DType::float64)}, 0);
            }).find("positions are whole numbers, masks truth values"),
            std::string::npos);
}

TEST(Assignment, AMaskStandsBesideIntegersAndSlices) {
  auto x = numbered_array({3, 4}, {2, 3});
  x(1, x(1) > 5) = 0;
  EXPECT_EQ(computed(x), (std::vector<double>{0, 1, 2, 3, 4, 5, 0, 0, 8, 9, 10, 11}));
  x(slice(none, none, 2), x(0) > 1) = -1;
  EXPECT_EQ(computed(x), (std::vector<double>{0, 1, -1, -1, 4, 5, 0, 0, 8, 9, -1, -1}));
}

TEST(Assignment, SaysWhichIndicesDoNotGoTogether) {
  const auto x = numbered_array({3, 4}, {2, 3});
  const auto mask = x(0) > 1;
  for (const auto& said : {message([&] {
                             setitem(x, {Positions{0, 1}, mask}, 0);
                           }),
                           message([&] {
                             x.index({Positions{0, 1}, mask});
                           })}) {
    EXPECT_NE(said.find("list"), std::string::npos) << said;
    EXPECT_NE(said.find("compute"), std::string::npos) << said;
  }
  EXPECT_NE(message([&] { setitem(x, {x(all, 0) > 1, mask}, 0); }).find("one lazy array at a time"), std::string::npos);
}

TEST(Assignment, SaysWhatDoesNotFit) {
  const auto x = numbered_array({6, 4}, {2, 4});
  EXPECT_EQ(message([&] {
              setitem(x, {slice(2, 5)}, numbered_array({2, 4}, {2, 4}));
            }),
            "values of shape (2, 4) cannot be broadcast to the places assigned to, (3, 4)");
  EXPECT_EQ(message([&] { setitem(x, {9}, 0); }), "index 9 is out of bounds for axis 0 of 6 elements");
  EXPECT_EQ(message([&] { setitem(x, {newaxis, 0}, 0); }), "assignment takes no new axes");
  const auto mask = x > 20;
  EXPECT_NE(message([&] {
              computed(setitem(x, {mask}, numbered_array({2}, {2})));
            }).find("cannot assign 2 values to the 3 elements where the mask is true"),
            std::string::npos);
}

} // namespace
} // namespace troupe
