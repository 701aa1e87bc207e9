// Small outputs come home with the report that they are made and the notice that the job is done.
#include "runtime/chunk/buffer_pool.hpp"
#include "tests/runtime/schedule/scheduler_fixture.hpp"

namespace troupe {
namespace {

using SchedulerBrought = Scheduler;

ChunkPtr value() { return make_chunk(Block{DType::float64, {1}, process_pool().allocate_for<double>(1)}); }

template <class Wanted>
std::vector<Wanted> orders_of(const std::vector<SchedulerEffect>& effects) {
  std::vector<Wanted> found;
  for (const auto& effect : effects)
    if (const auto* orders = std::get_if<SendOrders>(&effect))
      for (const auto& order : orders->orders)
        if (const auto* wanted = std::get_if<Wanted>(&order))
          found.push_back(*wanted);
  return found;
}

std::vector<JobFinished> endings_of(const std::vector<SchedulerEffect>& effects) {
  std::vector<JobFinished> found;
  for (const auto& effect : effects)
    if (const auto* notice = std::get_if<SendNotice>(&effect))
      if (const auto* finished = std::get_if<JobFinished>(&notice->notice))
        found.push_back(*finished);
  return found;
}

JobSubmitted job_of(const TaskGraph& graph) {
  JobSubmitted event{.job = {1}, .name = "j1"};
  event.table = std::make_shared<const TaskTable>(expand(graph));
  event.graph = std::make_shared<const TaskGraph>(graph);
  event.ranks = std::make_shared<const std::vector<std::uint32_t>>(event.table->tasks.size());
  return event;
}

TEST_F(SchedulerBrought, OnlyOutputsAreAskedForAndOnlyWhereTheyAreFew) {
  join(1);
  TestGraph few;
  few.layer("a", 1).layer("b", 1, {{"a", Wiring::each()}});
  const auto begun = orders_of<RunTask>(state.apply(job_of(few.wanting({"b"})), now));
  ASSERT_EQ(begun.size(), 2u); // the second goes out ahead of its input
  EXPECT_FALSE(begun[0].inline_result);
  EXPECT_TRUE(begun[1].inline_result);
  SchedulerState other;
  other.apply(WorkerJoined{WorkerInfo{.id = worker(1), .name = "w1"}, {}}, now);
  TestGraph many;
  many.layer("c", 17);
  const auto ordered = orders_of<RunTask>(other.apply(job_of(many.wanting({"c"})), now));
  ASSERT_FALSE(ordered.empty());
  for (const auto& order : ordered)
    EXPECT_FALSE(order.inline_result);
}

TEST_F(SchedulerBrought, TheNoticeCarriesTheValueUntilTheJobIsReleased) {
  join(1);
  TestGraph graph;
  graph.layer("a", 1);
  state.apply(job_of(graph.wanting({"a"})), now);
  const auto made = value();
  const auto ended = endings_of(state.apply(ReportsArrived{{worker(1), {TaskFinished{key("a", 0), 8, 5, made}}}}, now));
  ASSERT_EQ(ended.size(), 1u);
  EXPECT_EQ(ended[0].outputs.at(0).value, made);
  EXPECT_TRUE(state.check_invariants());
  release(1);
  EXPECT_EQ(made.use_count(), 2); // here, and in the notice
}

TEST_F(SchedulerBrought, AValueThatIsLostWithItsHolderIsNotToldOf) {
  join(1);
  TestGraph graph;
  graph.layer("a", 2);
  state.apply(job_of(graph.wanting({"a"})), now);
  const auto made = value();
  state.apply(ReportsArrived{{worker(1), {TaskFinished{key("a", 0), 8, 5, made}}}}, now);
  gone(1);
  EXPECT_TRUE(state.check_invariants());
  EXPECT_EQ(made.use_count(), 1);
}

TEST_F(SchedulerBrought, AValueOfATaskThatNobodyWantsIsLetGo) {
  join(1);
  TestGraph graph;
  graph.layer("a", 1).layer("b", 1, {{"a", Wiring::each()}});
  state.apply(job_of(graph.wanting({"b"})), now);
  const auto made = value();
  state.apply(ReportsArrived{{worker(1), {TaskFinished{key("a", 0), 8, 5, made}}}}, now);
  EXPECT_TRUE(state.check_invariants());
  EXPECT_EQ(made.use_count(), 1);
}

} // namespace
} // namespace troupe
