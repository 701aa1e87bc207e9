// A join of two inputs, which two workers hold that do not reach each other.
#include "tests/runtime/schedule/scheduler_fixture.hpp"

namespace troupe {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class CutPair : public Scheduler {
protected:
  /// Worker 1 makes the large input and is given the join; worker 2 makes the small one.
  void hold_inputs() {
    submit(1, TestGraph().layer("a", 2).layer("b", 1, {{"a", Wiring::all()}}).wanting({"b"}));
    finish(2, "a", 1, 10);
    finish(1, "a", 0, 10'000'000);
  }
  /// @returns What follows when `asker` does not reach `holder` for input `number`.
  std::vector<std::string> cut(std::uint64_t asker, std::uint32_t number, std::uint64_t holder) {
    return report(asker, {InputsMissing{key("b", 0), {key("a", number)}, {{holder}}}});
  }
};

TEST_F(CutPair, WhoDoesNotReachAHolderIsNotGivenWhatThatHoldsForAWhile) {
  for (std::uint64_t number : {1, 2, 3})
    join(number);
  hold_inputs();
  EXPECT_THAT(cut(1, 1, 2), ElementsAre("w2 define b", "w2 peer w1", "w2 run b0 of a0@w1!, a1!"));
  EXPECT_THAT(cut(2, 0, 1), ElementsAre("w3 define b", "w3 peer w1", "w3 peer w2", "w3 run b0 of a0@w1!, a1@w2!"));
}

TEST_F(CutPair, WhoReachesBothIsFoundThoughEverybodyIsBusy) {
  join(3); // the first of equally busy ones
  join(1);
  join(2);
  submit(2, TestGraph().layer("x", 20).wanting({"x"}));
  hold_inputs();
  cut(1, 1, 2);
  EXPECT_THAT(cut(2, 0, 1), Contains("w3 run b0 of a0@w1!, a1@w2!"));
}

TEST_F(CutPair, AConnectionThatIsLostCostsNothingHoweverManyTasksWaitedForIt) {
  join(1);
  join(2);
  submit(1, TestGraph()
                .layer("a", 2)
                .layer("c", 2)
                .layer("b", 2, {{"a", Wiring::each()}, {"c", Wiring::each()}})
                .wanting({"b"}));
  for (std::uint32_t number : {0, 1}) {
    finish(1, "a", number, 10'000'000);
    finish(2, "c", number, 10);
  }
  const auto orders =
      report(1, {InputsMissing{key("b", 0), {key("c", 0)}, {{2}}}, InputsMissing{key("b", 1), {key("c", 1)}, {{2}}}});
  EXPECT_THAT(orders, Not(Contains(HasSubstr("free"))));
  EXPECT_THAT(orders, Contains(HasSubstr("run b0")));
  EXPECT_THAT(orders, Contains(HasSubstr("run b1")));
}

TEST_F(CutPair, WhatTheOnlyWorkerThatMayTakeItDoesNotReachIsMadeAgainTheSecondTime) {
  join(1);
  join(2);
  hold_inputs();
  cut(1, 1, 2);
  cut(2, 0, 1);
  EXPECT_THAT(cut(1, 1, 2), Contains("w2 free a1"));
}

} // namespace
} // namespace troupe
