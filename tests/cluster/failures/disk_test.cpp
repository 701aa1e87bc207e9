// Disks that take nothing more: whoever needs them hears of it, nobody dies of it.
#include "tests/cluster/failures/fleet.hpp"

namespace troupe::test {
namespace {

using testing::HasSubstr;

class Disk : public Fleet {
protected:
  /// The command under a limit of what any file may grow to: to a process, a disk that is full.
  ProcessSpec with_files_of_at_most(int blocks, Words words) const {
    auto spec = command(std::move(words));
    spec.argv.insert(spec.argv.begin(), {"sh", "-c", "ulimit -f " + std::to_string(blocks) + "; exec \"$@\"", "sh"});
    return spec;
  }
};

TEST_F(Disk, AJobThatWouldHaveToSpillFailsWithTheFiguresAndItsWorkerServesOn) {
  start(0);
  workers_.emplace_back(with_files_of_at_most(0, {"worker", "--scheduler", where_, "--name", "full", "--threads", "1",
                                                  "--no-nanny", "--memory-limit", "160MiB", "--spill-folder", file(""),
                                                  "--plugin", TROUPE_FAILING_PLUGIN}));
  address_of(workers_.back());
  auto user = client();
  // 240 MiB that are all needed at once.
  const auto data = arange(Scalar(30e6), {.chunks = 1'000'000});
  const auto error = thrown_by([&] { compute(user, data + data.mean()); });
  EXPECT_EQ(error.code, Errc::out_of_memory);
  EXPECT_TRUE(workers_[0].running());
  EXPECT_EQ(compute(user, array("failures.slow", 3).sum()).scalar(), 3.0);
}

TEST_F(Disk, ASubmissionThatCannotBeWrittenDownIsRefusedAndTheSchedulerServesOn) {
  schedulers_.emplace_back(
      with_files_of_at_most(256, {"scheduler", "--port", "0", "--job-log", file("jobs.db")})); // 128 KiB
  where_ = address_of(schedulers_.back());
  workers_.push_back(start_worker("w0"));
  int refused = 0;
  std::string why;
  for (int i = 0; i < 200 && refused == 0; ++i) {
    const auto submitted = call({"submit", "linear-regression", "--random", "1000x3", "--seed", std::to_string(i)});
    refused += submitted.status.code == 0 ? 0 : 1;
    why = submitted.err;
  }
  EXPECT_EQ(refused, 1);
  EXPECT_THAT(why, HasSubstr("job log"));
  auto user = client();
  EXPECT_EQ(compute(user, array("failures.slow", 3).sum()).scalar(), 3.0);
  EXPECT_TRUE(schedulers_[0].running());
}

TEST_F(Disk, AFolderThatCannotBeUsedIsSaidAtStart) {
  start(0);
  const auto refused = call({"worker", "--spill-folder", "/proc/nowhere", "--no-nanny"});
  EXPECT_NE(refused.status.code, 0);
  EXPECT_THAT(refused.err, HasSubstr("/proc/nowhere"));
}

} // namespace
} // namespace troupe::test
