#include "runtime/schedule/run_record.hpp"

#include <gtest/gtest.h>

namespace troupe {
namespace {

/// Two sources and their sum.
JobSubmitted small_job(const std::string& top) {
  TaskGraph graph;
  graph.layers.push_back({.key = {1, 1}, .kernel = "source", .params = {}, .tasks = 2, .inputs = {}, .kept = {}});
  graph.layers.push_back(
      {.key = {2, top.size()}, .kernel = top, .params = {}, .tasks = 1, .inputs = {{0, Wiring::all()}}, .kept = {}});
  graph.outputs = {1};
  JobSubmitted job{.job = {1}, .name = "small"};
  job.table = std::make_shared<const TaskTable>(expand(graph));
  job.ranks = std::make_shared<const std::vector<std::uint32_t>>(std::vector<std::uint32_t>{0, 1, 2});
  job.graph = std::make_shared<const TaskGraph>(std::move(graph));
  return job;
}

TEST(RunRecord, KeepsTheGraphAndWhatTasksCameTo) {
  RunRecord record;
  const auto job = small_job("sum");
  record.hear(job);
  record.hear(ReportsArrived{
      {{7}, {TaskFinished{job.table->tasks[0].key, 80, 1500}, TaskFinished{job.table->tasks[2].key, 8, 30}}}});
  EXPECT_EQ(record.to_text(), "troupe record 1\n"
                              "layer source\n"
                              "task 0 1500 80\n"
                              "task 0 0 0\n"
                              "layer sum\n"
                              "task 1 30 8 0 1\n"
                              "output 2\n");
}

TEST(RunRecord, KeepsTasksOfSeveralJobsOnce) {
  RunRecord record;
  record.hear(small_job("sum"));
  record.hear(small_job("product"));
  ASSERT_EQ(record.size(), 4u);
  EXPECT_EQ(record.layers(), (std::vector<std::string>{"source", "sum", "product"}));
  EXPECT_EQ(std::vector<std::uint32_t>(record.inputs_of(3).begin(), record.inputs_of(3).end()),
            (std::vector<std::uint32_t>{0, 1}));
  EXPECT_EQ(record.outputs(), (std::vector<std::uint32_t>{2, 3}));
}

TEST(RunRecord, ReadsWhatItWrote) {
  RunRecord record;
  record.hear(small_job("sum"));
  record.hear(small_job("product"));
  const auto again = RunRecord::from_text(record.to_text());
  ASSERT_TRUE(again.ok()) << again.error().message;
  EXPECT_EQ(again->to_text(), record.to_text());
}

TEST(RunRecord, RefusesWhatIsNoRecord) {
  EXPECT_EQ(RunRecord::from_text("").error().code, Errc::parse_error);
  EXPECT_EQ(RunRecord::from_text("troupe record 2\n").error().code, Errc::version_mismatch);
  for (const auto* lines :
       {"tusk 0 1 1\n", "task 0 1 1\n", "layer a\ntask 1 1 1\n", "layer a\ntask 0 1\n", "layer a\ntask 0 1 1 0\n",
        "layer a\ntask 0 1 1x\n", "layer a\ntask 0 -1 1\n", "output 0\n", "layer a\ntask 0 1 1\ntask 0 1 1 0\n"}) {
    const auto read = RunRecord::from_text(std::string("troupe record 1\n") + lines);
    ASSERT_FALSE(read.ok()) << lines;
    EXPECT_EQ(read.error().code, Errc::parse_error);
  }
}

} // namespace
} // namespace troupe
