#include "runtime/optimize/consumers.hpp"

#include <gtest/gtest.h>

namespace troupe {
namespace {

std::vector<std::uint32_t> list(std::span<const std::uint32_t> tasks) { return {tasks.begin(), tasks.end()}; }

TEST(Consumers, AreTheInputsTheOtherWayRound) {
  TaskGraph graph;
  graph.layers = {{.key = {1, 1}, .kernel = "x", .tasks = 2},
                  {.key = {1, 2}, .kernel = "square", .tasks = 2, .inputs = {{0, Wiring::each()}, {0, Wiring::each()}}},
                  {.key = {1, 3}, .kernel = "sum", .tasks = 1, .inputs = {{1, Wiring::all()}, {0, Wiring::one(1)}}}};
  const Consumers consumers(expand(graph));
  using Tasks = std::vector<std::uint32_t>;
  EXPECT_EQ(list(consumers.of(0)), (Tasks{2, 2})); // takes it twice
  EXPECT_EQ(list(consumers.of(1)), (Tasks{3, 3, 4}));
  EXPECT_EQ(list(consumers.of(2)), (Tasks{4}));
  EXPECT_EQ(list(consumers.of(4)), Tasks{});
}

} // namespace
} // namespace troupe
