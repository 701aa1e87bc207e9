#include "actors/protocol/slice_landing.hpp"

#include "actors/protocol/packet.hpp"
#include "runtime/chunk/buffer_pool.hpp"

#include <gtest/gtest.h>

namespace troupe {
namespace {

TEST(SliceLanding, APlaceIsHandedOutOnceForExactlyWhatIsExpected) {
  SliceLanding landing;
  auto whole = process_pool().allocate(100);
  landing.open(5, whole);
  landing.expect(5, 10, 20);
  EXPECT_TRUE(landing.claim(5, 10, 21).empty());
  EXPECT_TRUE(landing.claim(5, 11, 20).empty());
  EXPECT_TRUE(landing.claim(6, 10, 20).empty());
  const auto place = landing.claim(5, 10, 20);
  EXPECT_EQ(place.data(), whole.data() + 10);
  EXPECT_EQ(place.size(), 20u);
  EXPECT_TRUE(landing.claim(5, 10, 20).empty());
}

TEST(SliceLanding, NothingLandsWhereItWasClosed) {
  SliceLanding landing;
  landing.open(5, process_pool().allocate(100));
  landing.expect(5, 0, 100);
  landing.close(5);
  EXPECT_TRUE(landing.claim(5, 0, 100).empty());
}

TEST(SliceLanding, WhatIsReadFromAConnectionIsPutWhereItIsExpected) {
  auto whole = process_pool().allocate(256);
  std::memset(whole.data(), 0, whole.size());
  slice_landing().open(77, whole);
  slice_landing().expect(77, 64, 128);
  Slice sent;
  sent.total = 256;
  sent.offset = 64;
  sent.length = 128;
  sent.ticket = 77;
  sent.bytes = process_pool().allocate(128);
  std::memset(sent.bytes.data(), 9, sent.bytes.size());
  std::vector<char> wire;
  caf::binary_serializer sink(nullptr, wire);
  ASSERT_FALSE(sink(sent));
  for (const bool expected : {true, false}) {
    Slice got;
    caf::binary_deserializer source(nullptr, wire);
    ASSERT_FALSE(source(got));
    EXPECT_EQ(got.bytes.data() == whole.data() + 64, expected) << "the second has no place, and a buffer of its own";
    EXPECT_EQ(std::memcmp(got.bytes.data(), sent.bytes.data(), 128), 0);
  }
  EXPECT_EQ(whole.data()[63], std::byte{0});
  EXPECT_EQ(whole.data()[64], std::byte{9});
  EXPECT_EQ(whole.data()[191], std::byte{9});
  EXPECT_EQ(whole.data()[192], std::byte{0});
  slice_landing().close(77);
}

} // namespace
} // namespace troupe
