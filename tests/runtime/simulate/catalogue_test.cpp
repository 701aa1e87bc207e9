#include "runtime/simulate/bounds.hpp"
#include "runtime/simulate/catalogue.hpp"
#include "runtime/simulate/graph_builder.hpp"

#include <gtest/gtest.h>

namespace troupe::simulate {
namespace {

/// Two sources of 10 ms, a task of 5 ms that takes both, a task of 20 ms that takes that one.
std::shared_ptr<const Workload> small() {
  GraphBuilder builder(1);
  const auto sources = builder.layer("source", 2, {}, {10'000, 0, 100, {}, {}});
  const auto both = builder.layer("both", 1, {{sources, Wiring::all()}}, {5'000, 0, 50, {}, {}});
  builder.output(builder.layer("last", 1, {{both, Wiring::each()}}, {20'000, 0, 10, {}, {}}));
  return make_workload(std::move(builder).finish());
}

TEST(Catalogue, EvaluatesTheGraphDirectly) {
  const auto workload = small();
  const Catalogue catalogue({workload}, 9);
  ASSERT_EQ(catalogue.size(), 4u);
  const auto salt = [&](std::uint32_t layer) { return workload->graph->layers[layer].key.low; };
  const auto first = kernel_value(salt(0), 0), second = kernel_value(salt(0), 1);
  const auto both = take_input(take_input(kernel_value(salt(1), 0), first), second);
  EXPECT_EQ(catalogue.value(2), both);
  EXPECT_EQ(catalogue.value(3), take_input(kernel_value(salt(2), 0), both));
  EXPECT_NE(both, take_input(take_input(kernel_value(salt(1), 0), second), first)); // the order counts
}

TEST(Catalogue, FindsTasksByKeyAndNamesThem) {
  const auto workload = small();
  const Catalogue catalogue({workload}, 9);
  for (std::uint32_t task = 0; task < 4; ++task)
    EXPECT_EQ(catalogue.find(workload->table->tasks[task].key), task);
  EXPECT_EQ(catalogue.find(Key{1, 2}), no_task);
  EXPECT_EQ(catalogue.name(1), "source#1");
}

TEST(Catalogue, KeepsTasksOfSeveralJobsOnce) {
  const Catalogue catalogue({small(), small()}, 9);
  EXPECT_EQ(catalogue.size(), 4u);
  EXPECT_EQ(catalogue.number_of(1, 3), 3u);
}

TEST(Bounds, AreTheLongestPathTheWorkAndTheBytes) {
  const auto workload = small();
  const Catalogue catalogue({workload}, 9);
  const auto bounds = lower_bounds(*workload, catalogue, 0, 2, 3, 1e6);
  EXPECT_DOUBLE_EQ(bounds.longest_path_us, 35'000);
  EXPECT_DOUBLE_EQ(bounds.work_us, 15'000); // 45 ms on three threads
  EXPECT_DOUBLE_EQ(bounds.bytes_us, 0);
  EXPECT_DOUBLE_EQ(bounds.bound_us(), 35'000);
}

TEST(Bounds, CountWhatATaskWaitsForBeforeThePathFromIt) {
  const auto workload = small();
  const Catalogue catalogue({workload}, 9);
  // On one thread the last task waits for 25 ms of work, and then takes 20.
  EXPECT_DOUBLE_EQ(lower_bounds(*workload, catalogue, 0, 1, 1, 1e6).waiting_us, 45'000);
  // On two, the task before it waits for 20 ms of work on both, and 25 ms follow.
  EXPECT_DOUBLE_EQ(lower_bounds(*workload, catalogue, 0, 2, 2, 1e6).waiting_us, 35'000);
}

TEST(Bounds, CountWhatAShuffleMustMove) {
  auto shuffled = *small();
  shuffled.spread_bytes = 8'000;
  const auto workload = std::make_shared<const Workload>(shuffled);
  const Catalogue catalogue({workload}, 9);
  // Half of it stays; the other half leaves through two ports of a byte a microsecond.
  EXPECT_DOUBLE_EQ(lower_bounds(*workload, catalogue, 0, 2, 2, 1e6).bytes_us, 2'000);
}

} // namespace
} // namespace troupe::simulate
