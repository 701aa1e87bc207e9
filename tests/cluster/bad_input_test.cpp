// What goes wrong is said in one sentence, with the exit code for its kind, and as an object with --json.
#include "tests/cluster/cluster.hpp"
#include "tests/support/loopback.hpp"

#include <gmock/gmock.h>

namespace troupe::test {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class BadInput : public testing::Test {
protected:
  std::vector<std::string> job(const std::string& input, const std::string& features = "a,b") const {
    return {"run", "linear-regression", "--target", "y", "--features", features, "--input", folder_ / input};
  }

  /// One line that begins with the program's name and says all of `parts`; the same message in an object with --json.
  static void expect_refusal(std::vector<std::string> words, int code, const std::vector<std::string>& parts) {
    const auto done = run_troupe(words);
    EXPECT_EQ(done.status.code, code) << done.err;
    EXPECT_EQ(done.out, "");
    EXPECT_THAT(done.err, StartsWith("troupe: "));
    EXPECT_EQ(done.err.find('\n'), done.err.size() - 1) << done.err;
    for (const auto& part : parts)
      EXPECT_THAT(done.err, HasSubstr(part));
    words.push_back("--json");
    const auto json = run_troupe(words);
    EXPECT_EQ(json.status.code, code);
    EXPECT_EQ(json.err, done.err);
    EXPECT_THAT(json.out, testing::MatchesRegex("\\{\"error\": \\{\"code\": \"[a-z_]+\", \"message\": \".*\"\\}\\}\n"));
  }

  TempDir folder_;
};

TEST_F(BadInput, AFileThatIsNotThere) {
  folder_.write("flights.csv", "a,b,y\n");
  expect_refusal(job("flihgts.csv"), 4, {"no file", "flihgts.csv", "did you mean 'flights.csv'?"});
}

TEST_F(BadInput, AGlobWithoutAMatch) { expect_refusal(job("*.csv"), 4, {"no file matches", "*.csv"}); }

TEST_F(BadInput, AColumnThatIsNotThere) {
  folder_.write("t.csv", "hour,day,y\n1,2,3\n");
  expect_refusal(job("t.csv", "huor"), 4, {"no column 'huor'", "did you mean 'hour'?"});
}

TEST_F(BadInput, TextWhereANumberBelongs) {
  folder_.write("t.csv", "a,b,y\n1,2,3\n2,many,4\n3,5,9\n5,5,1\n");
  expect_refusal(job("t.csv"), 1, {"t.csv line 3", "column 'b'", "'many'"});
}

TEST_F(BadInput, RaggedRows) {
  folder_.write("t.csv", "a,b,y\n1,2,3\n2,4\n3,5,9\n");
  expect_refusal(job("t.csv"), 1, {"t.csv line 3", "expected 3 fields, got 2"});
}

TEST_F(BadInput, AFeatureThatIsConstant) {
  folder_.write("t.csv", "a,b,y\n1,2,3\n1,4,7\n1,5,9\n1,7,8\n");
  expect_refusal(job("t.csv"), 1, {"feature 'a' is constant"});
}

TEST_F(BadInput, AFeatureThatFollowsFromOthers) {
  folder_.write("t.csv", "a,b,y\n1,2,3\n2,4,7\n3,6,9\n4,8,1\n");
  expect_refusal(job("t.csv"), 1, {"feature 'b'", "linear combination"});
}

TEST_F(BadInput, AMissingValue) {
  folder_.write("t.csv", "a,b,y\n1,2,3\n2,,7\n3,5,9\n4,8,1\n5,5,5\n");
  expect_refusal(job("t.csv"), 1, {"column 'b' has no value"});
  auto words = job("t.csv");
  words.insert(words.end(), {"--missing", "drop", "--json"});
  EXPECT_THAT(run_troupe(words).out, HasSubstr("\"rows\": 4,"));
}

TEST_F(BadInput, ASchedulerThatIsNotThere) {
  const auto nowhere = "127.0.0.1:" + std::to_string(free_port());
  for (const std::string command : {"status", "worker"}) {
    const auto done = run_troupe({command, "--scheduler", nowhere, "--connect-timeout", "300ms"});
    EXPECT_EQ(done.status.code, 3);
    EXPECT_THAT(done.err, HasSubstr("no scheduler answers at " + nowhere + " (tried for 300 ms)"));
  }
  expect_refusal({"status", "--scheduler", "no-such-host.invalid:8786", "--connect-timeout", "300ms"}, 3,
                 {"no address of the name"});
}

TEST_F(BadInput, NoSchedulerAtAll) { expect_refusal({"status"}, 2, {"no scheduler is named", "--scheduler"}); }

TEST_F(BadInput, APortInUse) {
  const Cluster cluster(0);
  const auto port = cluster.address().substr(cluster.address().rfind(':') + 1);
  const auto done = run_troupe({"scheduler", "--port", port});
  EXPECT_EQ(done.status.code, 1);
  EXPECT_THAT(done.err, HasSubstr("port " + port + " is in use"));
}

TEST_F(BadInput, AWorkerOfAnotherVersion) {
  const Cluster cluster(0);
  const auto done = cluster.call({"worker", "--protocol", "99"});
  EXPECT_EQ(done.status.code, 3);
  EXPECT_THAT(done.err, HasSubstr("speaks protocol 99"));
}

TEST_F(BadInput, APeerWithAnotherSecret) {
  const Cluster cluster(0);
  const auto other = folder_ / "secret";
  for (const std::string command : {"status", "worker"}) {
    const auto done = cluster.call({command, "--secret-file", other, "--connect-timeout", "2s"});
    EXPECT_NE(done.status.code, 0) << command;
    EXPECT_THAT(done.err, HasSubstr("secret")) << command;
  }
}

TEST_F(BadInput, APlugInThatIsNone) {
  const Cluster cluster(0);
  const auto path = folder_.write("plugin.so", "not a library");
  const auto done = cluster.call({"worker", "--plugin", path});
  EXPECT_NE(done.status.code, 0);
  EXPECT_THAT(done.err, HasSubstr("plugin.so"));
}

TEST_F(BadInput, UnknownNames) {
  expect_refusal({"run", "linear-regresion"}, 2, {"unknown job 'linear-regresion'; did you mean 'linear-regression'?"});
  expect_refusal({"rnu"}, 2, {"unknown command 'rnu'; did you mean 'run'?"});
  expect_refusal({"run", "linear-regression", "--chunk-row", "5"}, 2, {"unknown flag '--chunk-row'", "'--chunk-rows'"});
  expect_refusal({"status", "not-an-id", "--scheduler", "127.0.0.1:1"}, 2, {"'not-an-id' is not a job's id"});
}

TEST_F(BadInput, AJobThatTheSchedulerDoesNotKnow) {
  const Cluster cluster(0);
  for (const std::string command : {"status", "wait", "result", "cancel"}) {
    const auto done = cluster.call({command, "abc123"});
    EXPECT_EQ(done.status.code, 4) << command;
    EXPECT_THAT(done.err, HasSubstr("0000000000abc123")) << command;
  }
}

TEST_F(BadInput, WrongSettings) {
  expect_refusal({"run", "linear-regression", "--random", "10x2", "--threads", "none"}, 2, {"--threads none"});
  expect_refusal({"status", "--scheduler", "somewhere"}, 2, {"'somewhere' is not an address"});
  expect_refusal({"config", "--config", folder_ / "nowhere.conf"}, 2, {"nowhere.conf", "No such file"});
  const auto file = folder_.write("bad.conf", "threads = 2\nthraeds = 3\n");
  expect_refusal({"config", "--config", file}, 2, {"bad.conf:2", "'thraeds'", "did you mean 'threads'?"});
}

} // namespace
} // namespace troupe::test
