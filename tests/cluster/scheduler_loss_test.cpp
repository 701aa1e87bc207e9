// A scheduler that is killed costs time and nothing else: a client's run finds the one started in its place, a
// submitted job is taken over by the standby. No times are measured.
#include "tests/support/process.hpp"
#include "tests/support/temp_dir.hpp"

#include <gmock/gmock.h>

#include <csignal>
#include <regex>
#include <thread>

namespace troupe::test {
namespace {

constexpr std::chrono::seconds patience{60};

const std::vector<std::string> job{
    "linear-regression", "--random", "20000000x20", "--chunk-rows", "100000", "--seed", "7"};

std::vector<std::string> operator+(std::vector<std::string> words, const std::vector<std::string>& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

/// A cluster's processes share a secret of their own.
class SchedulerLoss : public testing::Test {
protected:
  ProcessSpec troupe(const std::vector<std::string>& words) const {
    return {.argv = std::vector<std::string>{TROUPE_BINARY} + words,
            .env = {{"TROUPE_CONFIG", "/dev/null"}, {"TROUPE_SECRET_FILE", file("secret")}},
            .directory = {},
            .input = {}};
  }
  std::string file(const std::string& name) const { return folder_ / name; }
  Finished call(const std::vector<std::string>& words) const { return run(troupe(words), patience); }

  /// @returns Where it listens.
  static std::string address_of(Process& process) {
    return process.read_until("listening on (.*)", patience).value()[1];
  }
  Process scheduler(const std::string& port, const std::vector<std::string>& more = {}) const {
    return Process(troupe(std::vector<std::string>{"scheduler", "--port", port} + more));
  }
  Process worker(const std::string& where, const std::string& name) const {
    Process process(troupe({"worker", "--scheduler", where, "--name", name, "--threads", "1", "--no-nanny"}));
    address_of(process);
    return process;
  }

  /// Some of a job's tasks have been done, and the job is not.
  void await_middle(const std::string& where) const {
    for (const auto end = std::chrono::steady_clock::now() + patience; std::chrono::steady_clock::now() < end;) {
      const auto status = call({"status", "--json", "--scheduler", where}).out;
      if (std::regex_search(status, std::regex("\"phase\": \"running\"[^}]*\"tasks_done\": [1-9]")))
        return;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    FAIL() << "the job does not get anywhere";
  }

  /// The result without what may differ: the time it took, and the number of tasks.
  static std::string numbers(const std::string& json) {
    return std::regex_replace(json, std::regex("\"(seconds|tasks)\": [^,}]*"), "");
  }
  std::string in_quiet() const {
    return numbers(call(std::vector<std::string>{"run"} + job + std::vector<std::string>{"--json"}).out);
  }

private:
  TempDir folder_;
};

std::string port_of(const std::string& address) { return address.substr(address.rfind(':') + 1); }

TEST_F(SchedulerLoss, ARunGoesOnUnderTheSchedulerThatComesInItsPlace) {
  auto first = scheduler("0");
  const auto where = address_of(first);
  const auto a = worker(where, "a");
  const auto b = worker(where, "b");
  Process client(
      troupe(std::vector<std::string>{"run"} + job + std::vector<std::string>{"--json", "--scheduler", where}));
  await_middle(where);
  first.signal(SIGKILL);
  ASSERT_TRUE(first.wait(patience).ok());
  auto second = scheduler(port_of(where));
  ASSERT_EQ(address_of(second), where);
  const auto ended = client.wait(patience);
  ASSERT_TRUE(ended.ok()) << client.output(Stream::err);
  EXPECT_EQ(ended->code, 0) << client.output(Stream::err);
  EXPECT_THAT(client.output(Stream::err), testing::HasSubstr("lost the scheduler"))
      << "it ended before the scheduler did";
  EXPECT_EQ(numbers(client.output()), in_quiet());
  EXPECT_TRUE(a.running());
  EXPECT_TRUE(b.running());
}

TEST_F(SchedulerLoss, ASubmittedJobIsTakenOverByTheStandby) {
  const std::vector<std::string> log{"--job-log", file("jobs.db")};
  auto first = scheduler("0", log);
  const auto one = address_of(first);
  // The standby's port must be known before it listens: one that was free just now.
  auto probe = scheduler("0");
  const auto other = address_of(probe);
  probe.signal(SIGTERM);
  ASSERT_TRUE(probe.wait(patience).ok());
  auto standby = scheduler(port_of(other), log + std::vector<std::string>{"--standby"});
  const auto where = one + "," + other;
  const auto a = worker(where, "a");
  const auto b = worker(where, "b");
  const auto submitted =
      call(std::vector<std::string>{"submit"} + job + std::vector<std::string>{"--scheduler", where});
  ASSERT_EQ(submitted.status.code, 0) << submitted.err;
  const auto id = submitted.out.substr(0, 16);
  await_middle(one);
  first.signal(SIGKILL);
  ASSERT_EQ(address_of(standby), other);
  const auto waited = call({"wait", id, "--scheduler", where});
  EXPECT_EQ(waited.status.code, 0) << waited.out << waited.err;
  EXPECT_EQ(numbers(call({"result", id, "--json", "--scheduler", where}).out), in_quiet());
}

TEST_F(SchedulerLoss, AStandbyActsForASchedulerThatStandsStillWhichThenEnds) {
  const std::vector<std::string> log{"--job-log", file("jobs.db")};
  auto first = scheduler("0", log);
  const auto one = address_of(first);
  auto probe = scheduler("0");
  const auto other = address_of(probe);
  probe.signal(SIGTERM);
  ASSERT_TRUE(probe.wait(patience).ok());
  auto standby = scheduler(port_of(other), log + std::vector<std::string>{"--standby"});
  const auto where = one + "," + other;
  const auto a = worker(where, "a");
  Process client(
      troupe(std::vector<std::string>{"run"} + job + std::vector<std::string>{"--json", "--scheduler", where}));
  await_middle(one);
  first.signal(SIGSTOP);
  ASSERT_EQ(address_of(standby), other);
  const auto ended = client.wait(patience);
  ASSERT_TRUE(ended.ok()) << client.output(Stream::err);
  EXPECT_EQ(ended->code, 0) << client.output(Stream::err);
  EXPECT_EQ(numbers(client.output()), in_quiet());
  const auto status = call({"status", "--json", "--scheduler", other}).out;
  EXPECT_THAT(status, testing::HasSubstr("\"name\": \"a\""));
  first.signal(SIGCONT);
  const auto gone = first.wait(patience);
  ASSERT_TRUE(gone.ok());
  EXPECT_NE(gone->code, 0);
  EXPECT_THAT(first.output(Stream::err), testing::HasSubstr("another scheduler has taken over"));
  EXPECT_TRUE(standby.running());
}

} // namespace
} // namespace troupe::test
