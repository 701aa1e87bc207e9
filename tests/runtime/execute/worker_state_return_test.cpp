// What a worker tells so that the scheduler can move tasks: what comes back with a returned one, and what a fetch took.
#include "runtime/execute/worker_state.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace troupe {
namespace {

using testing::ElementsAre;

const Key first{1, 1}, second{1, 2}, third{1, 3};

class WorkerStateReturn : public testing::Test {
protected:
  std::vector<std::string> tell(std::vector<WorkerOrder> orders) {
    std::vector<std::string> lines;
    for (const auto& effect : state.apply(OrdersArrived{std::move(orders)}, 0))
      lines.push_back(to_string(effect));
    EXPECT_TRUE(state.check_invariants());
    return lines;
  }
  void SetUp() override {
    tell({DefineLayer{1, "k", {}}, RunTask{first, 1, 0, 1, {}}, RunTask{second, 1, 1, 2, {}},
          RunTask{third, 1, 2, 3, {TaskInput{second, 8, {}, true}}}});
  }

  WorkerState state{WorkerConfig{.self = {7}, .threads = 1}};
};

TEST_F(WorkerStateReturn, WhatWasToUseItIsGivenBackToo) {
  EXPECT_THAT(tell({ReturnTask{second}}),
              ElementsAre("report returned " + to_string(second),
                          "report missing " + to_string(third) + " [" + to_string(second) + "]"));
}

TEST_F(WorkerStateReturn, AFetchSaysHowLongItTook) {
  state.apply(
      OrdersArrived{{DefinePeer{{8}, {"host", 1}}, RunTask{{2, 1}, 1, 3, 0, {TaskInput{{2, 2}, 100, {{8}}, false}}}}},
      1000);
  std::vector<std::string> lines;
  for (const auto& effect : state.apply(FetchEnded{.key = {2, 2}, .from = {8}, .ok = true, .nbytes = 100}, 1250))
    lines.push_back(to_string(effect));
  EXPECT_THAT(lines, testing::Contains("report replica " + to_string(Key{2, 2}) + " 100 B 250 us"));
}

} // namespace
} // namespace troupe
