#include "runtime/schedule/task_phase.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <regex>
#include <set>
#include <string>

namespace troupe {
namespace {

using Arrows = std::set<std::pair<std::string, std::string>>;

TEST(TaskPhase, TheDrawingIsTheTable) {
  std::ifstream file(TROUPE_SOURCE_DIR "/docs/states/scheduler_task.dot");
  ASSERT_TRUE(file) << "the drawing is missing";
  Arrows drawn;
  const std::regex arrow(R"(^\s*(\w+) -> (\w+))");
  for (std::string line; std::getline(file, line);)
    if (std::smatch match; std::regex_search(line, match, arrow))
      drawn.emplace(match[1], match[2]);
  Arrows allowed;
  for (std::size_t from = 0; from < task_phase_count; ++from)
    for (std::size_t to = 0; to < task_phase_count; ++to)
      if (may_follow(static_cast<TaskPhase>(from), static_cast<TaskPhase>(to)))
        allowed.emplace(to_string(static_cast<TaskPhase>(from)), to_string(static_cast<TaskPhase>(to)));
  EXPECT_EQ(drawn, allowed);
}

TEST(TaskPhase, NothingFollowsItselfAndEveryPhaseCanEnd) {
  for (std::size_t phase = 0; phase < task_phase_count; ++phase) {
    const auto here = static_cast<TaskPhase>(phase);
    EXPECT_FALSE(may_follow(here, here)) << to_string(here);
    EXPECT_EQ(may_follow(here, TaskPhase::idle), here != TaskPhase::idle) << to_string(here);
  }
}

TEST(TaskPhase, AnIllegalChangeIsRefusedByName) {
  EXPECT_FALSE(may_follow(TaskPhase::memory, TaskPhase::queued));
  EXPECT_EQ(refusal_of(TaskPhase::memory, TaskPhase::queued), "cannot go from memory to queued");
}

} // namespace
} // namespace troupe
