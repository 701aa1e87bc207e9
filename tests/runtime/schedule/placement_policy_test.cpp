#include "runtime/schedule/placement_policy.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <map>

namespace troupe::schedule {
namespace {

using testing::ElementsAre;

/// Three workers and a task, as a test sets them.
class Given final : public PlacementView {
public:
  std::vector<WorkerNumber> holding;
  std::map<WorkerNumber, std::uint64_t> bytes;
  std::vector<WorkerNumber> gone;
  std::map<WorkerNumber, PlacementCost> costs;
  WorkerNumber least = none;
  bool idle = false, sources = false;
  std::vector<WorkerNumber> cut_off;
  mutable std::vector<WorkerNumber> asked;

  TaskNumber task() const override { return 7; }
  std::span<const WorkerNumber> holders() const override { return holding; }
  std::uint64_t held_bytes(WorkerNumber worker) const override { return bytes.contains(worker) ? bytes.at(worker) : 0; }
  bool holds_any(WorkerNumber worker) const override { return std::ranges::find(holding, worker) != holding.end(); }
  bool gets_tasks(WorkerNumber worker) const override { return std::ranges::find(gone, worker) == gone.end(); }
  bool has_memory(WorkerNumber worker) const override { return gets_tasks(worker); }
  bool is_idle(WorkerNumber) const override { return idle; }
  WorkerNumber least_loaded() const override { return least; }
  bool are_sources_queued() const override { return sources; }
  PlacementCost cost(WorkerNumber worker) const override {
    asked.push_back(worker);
    return costs.contains(worker) ? costs.at(worker) : PlacementCost{};
  }
  bool is_cut_off(WorkerNumber worker) const override { return std::ranges::find(cut_off, worker) != cut_off.end(); }
  WorkerNumber next_worker(WorkerNumber from) const override {
    for (auto worker = from; worker < 3; ++worker)
      if (gets_tasks(worker))
        return worker;
    return none;
  }
  std::uint32_t worker_numbers() const override { return 3; }
};

std::unique_ptr<PlacementPolicy> policy(std::string_view name, std::uint64_t seed = 1) {
  return make_placement_policy(name, seed).value();
}

std::vector<WorkerNumber> four_of(PlacementPolicy& policy, const Given& given) {
  std::vector<WorkerNumber> chosen;
  for (int i = 0; i < 4; ++i)
    chosen.push_back(policy.choose(given));
  return chosen;
}

TEST(PlacementPolicy, AreListedAndMadeByName) {
  EXPECT_THAT(placement_policy_names(), ElementsAre("troupe", "random", "round_robin", "locality"));
  for (const auto& name : placement_policy_names())
    EXPECT_FALSE(policy(name)->rule().empty());
  EXPECT_EQ(make_placement_policy("best", 1).error().message,
            "'best' is no placement policy; there are troupe, random, round_robin and locality");
}

TEST(PlacementPolicy, RoundRobinTakesThoseThatGetTasksInTurn) {
  Given given;
  const auto round_robin = policy("round_robin");
  EXPECT_THAT(four_of(*round_robin, given), ElementsAre(0u, 1u, 2u, 0u));
  given.gone = {1};
  EXPECT_THAT(four_of(*round_robin, given), ElementsAre(2u, 2u, 0u, 2u));
}

TEST(PlacementPolicy, RandomDrawsTheSameFromTheSameSeed) {
  const Given given;
  const auto draws = [&](std::uint64_t seed) {
    const auto random = policy("random", seed);
    std::vector<WorkerNumber> chosen;
    for (int i = 0; i < 100; ++i)
      chosen.push_back(random->choose(given));
    return chosen;
  };
  EXPECT_EQ(draws(1), draws(1));
  EXPECT_NE(draws(1), draws(2));
  EXPECT_THAT(draws(1), testing::AllOf(testing::Contains(0u), testing::Contains(1u), testing::Contains(2u)));
}

TEST(PlacementPolicy, LocalityGoesWhereMostBytesAreAndTakesSourcesInTurn) {
  Given given;
  const auto locality = policy("locality");
  EXPECT_THAT(four_of(*locality, given), ElementsAre(0u, 1u, 2u, 0u));
  given.holding = {0, 2, 1};
  given.bytes = {{0, 10}, {1, 30}, {2, 30}};
  EXPECT_EQ(locality->choose(given), 1u);
  given.gone = {1};
  EXPECT_EQ(locality->choose(given), 2u);
}

TEST(PlacementPolicy, TroupeTakesTheCheapestOfTheHoldersAndAnIdleWorker) {
  Given given;
  given.holding = {1};
  given.costs = {{0, {0, 500, 8}}, {1, {900, 0, 0}}, {2, {0, 400, 8}}};
  given.least = 2;
  given.idle = true;
  EXPECT_EQ(policy("troupe")->choose(given), 2u);
  EXPECT_THAT(given.asked, ElementsAre(1u, 2u)) << "the holder, and one that is idle";
  given.costs[1].wait_us = 300;
  EXPECT_EQ(policy("troupe")->choose(given), 1u);
}

TEST(PlacementPolicy, TroupeGoesElsewhereWhereAHolderCannotBeReached) {
  Given given;
  given.holding = {1};
  given.costs = {{0, {10, 0, 0}}, {1, {30, 0, 0}}, {2, {20, 0, 0}}};
  given.sources = true;
  given.cut_off = {1};
  EXPECT_EQ(policy("troupe")->choose(given), 0u);
}

TEST(PlacementPolicy, OnlyTroupeBalancesAndSteals) {
  for (const auto& name : placement_policy_names()) {
    const auto traits = policy(name)->traits();
    EXPECT_EQ(traits.steals, name == "troupe");
    EXPECT_EQ(traits.holds_back_sources, name == "troupe");
  }
}

} // namespace
} // namespace troupe::schedule
