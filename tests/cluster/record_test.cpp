// `troupe scheduler --record FILE` of a real cluster, and `troupe simulate --replay FILE` of what it wrote.
#include "tests/support/process.hpp"
#include "tests/support/temp_dir.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <optional>
#include <regex>

namespace troupe::test {
namespace {

using testing::HasSubstr;

constexpr std::chrono::seconds limit{60};

ProcessSpec troupe_call(std::vector<std::string> words) {
  words.insert(words.begin(), TROUPE_BINARY);
  return {.argv = std::move(words), .env = {{"TROUPE_CONFIG", "/dev/null"}}, .directory = {}, .input = {}};
}

Finished troupe_run(std::vector<std::string> words) { return run(troupe_call(std::move(words)), limit); }

std::string number_in(const std::string& json, const std::string& field) {
  std::smatch found;
  return std::regex_search(json, found, std::regex("\"" + field + "\": ?([-+.0-9e]+)")) ? found[1].str() : "absent";
}

class Record : public testing::Test {
protected:
  std::string start(const std::string& record) {
    scheduler_.emplace(troupe_call({"scheduler", "--port", "0", "--secret-file", secret_, "--record", record}));
    const auto address = scheduler_->read_until("listening on (.*)", limit);
    if (!address)
      return {};
    for (const auto* name : {"w0", "w1"}) {
      workers_.emplace_back(troupe_call({"worker", "--scheduler", (*address)[1], "--secret-file", secret_, "--threads",
                                         "1", "--no-nanny", "--name", name}));
      EXPECT_TRUE(workers_.back().read_until("listening on", limit));
    }
    return (*address)[1];
  }

  Finished run_job(const std::string& address) const {
    return troupe_run({"run", "linear-regression", "--random", "40000x3", "--chunk-rows", "2000", "--json",
                       "--scheduler", address, "--secret-file", secret_});
  }

  TempDir folder_;
  std::string secret_ = folder_ / "secret";
  std::optional<Process> scheduler_;
  std::vector<Process> workers_;
};

TEST_F(Record, OfARealRunIsReplayedOnAnyModelledCluster) {
  const std::string record = folder_ / "run.txt";
  const auto address = start(record);
  const auto ran = run_job(address);
  ASSERT_TRUE(ran.status.ok()) << ran.err;
  scheduler_->signal(SIGTERM);
  const auto ended = scheduler_->wait(limit);
  ASSERT_TRUE(ended && ended->ok()) << scheduler_->output(Stream::err);

  const auto tasks = number_in(ran.out, "tasks");
  for (const auto* workers : {"1", "64"}) {
    const auto replayed = troupe_run({"simulate", "--replay", record, "--workers", workers, "--json"});
    ASSERT_TRUE(replayed.status.ok()) << replayed.err;
    EXPECT_EQ(number_in(replayed.out, "tasks"), tasks) << ran.out << replayed.out;
    EXPECT_EQ(number_in(replayed.out, "workers"), workers);
    EXPECT_GE(std::stod(number_in(replayed.out, "ratio")), 1.0) << replayed.out;
  }
}

TEST_F(Record, AFileThatCannotBeWrittenIsRefusedBeforeAnythingRuns) {
  const auto refused =
      troupe_run({"scheduler", "--port", "0", "--secret-file", secret_, "--record", folder_ / "absent/run.txt"});
  EXPECT_FALSE(refused.status.ok());
  EXPECT_THAT(refused.err, HasSubstr("cannot write the record"));
  EXPECT_EQ(refused.out, "");
}

TEST_F(Record, WhatIsNoRecordIsNotReplayed) {
  const std::string path = folder_ / "other.txt";
  std::ofstream(path) << "x,y\n1,2\n";
  const auto refused = troupe_run({"simulate", "--replay", path});
  EXPECT_FALSE(refused.status.ok());
  EXPECT_THAT(refused.err, HasSubstr("no record of a run"));
}

} // namespace
} // namespace troupe::test
