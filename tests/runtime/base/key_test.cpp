#include "runtime/base/key.hpp"

#include <gtest/gtest.h>

#include <set>

namespace troupe {
namespace {

Key of_texts(std::initializer_list<std::string_view> texts) {
  KeyHasher hasher;
  for (const auto text : texts)
    hasher.text(text);
  return hasher.finish();
}

TEST(Key, IsXxh3sHashOfWhatWasFed) {
  // The published digest of no bytes at all, seed 0.
  EXPECT_EQ(to_string(KeyHasher().finish()), "99aa06d3014798d86001c324468d497f");
}

TEST(Key, IsTheSameInEveryProcess) {
  // Written down once: a change would make every stored key another.
  KeyHasher hasher;
  hasher.text("sum").number(8).key({1, 2});
  EXPECT_EQ(hasher.finish(), [] {
    KeyHasher again;
    return again.text("sum").number(8).number(1).number(2).finish();
  }());
  EXPECT_EQ(task_key({1, 2}, 3), task_key({1, 2}, 3));
}

TEST(Key, TellsWhereOneTextEndsAndTheNextBegins) {
  EXPECT_NE(of_texts({"ab", "c"}), of_texts({"a", "bc"}));
  EXPECT_NE(of_texts({"a", ""}), of_texts({"", "a"}));
  EXPECT_NE(of_texts({}), of_texts({""}));
}

TEST(Key, OfTasksDifferByLayerAndIndex) {
  std::set<Key> keys;
  for (std::uint64_t layer = 0; layer < 20; ++layer)
    for (std::uint32_t index = 0; index < 200; ++index)
      keys.insert(task_key({layer, 7}, index));
  for (std::uint64_t layer = 0; layer < 20; ++layer)
    keys.insert(task_key({7, layer}, 0));
  EXPECT_EQ(keys.size(), 20u * 200 + 20 - 1); // {7, 7} is in both
}

TEST(Key, ReadsBackFromItsText) {
  const Key key{0x0123456789abcdefull, 0xfedcba9876543210ull};
  EXPECT_EQ(to_string(key), "0123456789abcdeffedcba9876543210");
  Key back;
  EXPECT_TRUE(from_string(to_string(key), back));
  EXPECT_EQ(back, key);
}

TEST(Key, RefusesTextOfAnotherLengthOrAlphabet) {
  Key key;
  EXPECT_FALSE(from_string("", key));
  EXPECT_FALSE(from_string("0123456789abcdeffedcba987654321", key));
  EXPECT_FALSE(from_string("0123456789abcdeffedcba98765432100", key));
  EXPECT_FALSE(from_string("0123456789abcdeffedcba987654321g", key));
  EXPECT_FALSE(from_string("-123456789abcdeffedcba9876543210", key));
}

TEST(Key, FinishMayBeAskedTwiceAndGoOn) {
  KeyHasher hasher;
  hasher.number(1);
  const auto first = hasher.finish();
  EXPECT_EQ(hasher.finish(), first);
  hasher.number(2);
  KeyHasher both;
  EXPECT_EQ(hasher.finish(), both.number(1).number(2).finish());
}

} // namespace
} // namespace troupe
