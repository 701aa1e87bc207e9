#include "runtime/graph/wiring.hpp"

#include <gtest/gtest.h>

#include <set>

namespace troupe {
namespace {

std::vector<std::uint32_t> inputs_of(const Wiring& wiring, std::uint32_t task, std::uint32_t sources) {
  std::vector<std::uint32_t> inputs;
  wiring.for_each(task, sources, [&](std::uint32_t source) { inputs.push_back(source); });
  return inputs;
}

using Tasks = std::vector<std::uint32_t>;

TEST(Wiring, GivesEachTaskItsInputs) {
  EXPECT_EQ(inputs_of(Wiring::each(), 3, 8), (Tasks{3}));
  EXPECT_EQ(inputs_of(Wiring::tree(3), 1, 8), (Tasks{3, 4, 5}));
  EXPECT_EQ(inputs_of(Wiring::tree(3), 2, 8), (Tasks{6, 7})); // clipped
  EXPECT_EQ(inputs_of(Wiring::all(), 5, 3), (Tasks{0, 1, 2}));
  EXPECT_EQ(inputs_of(Wiring::one(2), 7, 3), (Tasks{2}));
  const auto list = Wiring::list({0, 2, 2, 3}, {1, 0, 1});
  EXPECT_EQ(inputs_of(list, 0, 2), (Tasks{1, 0}));
  EXPECT_EQ(inputs_of(list, 1, 2), Tasks{});
  EXPECT_EQ(inputs_of(list, 2, 2), (Tasks{1}));
}

TEST(Wiring, ATreeTakesEverySourceOnce) {
  for (std::uint32_t sources = 1; sources < 40; ++sources)
    for (std::uint32_t fan = 1; fan < 12; ++fan) {
      const auto tasks = (sources + fan - 1) / fan;
      ASSERT_TRUE(Wiring::tree(fan).check(tasks, sources));
      Tasks all;
      for (std::uint32_t task = 0; task < tasks; ++task) {
        const auto some = inputs_of(Wiring::tree(fan), task, sources);
        EXPECT_FALSE(some.empty());
        all.insert(all.end(), some.begin(), some.end());
      }
      ASSERT_EQ(all.size(), sources);
      for (std::uint32_t i = 0; i < sources; ++i)
        ASSERT_EQ(all[i], i);
    }
}

TEST(Wiring, CheckTakesOnlyWhatFits) {
  EXPECT_TRUE(Wiring::each().check(4, 4));
  EXPECT_FALSE(Wiring::each().check(4, 5));
  EXPECT_FALSE(Wiring::tree(0).check(0, 0));
  EXPECT_FALSE(Wiring::tree(2).check(3, 4));
  EXPECT_TRUE(Wiring::tree(0xffffffff).check(1, 0xffffffff));
  EXPECT_TRUE(Wiring::all().check(7, 0));
  EXPECT_TRUE(Wiring::one(4).check(9, 5));
  EXPECT_FALSE(Wiring::one(5).check(9, 5));
  EXPECT_TRUE(Wiring::list({0, 1, 1}, {4}).check(2, 5));
  EXPECT_FALSE(Wiring::list({0, 1, 1}, {5}).check(2, 5)); // no such source
  EXPECT_FALSE(Wiring::list({0, 1}, {4}).check(2, 5));    // for another number of tasks
  EXPECT_FALSE(Wiring::list({1, 1, 1}, {4}).check(2, 5)); // does not start at 0
  EXPECT_FALSE(Wiring::list({0, 1, 0}, {}).check(2, 5));  // falls
  EXPECT_FALSE(Wiring::list({0, 2, 1}, {4}).check(2, 5)); // falls within
  EXPECT_FALSE(Wiring::list({}, {}).check(0, 5));
  EXPECT_EQ((Wiring{static_cast<Wiring::Kind>(9), 0, {}, {}}).check(1, 1).error().code, Errc::corrupt);
}

TEST(Wiring, NamesAndHashesTellThemApart) {
  const std::vector<std::pair<Wiring, std::string>> named{
      {Wiring::each(), "each"},   {Wiring::tree(8), "tree of 8"}, {Wiring::all(), "all"},
      {Wiring::one(0), "task 0"}, {Wiring::one(1), "task 1"},     {Wiring::list({0, 1, 2}, {0, 1}), "list of 2"}};
  std::set<Key> keys;
  for (const auto& [wiring, name] : named) {
    EXPECT_EQ(to_string(wiring), name);
    KeyHasher hasher;
    wiring.hash_into(hasher);
    EXPECT_TRUE(keys.insert(hasher.finish()).second) << name;
  }
  KeyHasher one, other;
  Wiring::list({0, 1}, {2, 3}).hash_into(one);
  Wiring::list({0, 1, 2}, {3}).hash_into(other);
  EXPECT_NE(one.finish(), other.finish());
}

} // namespace
} // namespace troupe
