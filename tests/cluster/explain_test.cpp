// `troupe explain` and `troupe explain-task`: what will run, and why each task went to its worker.
#include "tests/support/process.hpp"
#include "tests/support/temp_dir.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <regex>
#include <sstream>

namespace troupe::test {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

constexpr std::chrono::seconds limit{60};
const std::vector<std::string> job{"linear-regression", "--random", "20000x3", "--chunk-rows", "2000"};

ProcessSpec troupe_call(std::vector<std::string> words) {
  words.insert(words.begin(), TROUPE_BINARY);
  return {.argv = std::move(words), .env = {{"TROUPE_CONFIG", "/dev/null"}}, .directory = {}, .input = {}};
}

Finished troupe_run(std::vector<std::string> words) { return run(troupe_call(std::move(words)), limit); }

std::vector<std::string> with_job(std::vector<std::string> words, const std::vector<std::string>& more = {}) {
  words.insert(words.end(), job.begin(), job.end());
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

/// A scheduler and two workers as processes of their own.
class ExplainTask : public testing::Test {
protected:
  explicit ExplainTask(const std::vector<std::string>& scheduler_flags = {}) {
    std::vector<std::string> words{"scheduler", "--port", "0", "--secret-file", secret_};
    words.insert(words.end(), scheduler_flags.begin(), scheduler_flags.end());
    processes_.emplace_back(troupe_call(words));
    address_ = processes_[0].read_until("listening on (.*)", limit).value()[1];
    for (const auto* name : {"w0", "w1"})
      processes_.emplace_back(troupe_call({"worker", "--scheduler", address_, "--secret-file", secret_, "--threads",
                                           "1", "--no-nanny", "--name", name}));
    for (std::size_t i = 1; i < processes_.size(); ++i)
      processes_[i].read_until("listening on", limit).value();
  }

  Finished call(std::vector<std::string> words) const {
    words.insert(words.end(), {"--scheduler", address_, "--secret-file", secret_});
    return troupe_run(std::move(words));
  }

  /// The keys of the job's tasks, as `troupe explain` prints them.
  static std::vector<std::string> keys() {
    std::istringstream lines(troupe_run(with_job({"explain"}, {"--keys"})).out);
    std::vector<std::string> result;
    for (std::string line; std::getline(lines, line);)
      result.push_back(line.substr(0, line.find(' ')));
    return result;
  }

private:
  TempDir folder_;
  std::string secret_ = folder_ / "secret";
  std::vector<Process> processes_;
  std::string address_;
};

class ExplainTaskOfAForgetfulScheduler : public ExplainTask {
protected:
  ExplainTaskOfAForgetfulScheduler() : ExplainTask({"--decisions", "0"}) {}
};

std::vector<std::string> all_of(const std::string& text, const std::string& pattern) {
  const std::regex expression(pattern);
  std::vector<std::string> found;
  for (std::sregex_iterator at(text.begin(), text.end(), expression), end; at != end; ++at)
    found.push_back((*at)[1]);
  return found;
}

TEST_F(ExplainTask, KnowsEveryTaskOfAJobThatRanByTheKeysThatExplainPrints) {
  const auto ran = call(with_job({"run"}, {"--json"}));
  ASSERT_TRUE(ran.status.ok()) << ran.err;
  const auto names = keys();
  EXPECT_THAT(ran.out, HasSubstr("\"tasks\": " + std::to_string(names.size()) + "}"));
  std::size_t weighed = 0;
  for (const auto& key : names) {
    const auto told = call({"explain-task", key, "--json"});
    ASSERT_TRUE(told.status.ok()) << told.err;
    EXPECT_THAT(told.out, HasSubstr("\"key\": \"" + key + "\""));
    const auto winner = all_of(told.out, "\"winner\": \"([0-9a-f]+)\"").at(0);
    const auto workers = all_of(told.out, "\"worker\": \"([0-9a-f]+)\"");
    const auto costs = all_of(told.out, "\"cost_us\": ([-+.0-9e]+)");
    ASSERT_EQ(workers.size(), costs.size());
    const auto at = std::find(workers.begin(), workers.end(), winner);
    ASSERT_NE(at, workers.end()) << told.out;
    for (const auto& cost : costs)
      EXPECT_LE(std::stod(costs[static_cast<std::size_t>(at - workers.begin())]), std::stod(cost)) << told.out;
    weighed += workers.size() > 1 ? 1 : 0;
  }
  const auto text = call({"explain-task", names.at(0)});
  EXPECT_THAT(text.out, StartsWith("task " + names.at(0) + " went to w")) << text.err;
  RecordProperty("tasks_with_several_candidates", static_cast<int>(weighed));
}

TEST_F(ExplainTask, RefusesWhatIsNoKeyAndSaysWhenItKnowsNothing) {
  EXPECT_EQ(call({"explain-task", "abc"}).status.code, 2);
  const auto unknown = call({"explain-task", std::string(32, '0')});
  EXPECT_EQ(unknown.status.code, 4);
  EXPECT_THAT(unknown.err, HasSubstr("this scheduler remembers the last 10000"));
}

TEST_F(ExplainTaskOfAForgetfulScheduler, SaysThatNothingIsRemembered) {
  ASSERT_TRUE(call(with_job({"run"})).status.ok());
  const auto told = call({"explain-task", keys().at(0)});
  EXPECT_EQ(told.status.code, 4);
  EXPECT_THAT(told.err, HasSubstr("this scheduler remembers none"));
}

TEST(Explain, ShowsBothGraphsAndWhatEachPassDid) {
  const auto told = troupe_run(with_job({"explain"}));
  ASSERT_TRUE(told.status.ok()) << told.err;
  EXPECT_THAT(told.out, StartsWith("optimised "));
  for (const auto* part : {"\nbefore\n", "\nafter\n", "cull", "fuse"})
    EXPECT_THAT(told.out, HasSubstr(part));
}

TEST(Explain, DrawsForGraphvizAndWritesJson) {
  const auto dot = troupe_run(with_job({"explain"}, {"--dot"}));
  EXPECT_THAT(dot.out, StartsWith("digraph troupe {"));
  EXPECT_THAT(dot.out, HasSubstr("subgraph"));
  const auto json = troupe_run(with_job({"explain"}, {"--json"}));
  const auto tasks = all_of(json.out, "\"tasks\": ([0-9]+)");
  ASSERT_EQ(tasks.size(), 2u) << json.out;
  EXPECT_GT(std::stoi(tasks[0]), std::stoi(tasks[1])) << "fusion leaves fewer";
  EXPECT_EQ(troupe_run(with_job({"explain"}, {"--dot", "--json"})).status.code, 2);
}

} // namespace
} // namespace troupe::test
