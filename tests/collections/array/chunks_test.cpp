#include "collections/array/chunks.hpp"

#include <gtest/gtest.h>

namespace troupe {
namespace {

Shape fitted(const Chunks& chunks, const Shape& shape, std::size_t element = 8) {
  return chunks.fit(shape, element).value();
}

TEST(Chunks, CutLeadingAxesToTheTargetInBytes) {
  EXPECT_EQ(fitted({}, {1'000'000, 100}), (Shape{41'943, 100})); // 32 MiB of rows of 800 bytes
  EXPECT_EQ(fitted({}, {1'000'000, 100}, 1), (Shape{335'544, 100}));
  EXPECT_EQ(fitted({}, {1'000'000, 100}, 16), (Shape{20'971, 100}));
  EXPECT_EQ(fitted({}, {3, 1 << 23}), (Shape{1, 1 << 22}));
  EXPECT_EQ(fitted({}, {0, 5}), (Shape{1, 5}));
  EXPECT_EQ(fitted({}, {}), Shape{});
}

TEST(Chunks, TakeAnotherTarget) {
  EXPECT_EQ(fitted(Chunks::of_bytes(1 << 10), {100, 16}), (Shape{8, 16}));
  EXPECT_EQ(fitted(Chunks::of_bytes(1), {100, 16}), (Shape{1, 1}));
}

TEST(Chunks, FillWhatTheOtherAxesLeave) {
  EXPECT_EQ(fitted({Chunks::automatic, 100}, {1 << 20, 1000}), (Shape{41'943, 100}));
  EXPECT_EQ(fitted({1 << 10, Chunks::automatic}, {1 << 20, 1 << 20}), (Shape{1 << 10, 1 << 12}));
  EXPECT_EQ(fitted({-1, Chunks::automatic}, {1 << 20, 1000}), (Shape{1 << 20, 4}));
}

TEST(Chunks, RefuseWhatIsNoExtentAndNameTheAxis) {
  EXPECT_EQ(Chunks({4, 0}).fit({8, 8}, 8).error().message,
            "chunks (4, 0): axis 1 must be at least 1, -1 for the whole axis or Chunks::automatic");
  EXPECT_EQ(Chunks({4}).fit({8, 8}, 8).error().code, Errc::invalid_shape);
}

} // namespace
} // namespace troupe
