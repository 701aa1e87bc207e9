// A cluster of processes under mutual TLS: its members compute together, everybody else is refused, counted and told
// why.
#include "tests/cluster/cluster.hpp"

#include <gmock/gmock.h>

#include <csignal>

namespace troupe::test {
namespace {

using testing::HasSubstr;

const std::vector<std::string> job{
    "linear-regression", "--random", "300000x8", "--chunk-rows", "20000", "--seed", "3", "--json"};

class UnderTls : public testing::Test {
protected:
  using Words = std::vector<std::string>;

  void SetUp() override {
    const auto made = call({"certs", "init", folder_ / "ours", "--node", "one", "--node", "two", "--node", "me"});
    ASSERT_EQ(made.status.code, 0) << made.err;
    ASSERT_THAT(made.out, HasSubstr("made the authority"));
    ASSERT_EQ(call({"certs", "init", folder_ / "theirs", "--node", "mallory"}).status.code, 0);
  }
  ProcessSpec command(Words words) const {
    auto spec = troupe(std::move(words));
    spec.env["TROUPE_SECRET_FILE"] = folder_ / "secret";
    spec.env["XDG_CONFIG_HOME"] = folder_ / "config"; // no certificates of whoever runs the test
    return spec;
  }
  Finished call(Words words) const { return run(command(std::move(words)), patience); }
  Finished run_job(const Words& more) const {
    Words words{"run"};
    words.insert(words.end(), job.begin(), job.end());
    words.insert(words.end(), more.begin(), more.end());
    return call(std::move(words));
  }
  std::string ours(const std::string& node) const { return folder_ / ("ours/" + node); }
  static std::string address_of(Process& process) {
    return process.read_until("listening on (.*)", patience).value()[1];
  }
  static std::string numbers(const std::string& json) {
    return std::regex_replace(json, std::regex("\"(seconds|tasks)\": [^,}]*"), "");
  }

  TempDir folder_;
};

TEST_F(UnderTls, MembersComputeAndStrangersAreRefusedCountedAndToldWhy) {
  Process scheduler(command({"scheduler", "--port", "0", "--tls-folder", ours("one")}));
  const auto where = address_of(scheduler);
  std::vector<Process> workers;
  for (const auto* name : {"a", "b"}) {
    workers.emplace_back(command(
        {"worker", "--scheduler", where, "--name", name, "--threads", "1", "--no-nanny", "--tls-folder", ours("two")}));
    address_of(workers.back());
  }
  const auto done = run_job({"--scheduler", where, "--tls-folder", ours("me")});
  ASSERT_EQ(done.status.code, 0) << done.err;
  EXPECT_EQ(numbers(done.out), numbers(run_job({}).out));
  // The authority of others, and none.
  const auto stranger = call({"status", "--scheduler", where, "--tls-folder", folder_ / "theirs/mallory"});
  EXPECT_NE(stranger.status.code, 0);
  EXPECT_THAT(stranger.err, HasSubstr("certificate"));
  const auto plain = call({"status", "--scheduler", where, "--connect-timeout", "1s"});
  EXPECT_NE(plain.status.code, 0);
  EXPECT_TRUE(eventually([&] {
    const auto status = call({"status", "--json", "--scheduler", where, "--tls-folder", ours("me")}).out;
    return number_in(status, "refused_connections") >= 1 && status.find("\"encrypted\": true") != std::string::npos;
  }));
  EXPECT_THAT(scheduler.output(Stream::err), HasSubstr("refused a connection from"));
}

TEST_F(UnderTls, MembersMeetOnIPv6) {
  Process scheduler(command({"scheduler", "--host", "::1", "--port", "0", "--tls-folder", ours("one")}));
  const auto where = address_of(scheduler);
  ASSERT_THAT(where, testing::StartsWith("[::1]:"));
  std::vector<Process> workers;
  for (const auto* transfer : {"streamed", "sliced"}) {
    workers.emplace_back(command({"worker", "--scheduler", where, "--host", "[::1]", "--threads", "1", "--no-nanny",
                                  "--transfer", transfer, "--tls-folder", ours("two")}));
    EXPECT_THAT(address_of(workers.back()), testing::StartsWith("[::1]:"));
  }
  const auto done = run_job({"--scheduler", where, "--tls-folder", ours("me")});
  ASSERT_EQ(done.status.code, 0) << done.err;
  EXPECT_EQ(numbers(done.out), numbers(run_job({}).out));
  const auto plain = call({"status", "--scheduler", where, "--connect-timeout", "1s"});
  EXPECT_NE(plain.status.code, 0);
}

TEST_F(UnderTls, OffLoopbackItIsRequiredUnlessInsecureIsSaid) {
  const auto refused = call({"scheduler", "--host", "0.0.0.0", "--port", "0"});
  EXPECT_NE(refused.status.code, 0);
  EXPECT_THAT(refused.err, HasSubstr("TLS is required"));
  const auto unreached = call({"status", "--scheduler", "192.0.2.1:1"});
  EXPECT_NE(unreached.status.code, 0);
  EXPECT_THAT(unreached.err, HasSubstr("TLS is required"));
  Process open(command({"scheduler", "--host", "0.0.0.0", "--port", "0", "--insecure"}));
  address_of(open);
  open.signal(SIGTERM);
  EXPECT_EQ(open.wait(patience).value().code, 0);
}

TEST_F(UnderTls, WhoeverLacksTheSecretIsRefusedCountedAndToldWhy) {
  Process scheduler(command({"scheduler", "--port", "0"}));
  const auto where = address_of(scheduler);
  auto stranger = command({"status", "--scheduler", where});
  stranger.env["TROUPE_SECRET_FILE"] = folder_ / "another";
  const auto refused = run(stranger, patience);
  EXPECT_NE(refused.status.code, 0);
  EXPECT_THAT(refused.err, HasSubstr("do not hold the same secret"));
  EXPECT_EQ(number_in(call({"status", "--json", "--scheduler", where}).out, "refused_connections"), 1);
}

} // namespace
} // namespace troupe::test
