#include "runtime/schedule/load_index.hpp"
#include "runtime/schedule/number_map.hpp"
#include "runtime/schedule/number_set.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>
#include <vector>

namespace troupe::schedule {
namespace {

using testing::ElementsAre;

TEST(NumberSet, IsEmptyAtFirst) {
  NumberSet set;
  EXPECT_TRUE(set.empty());
  EXPECT_EQ(set.first(), NumberSet::none);
  EXPECT_FALSE(set.contains(0));
}

TEST(NumberSet, AgreesWithAStdSetThroughRandomChanges) {
  NumberSet set;
  std::set<std::uint32_t> reference;
  std::mt19937 random(2);
  for (int step = 0; step < 30'000; ++step) {
    const auto number = static_cast<std::uint32_t>(random() % (step < 1000 ? 100 : 300'000));
    if (random() % 3 == 0) {
      set.erase(number);
      reference.erase(number);
    } else {
      set.insert(number);
      reference.insert(number);
    }
    const auto from = static_cast<std::uint32_t>(random() % 300'000);
    const auto next = reference.lower_bound(from);
    ASSERT_EQ(set.next(from), next == reference.end() ? NumberSet::none : *next);
    ASSERT_EQ(set.first(), reference.empty() ? NumberSet::none : *reference.begin());
    ASSERT_EQ(set.contains(number), reference.contains(number));
  }
}

TEST(NumberMap, AgreesWithAStdMapThroughRandomChanges) {
  NumberMap map;
  std::map<std::uint32_t, std::uint32_t> reference;
  std::mt19937 random(3);
  for (int step = 0; step < 20'000; ++step) {
    const auto key = static_cast<std::uint32_t>(random() % 300);
    if (random() % 2 == 0) {
      const auto was = reference.contains(key) ? reference[key] : NumberMap::absent;
      ASSERT_EQ(map.erase(key), was);
      reference.erase(key);
    } else {
      reference[key] = static_cast<std::uint32_t>(step);
      map.set(key, static_cast<std::uint32_t>(step));
    }
    ASSERT_EQ(map.size(), reference.size());
    ASSERT_EQ(map.find(key), reference.contains(key) ? reference[key] : NumberMap::absent);
  }
  map.prune([](std::uint32_t key, std::uint32_t) { return key % 2 == 0; });
  for (const auto& [key, value] : reference)
    EXPECT_EQ(map.find(key), key % 2 == 0 ? value : NumberMap::absent);
}

TEST(LoadIndex, StepsRiseWithTheLoad) {
  double load = 0;
  std::uint32_t before = 0;
  for (; load < 1e15; load = load * 1.1 + 0.5) {
    EXPECT_GE(LoadIndex::step_of(load), before) << load;
    before = LoadIndex::step_of(load);
  }
  EXPECT_EQ(LoadIndex::step_of(0), 0u);
  EXPECT_NE(LoadIndex::step_of(100), LoadIndex::step_of(130));
}

TEST(LoadIndex, TheLowerNumberGoesFirstAmongEquals) {
  LoadIndex index;
  EXPECT_EQ(index.least(), LoadIndex::none);
  for (std::uint32_t worker : {5u, 3u, 9u})
    index.set(worker, 100);
  index.set(7, 1e6);
  EXPECT_EQ(index.least(), 3u);
  index.set(3, 5000);
  EXPECT_EQ(index.least(), 5u);
  std::vector<std::uint32_t> most;
  index.visit_most(3, [&](std::uint32_t worker) {
    most.push_back(worker);
    return false;
  });
  EXPECT_THAT(most, ElementsAre(7u, 3u, 5u));
  index.remove(5);
  EXPECT_EQ(index.least(), 9u);
  EXPECT_FALSE(index.contains(5));
}

} // namespace
} // namespace troupe::schedule
