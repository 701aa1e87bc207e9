// Ctrl-C ends what runs, orderly; who was to be killed by then is not known here, so no times are measured: the command
// itself promises two seconds, the test waits no longer than ten.
#include "tests/cluster/cluster.hpp"

#include <gmock/gmock.h>

#include <csignal>

namespace troupe::test {
namespace {

constexpr std::chrono::seconds hard_limit{10};

/// Hours of work.
const std::vector<std::string> long_job{"linear-regression", "--random", "10000000000x100", "--chunk-rows", "250000"};

std::vector<std::string> with(const std::string& command, const std::vector<std::string>& more = {}) {
  std::vector<std::string> words{command};
  words.insert(words.end(), long_job.begin(), long_job.end());
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

void expect_end(Process& process, int signal, int code) {
  process.signal(signal);
  const auto ended = process.wait(hard_limit);
  ASSERT_TRUE(ended.ok()) << "still running";
  EXPECT_EQ(ended->code, code) << process.output(Stream::err);
}

bool makes_progress(const Cluster& cluster) {
  const auto text = cluster.status();
  return text.find("\"tasks_done\"") != std::string::npos && number_in(text, "tasks_done") > 0;
}

TEST(Stopping, EndsARunOnAnEmbeddedCluster) {
  Process job(troupe(with("run", {"--log-level", "info", "--json"})));
  ASSERT_TRUE(job.read_until("40000 tasks|[0-9]+ tasks", patience, Stream::err).ok());
  expect_end(job, SIGINT, 130);
  EXPECT_THAT(job.output(Stream::err), testing::HasSubstr("troupe: interrupted\n"));
  EXPECT_EQ(job.output(), "{\"error\": {\"code\": \"cancelled\", \"message\": \"interrupted\"}}\n");
}

TEST(Stopping, ARunThatIsInterruptedLeavesNothingOnTheCluster) {
  const Cluster cluster(2);
  auto job = cluster.start(with("run"));
  ASSERT_TRUE(eventually([&] { return makes_progress(cluster); }));
  expect_end(job, SIGINT, 130);
  EXPECT_THAT(job.output(Stream::err), testing::HasSubstr("troupe: interrupted\n"));
  EXPECT_TRUE(eventually([&] { return cluster.empty(); })) << cluster.status();
  EXPECT_THAT(cluster.status(), testing::HasSubstr("\"phase\": \"cancelled\""));
}

TEST(Stopping, ARunThatIsKilledLeavesNothingOnTheCluster) {
  const Cluster cluster(1);
  auto job = cluster.start(with("run"));
  ASSERT_TRUE(eventually([&] { return makes_progress(cluster); }));
  job.signal(SIGKILL);
  EXPECT_TRUE(eventually([&] { return cluster.empty(); })) << cluster.status();
}

TEST(Stopping, EndsAWaitAndNotItsJob) {
  const Cluster cluster(1);
  const auto submitted = cluster.call(with("submit"));
  ASSERT_EQ(submitted.status.code, 0) << submitted.err;
  const auto id = submitted.out.substr(0, 16);
  auto waiting = cluster.start({"wait", id});
  ASSERT_TRUE(eventually([&] { return makes_progress(cluster); }));
  expect_end(waiting, SIGINT, 130);
  EXPECT_THAT(cluster.call({"status", id}).out, testing::HasSubstr("running"));
  EXPECT_EQ(cluster.call({"cancel", id}).status.code, 0);
  EXPECT_TRUE(eventually([&] { return cluster.empty(); })) << cluster.status();
}

TEST(Stopping, EndsAWorkerUnderItsNannyAndAScheduler) {
  Cluster cluster(1, {"--threads", "1"});
  auto job = cluster.start(with("run"));
  ASSERT_TRUE(eventually([&] { return makes_progress(cluster); }));
  expect_end(cluster.worker(0), SIGINT, 0);
  EXPECT_TRUE(eventually([&] { return cluster.status().find("\"workers\": []") != std::string::npos; }));
  expect_end(cluster.scheduler(), SIGINT, 0);
  expect_end(job, SIGINT, 130); // it hopes for another scheduler
}

TEST(Stopping, EndsAWorkerWithoutANanny) {
  Cluster cluster(1);
  expect_end(cluster.worker(0), SIGTERM, 0);
}

TEST(Stopping, EndsAWorkerThatLooksForItsScheduler) {
  Process worker(troupe({"worker", "--scheduler", "127.0.0.1:1", "--connect-timeout", "1h", "--log-level", "debug"}));
  ASSERT_FALSE(worker.read_until("listening", std::chrono::milliseconds(300)).ok());
  expect_end(worker, SIGINT, 0);
}

TEST(Stopping, ANannyStartsAKilledWorkerAgain) {
  Cluster cluster(1, {"--threads", "1"});
  const auto pid_of_worker = [&] {
    const auto text = cluster.status();
    const auto workers = text.substr(text.find("\"workers\""));
    return workers.find("\"pid\"") == std::string::npos ? 0 : static_cast<int>(number_in(workers, "pid"));
  };
  const auto first = pid_of_worker();
  ASSERT_GT(first, 0);
  ASSERT_NE(first, cluster.worker(0).pid()) << "the worker is a process of its own";
  ::kill(first, SIGKILL);
  EXPECT_TRUE(eventually([&] { return pid_of_worker() > 0 && pid_of_worker() != first; }));
  EXPECT_THAT(cluster.worker(0).output(Stream::err), testing::HasSubstr("was ended by signal 9"));
}

} // namespace
} // namespace troupe::test
