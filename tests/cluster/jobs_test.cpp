// Jobs that outlive their clients, and the commands that ask after them.
#include "tests/cluster/cluster.hpp"

#include <gmock/gmock.h>

#include <fstream>

namespace troupe::test {
namespace {

using testing::HasSubstr;

const std::vector<std::string> short_job{"linear-regression", "--random", "20000x3", "--seed", "7"};

std::vector<std::string> with(const std::string& command, const std::vector<std::string>& job,
                              const std::vector<std::string>& more = {}) {
  std::vector<std::string> words{command};
  words.insert(words.end(), job.begin(), job.end());
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

std::string submitted(const Cluster& cluster, const std::vector<std::string>& job) {
  const auto done = cluster.call(with("submit", job));
  EXPECT_EQ(done.status.code, 0) << done.err;
  EXPECT_THAT(done.out, testing::MatchesRegex("[0-9a-f]{16}\n"));
  return done.out.substr(0, 16);
}

TEST(SubmittedJobs, GiveTheResultThatRunGives) {
  const Cluster cluster(1);
  const auto id = submitted(cluster, short_job);
  const auto waited = cluster.call({"wait", id});
  EXPECT_EQ(waited.status.code, 0) << waited.err;
  EXPECT_THAT(waited.out, HasSubstr("done"));
  const auto result = cluster.call({"result", id, "--json"});
  EXPECT_EQ(result.status.code, 0) << result.err;
  EXPECT_EQ(without_seconds(result.out), without_seconds(cluster.call(with("run", short_job, {"--json"})).out));
  EXPECT_THAT(cluster.call({"result", id}).out, HasSubstr("(intercept)"));
}

TEST(SubmittedJobs, StillRunningAreTheirOwnExitCode) {
  const Cluster cluster(0); // nobody computes
  const auto id = submitted(cluster, short_job);
  const auto waited = cluster.call({"wait", id, "--timeout", "200ms"});
  EXPECT_EQ(waited.status.code, 5);
  EXPECT_THAT(waited.err, HasSubstr("job " + id + " is still running after 200 ms"));
  EXPECT_EQ(cluster.call({"result", id}).status.code, 5);
}

TEST(SubmittedJobs, ThatAreCancelledSayForEverThatTheyWere) {
  const Cluster cluster(0);
  const auto id = submitted(cluster, short_job);
  EXPECT_THAT(cluster.call({"cancel", id, "--json"}).out, HasSubstr("\"phase\": \"cancelled\""));
  EXPECT_EQ(cluster.call({"wait", id}).status.code, 1);
  const auto result = cluster.call({"result", id, "--json"});
  EXPECT_EQ(result.status.code, 1);
  EXPECT_THAT(result.out, HasSubstr("\"error\": {\"code\": \"cancelled\""));
  EXPECT_EQ(cluster.call({"cancel", id}).status.code, 0); // once more does no harm
}

TEST(SubmittedJobs, ThatFailTellTheirError) {
  const Cluster cluster(1);
  const TempDir folder;
  const auto path = folder.write("t.csv", "a,y\n1,2\n1,3\n1,4\n");
  const auto id = submitted(cluster, {"linear-regression", "--input", path, "--target", "y", "--features", "a"});
  const auto waited = cluster.call({"wait", id, "--json"});
  EXPECT_EQ(waited.status.code, 1);
  EXPECT_THAT(waited.out, HasSubstr("\"phase\": \"failed\""));
  EXPECT_THAT(waited.out, HasSubstr("\"code\": \"singular\""));
  const auto result = cluster.call({"result", id});
  EXPECT_EQ(result.status.code, 1);
  EXPECT_THAT(result.err, HasSubstr("feature 'a' is constant"));
}

TEST(Status, ShowsWorkersAndJobs) {
  const Cluster cluster(2);
  const auto id = submitted(cluster, short_job);
  cluster.call({"wait", id});
  const auto text = cluster.call({"status"}).out;
  EXPECT_THAT(text, HasSubstr("2 workers with 2 threads"));
  EXPECT_THAT(text, HasSubstr(id + "  linear-regression  done"));
  EXPECT_THAT(cluster.call({"status", id}).out, HasSubstr("job " + id + " 'linear-regression': done"));
}

TEST(Scheduler, WritesItsPortWhereScriptsFindIt) {
  const TempDir folder;
  Process scheduler(troupe({"scheduler", "--port", "0", "--port-file", folder / "port"}));
  const auto address = scheduler.read_until("listening on 127.0.0.1:([0-9]+)", patience);
  ASSERT_TRUE(address.ok());
  std::string port;
  ASSERT_TRUE(eventually([&] { return static_cast<bool>(std::ifstream(folder / "port") >> port); }));
  EXPECT_EQ(port, (*address)[1]);
}

TEST(Log, IsJsonWhereThatIsWanted) {
  Process scheduler(troupe({"scheduler", "--port", "0", "--log-format", "json"}));
  EXPECT_TRUE(scheduler
                  .read_until("\\{\"time\": .*\"component\": \"scheduler\", \"message\": \"listens on .*\\}", patience,
                              Stream::err)
                  .ok());
}

TEST(Config, TakesFlagsBeforeTheEnvironmentBeforeTheFile) {
  const TempDir folder;
  const auto file = folder.write("troupe.conf", "threads = 2\nworkers = 2\nmemory-limit = 2GiB\n");
  auto call = troupe({"config", "--json", "--threads", "4"});
  call.env = {{"TROUPE_CONFIG", file}, {"TROUPE_THREADS", "3"}, {"TROUPE_WORKERS", "3"}};
  const auto out = run(call, patience).out;
  EXPECT_THAT(out, HasSubstr("\"threads\": {\"value\": \"4\", \"source\": \"flag\", \"where\": \"--threads\"}"));
  EXPECT_THAT(out,
              HasSubstr("\"workers\": {\"value\": \"3\", \"source\": \"environment\", \"where\": \"TROUPE_WORKERS\"}"));
  EXPECT_THAT(
      out, HasSubstr("\"memory-limit\": {\"value\": \"2GiB\", \"source\": \"file\", \"where\": \"" + file + ":3\"}"));
  EXPECT_THAT(out, HasSubstr("\"scheduler.port\": {\"value\": \"8786\", \"source\": \"default\", \"where\": \"\"}"));
}

TEST(Help, IsShownForEveryCommand) {
  for (const std::string command : {"run", "scheduler", "worker", "status", "submit", "wait", "result", "cancel",
                                    "jobs", "config", "version", "completion", "help"}) {
    const auto done = run_troupe({command, "--help"});
    EXPECT_EQ(done.status.code, 0) << command;
    EXPECT_THAT(done.out, testing::StartsWith("Usage: troupe " + command));
    EXPECT_EQ(run_troupe({"help", command}).out, done.out);
  }
  EXPECT_THAT(run_troupe({"--help"}).out, HasSubstr("Exit codes:"));
  EXPECT_THAT(run_troupe({"--version"}).out, testing::StartsWith("troupe "));
  EXPECT_THAT(run_troupe({"jobs"}).out, HasSubstr("--chunk-rows N"));
}

} // namespace
} // namespace troupe::test
