#include "tools/troupe/status_text.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace troupe::tool {
namespace {

using testing::HasSubstr;

JobStatus failed_job() {
  JobStatus job;
  job.job = JobId{0xAB};
  job.name = "linear-regression";
  job.phase = JobPhase::failed;
  job.detached = true;
  job.progress = {.tasks_done = 1, .tasks_total = 1200, .bytes_made = 2048};
  job.seconds = 1.5;
  job.error = {Errc::singular, "feature 'a' is constant"};
  return job;
}

ClusterStatus small_cluster() {
  ClusterStatus cluster;
  cluster.version = "1.2.3";
  cluster.pid = 7;
  cluster.uptime_seconds = 2.5;
  cluster.chunks_in_memory = 1;
  WorkerStatus worker;
  worker.info.name = "w1";
  worker.info.address = {"127.0.0.1", 4000};
  worker.info.threads = 2;
  worker.beat.paused = true;
  cluster.workers = {worker};
  cluster.jobs = {failed_job()};
  return cluster;
}

TEST(StatusText, NamesAndErrorsOfOthersDoNothingToATerminal) {
  auto cluster = small_cluster();
  cluster.workers[0].info.name = "w\x1b[2J1\n";
  cluster.workers[0].info.address = {"::1", 4000};
  cluster.jobs[0].name = "job\r\t\xff";
  cluster.jobs[0].error.message = "\x1b]0;title\x07";
  const auto text = cluster_text(cluster, "[::1]:8786");
  EXPECT_THAT(text, testing::AllOf(HasSubstr("w\\u001b[2J1\\n"), HasSubstr("job\\r\\t\uFFFD"), HasSubstr("[::1]:4000"),
                                   testing::Not(HasSubstr("\x1b"))));
  EXPECT_THAT(job_text(cluster.jobs[0]),
              testing::AllOf(HasSubstr("\\u001b]0;title\\u0007"), testing::Not(HasSubstr("\x1b"))));
  const auto json = nlohmann::json::parse(cluster_json(cluster));
  EXPECT_EQ(json["workers"][0]["name"], "w\x1b[2J1\n");
  EXPECT_EQ(json["workers"][0]["address"], "[::1]:4000");
}

TEST(StatusText, AJobIsOneLineWithItsError) {
  EXPECT_EQ(job_text(failed_job()),
            "job 00000000000000ab 'linear-regression': failed, 1 of 1,200 tasks, 2.0 KiB made, 1.5 s: "
            "feature 'a' is constant\n");
}

TEST(StatusText, AJobIsOneObject) {
  EXPECT_EQ(
      job_json(failed_job()),
      "{\"id\": \"00000000000000ab\", \"name\": \"linear-regression\", \"phase\": \"failed\", \"detached\": true, "
      "\"tasks_done\": 1, \"tasks_total\": 1200, \"bytes_made\": 2048, \"seconds\": 1.5, \"error\": {\"code\": "
      "\"singular\", \"message\": \"feature 'a' is constant\"}}\n");
}

TEST(StatusText, AClusterIsItsSchedulerItsWorkersAndItsJobs) {
  const auto text = cluster_text(small_cluster(), "127.0.0.1:8786");
  EXPECT_THAT(text, HasSubstr("Scheduler at 127.0.0.1:8786: Troupe 1.2.3, process 7, up 2.5 s"));
  EXPECT_THAT(text, HasSubstr("1 worker with 2 threads; 1 chunk held"));
  EXPECT_THAT(text, HasSubstr("w1      127.0.0.1:4000"));
  EXPECT_THAT(text, HasSubstr("(paused)"));
  EXPECT_THAT(text, HasSubstr("00000000000000ab  linear-regression  failed  1/1,200"));
}

TEST(StatusText, TellsWhichTaskHasRunForLongestWhoRetiresAndHowManyWereRefused) {
  auto cluster = small_cluster();
  cluster.refused = 2;
  auto& worker = cluster.workers[0];
  worker.beat.longest_us = 90'000'000;
  worker.beat.refused = 1;
  worker.longest_kernel = "slow";
  worker.retiring = true;
  const auto text = cluster_text(cluster, "127.0.0.1:8786");
  EXPECT_THAT(text, HasSubstr("3 connections of strangers refused"));
  EXPECT_THAT(text, HasSubstr("w1 (retiring)"));
  EXPECT_THAT(text, HasSubstr("slow"));
  const auto json = cluster_json(cluster);
  EXPECT_THAT(json, HasSubstr("\"refused_connections\": 3, "));
  EXPECT_THAT(json, HasSubstr("\"longest_task_seconds\": 90.0, \"longest_task_kernel\": \"slow\""));
  EXPECT_THAT(json, HasSubstr("\"retiring\": true"));
}

TEST(StatusText, AClusterIsOneObject) {
  const auto text = cluster_json(small_cluster());
  EXPECT_THAT(
      text,
      HasSubstr("\"chunks_in_memory\": 1, \"refused_connections\": 0, \"encrypted\": false, \"workers\": [{\"id\": "));
  EXPECT_THAT(text, HasSubstr("\"jobs\": [{\"id\": \"00000000000000ab\""));
}

} // namespace
} // namespace troupe::tool
