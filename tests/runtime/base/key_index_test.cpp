#include "runtime/base/key_index.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <vector>

namespace troupe {
namespace {

/// Many keys share a tag, so that places are fought for.
Key crowded_key(std::uint32_t number) { return {number, number % 7}; }

TEST(KeyIndex, FindsWhatWasPutInAndNothingElse) {
  KeyIndex index;
  std::vector<Key> keys;
  const auto key_of = [&](std::uint32_t number) { return keys[number]; };
  EXPECT_EQ(index.find({1, 1}, key_of), KeyIndex::absent);
  for (std::uint32_t number = 0; number < 1000; ++number) {
    keys.push_back(crowded_key(number));
    index.insert(keys.back(), number);
  }
  for (std::uint32_t number = 0; number < 1000; ++number)
    EXPECT_EQ(index.find(keys[number], key_of), number);
  EXPECT_EQ(index.find({1000, 3}, key_of), KeyIndex::absent);
}

TEST(KeyIndex, AgreesWithAMapThroughRandomChanges) {
  KeyIndex index;
  std::map<std::uint32_t, Key> there;
  const auto key_of = [&](std::uint32_t number) { return there.at(number); };
  std::mt19937 random(1);
  for (int step = 0; step < 20'000; ++step) {
    const auto number = static_cast<std::uint32_t>(random() % 500);
    const Key key{number, number % 2 == 0 ? number * 0x9E3779B9ull : number % 13};
    if (there.contains(number)) {
      index.erase(key, number);
      there.erase(number);
    } else {
      index.insert(key, number);
      there[number] = key;
    }
    ASSERT_EQ(index.size(), there.size());
    ASSERT_EQ(index.find(key, key_of), there.contains(number) ? number : KeyIndex::absent);
  }
  for (const auto& [number, key] : there)
    EXPECT_EQ(index.find(key, key_of), number);
}

TEST(KeyIndex, GivesItsMemoryBack) {
  KeyIndex index;
  for (std::uint32_t number = 0; number < 100'000; ++number)
    index.insert({number, number * 0x9E3779B9ull}, number);
  const auto full = index.bytes();
  for (std::uint32_t number = 0; number < 100'000; ++number)
    index.erase({number, number * 0x9E3779B9ull}, number);
  EXPECT_EQ(index.size(), 0u);
  EXPECT_LT(index.bytes(), full / 100);
}

} // namespace
} // namespace troupe
