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

TEST(FetchCodec, HostileBytesAreErrorsOrSound) {
  test::expect_hardened(encode(FetchSlice{{1, 2}, {3}, 4, 5}), 1, [](auto bytes) { return decode_fetch(bytes); },
                        [](const auto& fetch) { return encode(fetch); });
}

} // namespace
} // namespace troupe
