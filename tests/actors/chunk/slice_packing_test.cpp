#include "actors/chunk/slice_packing.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace troupe {
namespace {

constexpr std::int64_t count = 100'000;

/// Steps that LZ4 makes a fraction of, or numbers by chance, of which it makes nothing.
ChunkPtr numbers(bool steps) {
  Block block{DType::int64, {count}, process_pool().allocate_for<std::int64_t>(count)};
  std::mt19937_64 random(1);
  for (std::int64_t i = 0; i < count; ++i)
    block.values<std::int64_t>()[static_cast<std::size_t>(i)] = steps ? i / 100 : static_cast<std::int64_t>(random());
  return make_chunk(std::move(block));
}

Slice slice_of(const ChunkPtr& chunk, std::uint64_t offset, std::uint64_t length) {
  Slice slice;
  slice.stream = std::make_shared<const ChunkStream>(to_stream(*chunk, process_pool()));
  slice.total = slice.stream->size;
  slice.offset = offset;
  slice.length = std::min(length, slice.total - offset);
  return slice;
}

/// As the connection carries it.
Slice carried(const Slice& slice) {
  std::vector<char> buffer;
  caf::binary_serializer sink(nullptr, buffer);
  EXPECT_FALSE(sink(const_cast<Slice&>(slice)));
  EXPECT_LT(buffer.size(), (slice.packed > 0 ? slice.packed : slice.length) + 200);
  caf::binary_deserializer source(nullptr, buffer);
  Slice loaded;
  EXPECT_FALSE(source(loaded));
  return loaded;
}

TEST(SlicePacking, APackedSliceCrossesSmallerAndIsTheSameAgain) {
  const auto chunk = numbers(true);
  for (const std::uint64_t offset : {0, 7, 300'000}) {
    auto slice = slice_of(chunk, offset, 400'000);
    std::vector<std::byte> wanted(slice.length);
    copy_range(*slice.stream, offset, wanted);
    pack(slice, process_pool());
    EXPECT_GT(slice.packed, 0u);
    EXPECT_LT(slice.packed, slice.length / 4);
    auto arrived = carried(slice);
    EXPECT_EQ(arrived.packed, slice.packed);
    ASSERT_TRUE(unpack(arrived, process_pool().allocate(arrived.length)));
    EXPECT_EQ(arrived.packed, 0u);
    EXPECT_TRUE(std::ranges::equal(std::span(arrived.bytes.data(), arrived.bytes.size()), wanted));
  }
}

TEST(SlicePacking, WhatDoesNotGetSmallerCrossesAsItIs) {
  auto slice = slice_of(numbers(false), 0, 400'000);
  pack(slice, process_pool());
  EXPECT_EQ(slice.packed, 0u);
  EXPECT_EQ(carried(slice).bytes.size(), 400'000u);
  Slice none;
  none.error = "it is not here";
  pack(none, process_pool());
  EXPECT_EQ(none.packed, 0u);
}

TEST(SlicePacking, WhatWasHarmedIsRefused) {
  auto slice = slice_of(numbers(true), 0, 400'000);
  pack(slice, process_pool());
  slice.bytes = slice.bytes.slice(0, slice.packed - 1);
  EXPECT_EQ(unpack(slice, process_pool().allocate(slice.length)).error().code, Errc::corrupt);
}

/// A length that is not that of a slice, or a slice that is said to be larger packed than it is, is not believed.
TEST(SlicePacking, ClaimsAreChecked) {
  auto slice = slice_of(numbers(true), 0, 400'000);
  pack(slice, process_pool());
  const auto loads = [](const Slice& claimed) {
    std::vector<char> buffer;
    caf::binary_serializer sink(nullptr, buffer);
    EXPECT_FALSE(sink(const_cast<Slice&>(claimed)));
    caf::binary_deserializer source(nullptr, buffer);
    Slice loaded;
    return !source(loaded);
  };
  EXPECT_TRUE(loads(slice));
  slice.length = slice.packed - 1;
  EXPECT_FALSE(loads(slice));
  slice.length = max_slice_bytes + 1;
  EXPECT_FALSE(loads(slice));
}

} // namespace
} // namespace troupe
