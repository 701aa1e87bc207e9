#include "runtime/wire/fetch_codec.hpp"

#include "tests/support/hostile_bytes.hpp"

#include <gtest/gtest.h>

namespace troupe {
namespace {

constexpr auto most = ~std::uint64_t{0};

TEST(FetchCodec, TheQuestionArrivesAsItLeft) {
  for (const auto& fetch : {FetchSlice{}, FetchSlice{{1, 2}, {3}, 4, 5}, FetchSlice{{most, most}, {most}, most, 0}, FetchSlice{{1, 2}, {}, 1, most - 1}})
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

TEST(FetchCodec, HostileBytesAreErrorsOrSound) {
  test::expect_hardened(encode(FetchMany{{{1, 2}, {3, 4}}}), 2, [](auto bytes) { return decode_fetch_many(bytes); },
                        [](const auto& fetch) { return encode(fetch); });
  test::expect_hardened(encode(FetchSlice{{1, 2}, {3}, 4, 5}), 1, [](auto bytes) { return decode_fetch(bytes); },
                        [](const auto& fetch) { return encode(fetch); });
}

} // namespace
} // namespace troupe
