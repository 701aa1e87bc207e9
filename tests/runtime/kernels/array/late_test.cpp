#include "tests/support/kernel_call.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace troupe {
namespace {

using test::call_kernel;
using test::chunk_of;
using Ints = Params::Ints;

std::vector<double> values(const ChunkPtr& chunk) {
  const auto all = as_block(*chunk).value()->values<double>();
  return {all.begin(), all.end()};
}
Params slice(Params bounds) { return Params{}.set("axis", 0).set("slice", Params::List{std::move(bounds)}); }

TEST(ArrayLate, JoinsBlocksAlongAnAxis) {
  const auto made = call_kernel("array.join", Params{}.set("axis", 1),
                                {chunk_of({2, 1}, {1, 2}), chunk_of({2, 0}, {}), chunk_of({2, 2}, {3, 4, 5, 6})})
                        .value();
  EXPECT_EQ(as_block(*made).value()->shape, (Shape{2, 3}));
  EXPECT_EQ(values(made), (std::vector<double>{1, 3, 4, 2, 5, 6}));
  EXPECT_FALSE(
      call_kernel("array.join", Params{}.set("axis", 1), {chunk_of({2, 1}, {1, 2}), chunk_of({1, 1}, {3})}).ok());
  EXPECT_FALSE(call_kernel("array.join", Params{}.set("axis", 2), {chunk_of({2, 1}, {1, 2})}).ok());
  EXPECT_FALSE(call_kernel("array.join", Params{}.set("axis", 0), {}).ok());
}

TEST(ArrayLate, PicksBySliceInTheBlocksOwnExtents) {
  const auto line = chunk_of({5}, {0, 1, 2, 3, 4});
  const auto picked = [&](Params bounds) {
    return values(call_kernel("array.pick", slice(std::move(bounds)), {line}).value());
  };
  EXPECT_EQ(picked(Params{}.set("start", -2)), (std::vector<double>{3, 4}));
  EXPECT_EQ(picked(Params{}.set("stop", 99).set("step", 3)), (std::vector<double>{0, 3}));
  EXPECT_EQ(picked(Params{}.set("step", -2)), (std::vector<double>{4, 2, 0}));
  EXPECT_EQ(picked(Params{}.set("step", std::numeric_limits<std::int64_t>::min())), (std::vector<double>{4}));
  EXPECT_EQ(picked(Params{}.set("start", 7)), (std::vector<double>{}));
  EXPECT_FALSE(call_kernel("array.pick", slice(Params{}.set("step", 0)), {line}).ok());
  EXPECT_FALSE(call_kernel("array.pick", slice(Params{}.set("begin", 1)), {line}).ok());
  EXPECT_FALSE(call_kernel("array.pick", Params{}.set("axis", 0), {line}).ok()) << "no positions at all";
}

TEST(ArrayLate, PicksByPositionsAndNamesTheOneOutOfBounds) {
  const auto block = chunk_of({3, 2}, {0, 1, 2, 3, 4, 5});
  const auto made =
      call_kernel("array.pick", Params{}.set("axis", 0).set("positions", Ints{2, -3, 2}), {block}).value();
  EXPECT_EQ(values(made), (std::vector<double>{4, 5, 0, 1, 4, 5}));
  const auto beyond =
      call_kernel("array.pick",
                  Params{}.set("axis", 1).set("positions", Ints{0, std::numeric_limits<std::int64_t>::min()}), {block});
  EXPECT_NE(beyond.error().message.find("index -9223372036854775808 is out of bounds for axis 1 of 2 elements"),
            std::string::npos);
  EXPECT_EQ(values(call_kernel("array.pick", Params{}.set("axis", 1).set("roll", -3), {block}).value()),
            (std::vector<double>{1, 0, 3, 2, 5, 4}));
}

TEST(ArrayLate, ShapesByTheElementsThatAreThere) {
  const auto block = chunk_of({3, 2}, {0, 1, 2, 3, 4, 5});
  const auto shaped = [&](Ints shape) {
    return call_kernel("array.reshape_late", Params{}.set("shape", std::move(shape)), {block});
  };
  EXPECT_EQ(as_block(*shaped({2, -1}).value()).value()->shape, (Shape{2, 3}));
  EXPECT_EQ(as_block(*shaped({6}).value()).value()->shape, Shape{6});
  EXPECT_FALSE(shaped({-1, 4}).ok());
  EXPECT_FALSE(shaped({-1, 0}).ok());
  EXPECT_FALSE(shaped({-1, -1}).ok());
  EXPECT_FALSE(shaped({5}).ok());
  EXPECT_FALSE(shaped({std::int64_t{1} << 62, std::int64_t{1} << 62}).ok());
}

TEST(ArrayLate, MarksAndCompares) {
  const auto line = chunk_of({3}, {7, 8, 9});
  const auto made = call_kernel("array.mark", Params{}.set("axis", 0).set("positions", Ints{-1}), {line}).value();
  const auto marks = as_block(*made).value()->values<bool>();
  EXPECT_EQ(std::vector<bool>(marks.begin(), marks.end()), (std::vector<bool>{false, false, true}));
  const auto same = [&](ChunkPtr other) {
    return as_block(*call_kernel("array.same", {}, {line, std::move(other)}).value()).value()->values<bool>()[0];
  };
  EXPECT_TRUE(same(chunk_of({3}, {7, 8, 9})));
  EXPECT_FALSE(same(chunk_of({3}, {7, 8, 8})));
  EXPECT_FALSE(same(chunk_of({3, 1}, {7, 8, 9})));
}

} // namespace
} // namespace troupe
