#include "runtime/simulate/recorded_graph.hpp"

#include "runtime/simulate/simulate.hpp"

#include <gtest/gtest.h>

namespace troupe::simulate {
namespace {

constexpr auto run = "troupe record 1\n"
                     "layer read\n"
                     "task 0 3000 100\n"
                     "task 0 5000 300\n"
                     "task 0 0 0\n"
                     "layer unused\n"
                     "layer join\n"
                     "task 2 1000 10 1 0\n"
                     "task 2 1000 10 2\n"
                     "output 3\n"
                     "output 4\n";

TEST(RecordedGraph, HasTheTasksAsTheyWere) {
  const auto record = RunRecord::from_text(run);
  ASSERT_TRUE(record.ok()) << record.error().message;
  const auto made = graph_of(*record);
  ASSERT_TRUE(made.ok());
  ASSERT_TRUE(made->graph.check().ok());
  const Catalogue catalogue({make_workload(*made)}, 1);
  ASSERT_EQ(catalogue.size(), 5u);
  EXPECT_EQ(catalogue.duration_us(0), 3000);
  EXPECT_EQ(catalogue.duration_us(1), 5000);
  EXPECT_EQ(catalogue.duration_us(2), 4000); // never ended: the mean of the others
  EXPECT_EQ(catalogue.nbytes(2), 200u);
  std::vector<std::uint32_t> inputs;
  catalogue.for_each_input(3, [&](auto input) { inputs.push_back(input); });
  EXPECT_EQ(inputs, (std::vector<std::uint32_t>{1, 0}));
}

TEST(RecordedGraph, SaysHowLongItWouldHaveTakenElsewhere) {
  SimulationOptions options;
  options.recorded = std::make_shared<const ModelledGraph>(*graph_of(*RunRecord::from_text(run)));
  options.workers = 3;
  const auto wide = simulate(options);
  options.workers = 1;
  const auto narrow = simulate(options);
  ASSERT_TRUE(wide.ok() && narrow.ok());
  EXPECT_TRUE(wide->ok && narrow->ok);
  EXPECT_EQ(wide->tasks, 5u);
  EXPECT_DOUBLE_EQ(wide->bound_s, 0.006);   // the longest path
  EXPECT_DOUBLE_EQ(narrow->bound_s, 0.014); // all of the work
}

} // namespace
} // namespace troupe::simulate
