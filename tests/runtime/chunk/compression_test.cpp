#include "runtime/chunk/compression.hpp"

#include "runtime/chunk/buffer_pool.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string_view>
#include <vector>

namespace troupe {
namespace {

using Bytes = std::vector<std::byte>;

/// Text of few words, which is worth it.
Bytes words(std::size_t size) {
  const std::string_view text = "the quick brown fox jumps over the lazy dog; ";
  Bytes bytes(size);
  for (std::size_t i = 0; i < size; ++i)
    bytes[i] = static_cast<std::byte>(text[i * i % 7 + i % (text.size() - 7)]);
  return bytes;
}

Bytes noise(std::size_t size) {
  Bytes bytes(size);
  std::mt19937_64 random(size);
  std::ranges::generate(bytes, [&] { return static_cast<std::byte>(random()); });
  return bytes;
}

Buffer buffer_of(const Bytes& bytes) {
  auto buffer = process_pool().allocate(bytes.size());
  std::ranges::copy(bytes, buffer.data());
  return buffer;
}

TEST(Compression, GivesBackWhatItWasGiven) {
  for (const std::size_t size : {1u, 2u, 100u, 4096u, 1u << 20}) {
    const auto before = words(size);
    Bytes small(size + 64), after(size);
    const auto made = compress(before, small);
    ASSERT_GT(made, 0u) << size;
    ASSERT_TRUE(decompress(std::span(small).first(made), after));
    EXPECT_TRUE(after == before) << size;
  }
}

TEST(Compression, MakesNothingOfWhatDoesNotFit) {
  Bytes small(1 << 16);
  EXPECT_EQ(compress(noise(1 << 16), small), 0u);
  EXPECT_EQ(compress({}, small), 0u);
  EXPECT_EQ(compress(words(100), {}), 0u);
}

TEST(Compression, RefusesWhatWasCutChangedOrIsOfAnotherLength) {
  const auto before = words(10'000);
  Bytes small(10'000), after(10'000);
  small.resize(compress(before, small));
  EXPECT_EQ(decompress(std::span(small).first(small.size() - 1), after).error().code, Errc::corrupt);
  EXPECT_EQ(decompress(small, std::span(after).first(9'999)).error().code, Errc::corrupt);
  after.resize(10'001);
  EXPECT_EQ(decompress(small, after).error().code, Errc::corrupt);
  EXPECT_EQ(decompress({}, after).error().code, Errc::corrupt);
}

/// Whatever arrives, nothing is written beyond what there is room for (a sanitizer would tell), and most of it is
/// refused.
TEST(Compression, TakesAnyBytes) {
  std::mt19937 random(3);
  auto small = words(3000);
  small.resize(compress(words(3000), small));
  for (int i = 0; i < 2000; ++i) {
    auto harmed = small;
    for (int k = 0; k < 3; ++k)
      harmed[random() % harmed.size()] = static_cast<std::byte>(random());
    Bytes after(3000);
    if (const auto made = decompress(harmed, after); !made) {
      EXPECT_EQ(made.error().code, Errc::corrupt);
    }
  }
}

TEST(Compression, SamplesSayWhatIsWorthIt) {
  const std::vector<Buffer> text{buffer_of(words(1 << 20)), buffer_of(words(100))};
  EXPECT_TRUE(worth_compressing(text));
  const std::vector<Buffer> random{buffer_of(noise(1 << 20))};
  EXPECT_FALSE(worth_compressing(random));
  Bytes zeros(1 << 20);
  EXPECT_TRUE(worth_compressing(std::vector{buffer_of(zeros), buffer_of(noise(1 << 20))}));
  EXPECT_FALSE(worth_compressing(std::vector{buffer_of(noise(7 << 20)), buffer_of(zeros)}));
  EXPECT_FALSE(worth_compressing({}));
  EXPECT_FALSE(worth_compressing(std::vector{Buffer()}));
}

TEST(Compression, HasNames) {
  EXPECT_EQ(value_of(compressions, "off"), Compression::off);
  EXPECT_EQ(value_of(compressions, "auto"), Compression::automatic);
  EXPECT_EQ(value_of(compressions, "on"), Compression::on);
  EXPECT_FALSE(value_of(compressions, "zip"));
}

} // namespace
} // namespace troupe
