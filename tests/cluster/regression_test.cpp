// The main job on files, embedded and over processes: the same bits, whoever computes and whoever dies.
#include "tests/cluster/cluster.hpp"

#include <gmock/gmock.h>

#include <csignal>
#include <cstdint>

namespace troupe::test {
namespace {

constexpr int rows = 100'000;

/// Files like those of real flights: several columns, quoted text, both kinds of line ends, whole numbers. The exact
/// sums are kept beside them.
class Flights {
public:
  Flights() {
    std::uint64_t state = 42;
    const auto next = [&](std::uint64_t below) { // Knuth's MMIX generator, high bits
      state = state * 6364136223846793005u + 1442695040888963407u;
      return static_cast<std::int64_t>((state >> 33) % below);
    };
    for (int file = 0; file < 4; ++file) {
      const std::string end = file == 1 ? "\r\n" : "\n";
      std::string text = "date,month,\"hour\",delay,distance,origin" + end;
      for (int row = 0; row < rows / 4; ++row) {
        const auto month = 1 + next(12), hour = next(24), distance = 50 + next(2500);
        const auto delay = hour - 8 + next(60) - distance / 500;
        text += "2001-" + std::to_string(month) + "," + std::to_string(month) + "," + std::to_string(hour) + ","
                + std::to_string(delay) + "," + std::to_string(distance) + ",\"a, b\"" + end;
        x_ += hour, y_ += delay, xx_ += hour * hour, xy_ += hour * delay;
      }
      folder_.write("flights-" + std::to_string(file) + ".csv", text);
    }
  }

  std::vector<std::string> job(const std::string& command) const {
    return {command,       "linear-regression",
            "--input",     folder_ / "*.csv",
            "--target",    "delay",
            "--features",  "month,hour,distance",
            "--blocksize", "4kB",
            "--json"};
  }
  /// Of delay on hour alone, from whole numbers without rounding.
  double weight_of_hour() const {
    const auto n = static_cast<long double>(rows);
    return static_cast<double>((n * xy_ - static_cast<long double>(x_) * y_)
                               / (n * xx_ - static_cast<long double>(x_) * x_));
  }

private:
  TempDir folder_;
  std::int64_t x_ = 0, y_ = 0, xx_ = 0, xy_ = 0;
};

const Flights& flights() {
  static const Flights made;
  return made;
}

const std::string& embedded_result() {
  static const std::string text = [] {
    const auto done = run_troupe(flights().job("run"));
    EXPECT_EQ(done.status.code, 0) << done.err;
    return done.out;
  }();
  return text;
}

TEST(Regression, OnAnEmbeddedClusterFindsTheExactCoefficients) {
  const auto& text = embedded_result();
  EXPECT_EQ(number_in(text, "rows"), rows);
  EXPECT_GT(number_in(text, "tasks"), 500);
  const auto hour = text.substr(text.find("\"feature\": \"hour\""));
  EXPECT_NEAR(number_in(hour, "weight"), flights().weight_of_hour(), 1e-12);
}

TEST(Regression, PrintsNothingButTheResultInAPipe) {
  const auto done = run_troupe(flights().job("run"));
  EXPECT_EQ(done.err, "");
  EXPECT_EQ(std::count(done.out.begin(), done.out.end(), '\n'), 1);
}

TEST(Regression, OnSeveralEmbeddedWorkersGivesTheSameBits) {
  auto words = flights().job("run");
  words.insert(words.end(), {"--workers", "3", "--threads", "1"});
  EXPECT_EQ(without_seconds(run_troupe(words).out), without_seconds(embedded_result()));
}

TEST(Regression, OnThreeWorkerProcessesGivesTheSameBits) {
  const Cluster cluster(3);
  const auto done = cluster.call(flights().job("run"));
  EXPECT_EQ(done.status.code, 0) << done.err;
  EXPECT_EQ(without_seconds(done.out), without_seconds(embedded_result()));
  EXPECT_TRUE(eventually([&] { return cluster.empty(); })) << cluster.status();
}

/// What the status says of the worker of that name.
std::string worker_in(const std::string& status, const std::string& name) {
  const auto begin = status.find("\"name\": \"" + name + "\"");
  return status.substr(begin, status.find('}', begin) - begin);
}

// The third worker stands still with tasks of its own, so the job cannot end before the second, which has results that
// are still needed, is killed.
TEST(Regression, AWorkerKilledInTheMiddleChangesNothing) {
  Cluster cluster(3);
  cluster.worker(2).signal(SIGSTOP);
  auto job = cluster.start(flights().job("run"));
  std::string before;
  ASSERT_TRUE(eventually([&] {
    before = cluster.status();
    return number_in(worker_in(before, "w1"), "chunks") > 0 && number_in(worker_in(before, "w2"), "assigned") > 0;
  })) << before;
  cluster.worker(1).signal(SIGKILL);
  cluster.worker(2).signal(SIGCONT);
  const auto ended = job.wait(patience);
  ASSERT_TRUE(ended.ok());
  EXPECT_EQ(ended->code, 0) << job.output(Stream::err);
  EXPECT_EQ(without_seconds(job.output()), without_seconds(embedded_result()));
}

TEST(Regression, AWorkerThatJoinsLateTakesPart) {
  const Cluster cluster(0);
  auto job = cluster.start(flights().job("run"));
  ASSERT_TRUE(eventually([&] { return cluster.status().find("\"phase\": \"running\"") != std::string::npos; }));
  auto worker = cluster.start({"worker", "--no-nanny", "--threads", "1"});
  const auto ended = job.wait(patience);
  ASSERT_TRUE(ended.ok());
  EXPECT_EQ(without_seconds(job.output()), without_seconds(embedded_result()));
}

// 1.6 GB of numbers that are never all there at once.
TEST(Regression, OnGeneratedNumbersKeepsWithinAFewMegabytes) {
  const std::vector<std::string> job{"run",    "linear-regression", "--random", "2000000x100", "--seed", "7",
                                     "--json", "--memory-limit",    "200MiB",   "--chunk-rows"};
  const auto with_rows = [&](const std::string& chunk_rows) {
    auto words = job;
    words.push_back(chunk_rows);
    return run_troupe(words);
  };
  const auto coarse = with_rows("250000");
  const auto fine = with_rows("30001");
  ASSERT_EQ(coarse.status.code, 0) << coarse.err;
  ASSERT_EQ(fine.status.code, 0) << fine.err;
  EXPECT_LT(coarse.status.peak_memory, std::uint64_t{200} << 20);
  EXPECT_NE(number_in(coarse.out, "tasks"), number_in(fine.out, "tasks"));
  EXPECT_NEAR(number_in(coarse.out, "weight"), number_in(fine.out, "weight"), 1e-12);
  EXPECT_NEAR(number_in(coarse.out, "r2"), number_in(fine.out, "r2"), 1e-12);
}

TEST(Regression, AMemoryLimitBelowWhatTheProcessItselfTakesIsRefusedWithTheFigures) {
  const auto done = run_troupe(
      {"run", "linear-regression", "--random", "10000x3", "--chunk-rows", "1000", "--memory-limit", "1MiB", "--json"});
  EXPECT_EQ(done.status.code, 1);
  EXPECT_THAT(done.err, testing::HasSubstr("of the process itself; the worker's limit is 1.0 MiB"));
  EXPECT_THAT(done.err, testing::HasSubstr("--memory-limit"));
}

TEST(Regression, AMemoryLimitFarBelowTheDataDoesNotStopAJobWhoseChunksFit) {
  const auto done = run_troupe({"run", "linear-regression", "--random", "4000000x10", "--chunk-rows", "100000",
                                "--memory-limit", "96MiB", "--json"});
  EXPECT_EQ(done.status.code, 0) << done.err;
}

} // namespace
} // namespace troupe::test
