#include "tools/troupe/decision_text.hpp"

#include <gtest/gtest.h>

namespace troupe::tool {
namespace {

TaskExplanation example() {
  PlacementDecision decision;
  decision.key = {1, 2};
  decision.rule = "the cheapest worker";
  decision.expected_us = 1500;
  decision.candidates = {{{7}, "busy", 4000, 0, 0}, {{8}, "idle", 0, 1200, 1024}};
  decision.winner = {8};
  return {decision, 2.5};
}

TEST(DecisionText, ShowsTheCandidatesCheapestFirstAndMarksTheWinner) {
  EXPECT_EQ(
      decision_text(example()),
      "task 00000000000000010000000000000002 went to idle 2.5 s ago: the cheapest worker; expected to take 1.5 ms\n"
      "\n"
      "   WORKER  WAIT    MOVE    MOVED    COST\n"
      "*  idle    0 us  1.2 ms  1.0 KiB  1.2 ms\n"
      "   busy    4 ms    0 us      0 B    4 ms\n");
}

TEST(DecisionText, AsJsonHasEveryCandidateInTheOrderOfWeighing) {
  EXPECT_EQ(decision_json(example()),
            "{\"key\": \"00000000000000010000000000000002\", \"rule\": \"the cheapest worker\", \"winner\": "
            "\"0000000000000008\", "
            "\"winner_name\": \"idle\", \"expected_us\": 1500.0, \"seconds_ago\": 2.5, \"candidates\": ["
            "{\"worker\": \"0000000000000007\", \"name\": \"busy\", \"wait_us\": 4000.0, \"move_us\": 0.0, "
            "\"move_bytes\": 0, "
            "\"cost_us\": 4000.0}, {\"worker\": \"0000000000000008\", \"name\": \"idle\", \"wait_us\": 0.0, "
            "\"move_us\": 1200.0, "
            "\"move_bytes\": 1024, \"cost_us\": 1200.0}]}\n");
}

TEST(DecisionText, NamesAWinnerThatIsNoCandidateByItsId) {
  auto explanation = example();
  explanation.decision.candidates.clear();
  EXPECT_NE(decision_text(explanation).find("went to 0000000000000008 "), std::string::npos);
}

} // namespace
} // namespace troupe::tool
