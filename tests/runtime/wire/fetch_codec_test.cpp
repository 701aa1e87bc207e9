#include "runtime/wire/fetch_codec.hpp"

#include "tests/support/hostile_bytes.hpp"

#include <gtest/gtest.h>

namespace troupe {
namespace {

constexpr auto most = ~std::uint64_t{0};

TEST(FetchCodec, TheQuestionArrivesAsItLeft) {
  for (const auto& fetch : {FetchSlice{}, FetchSlice{{1, 2}, {3}, 4, 5, 6, true},
                            FetchSlice{{most, most}, {most}, most, 0}, FetchSlice{{1, 2}, {}, 1, most - 1}})
    EXPECT_EQ(decode_fetch(encode(fetch)).value(), fetch);
}

TEST(FetchCodec, ARangeThatWrapsIsRefused) {
  EXPECT_EQ(decode_fetch(encode(FetchSlice{{1, 2}, {}, most, 1})).error().code, Errc::corrupt);
  EXPECT_EQ(decode_fetch(encode(FetchSlice{{1, 2}, {}, 2, most - 1})).error().code, Errc::corrupt);
}

TEST(FetchCodec, TheQuestionForManyArrivesAsItLeft) {
  for (const auto& fetch : {FetchMany{}, FetchMany{{{1, 2}}}, FetchMany{std::vector<Key>(1000, Key{most, 7})}})
    EXPECT_EQ(decode_fetch_many(encode(fetch)).value(), fetch);
}

TEST(FetchCodec, WhatIsBorrowedArrivesAsItLeft) {
  for (const auto& lease : {LeaseChunk{}, LeaseChunk{{1, most}, most}})
    EXPECT_EQ(decode_lease_chunk(encode(lease)).value(), lease);
  for (const auto& lease :
       {ChunkLease{}, ChunkLease{7, most, {{4096, 64}, {most, 0}}, "", "", 0, false},
        ChunkLease{0, 0, {}, "it is gone", "", 0, false}, ChunkLease{0, 1, {{0, 64}}, "", "10.0.0.1", 65535, true}})
    EXPECT_EQ(decode_chunk_lease(encode(lease)).value(), lease);
}

TEST(FetchCodec, PiecesThatComeToMoreThanThereCanBeAreRefused) {
  EXPECT_EQ(decode_chunk_lease(encode(ChunkLease{7, 8, {{4096, most}, {64, 1}}, "", "", 0, false})).error().code,
            Errc::corrupt);
}

TEST(FetchCodec, HostileBytesAreErrorsOrSound) {
  test::expect_hardened(
      encode(FetchMany{{{1, 2}, {3, 4}}}), 2, [](auto bytes) { return decode_fetch_many(bytes); },
      [](const auto& fetch) { return encode(fetch); });
  test::expect_hardened(
      encode(LeaseChunk{{1, 2}, 3}), 1, [](auto bytes) { return decode_lease_chunk(bytes); },
      [](const auto& lease) { return encode(lease); });
  test::expect_hardened(
      encode(ChunkLease{7, 8, {{4096, 64}, {8192, 128}}, "why", "host", 9, true}), 2,
      [](auto bytes) { return decode_chunk_lease(bytes); }, [](const auto& lease) { return encode(lease); });
  test::expect_hardened(
      encode(FetchSlice{{1, 2}, {3}, 4, 5, 6}), 1, [](auto bytes) { return decode_fetch(bytes); },
      [](const auto& fetch) { return encode(fetch); });
}

} // namespace
} // namespace troupe
