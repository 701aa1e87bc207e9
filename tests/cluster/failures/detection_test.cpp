// How soon work goes on elsewhere when a process dies or stops: the figures are printed, what is asserted is that it
// does.
#include "tests/cluster/failures/fleet.hpp"

#include <algorithm>

namespace troupe::test {
namespace {

/// Long enough that a worker is in the middle of one when it is hit.
constexpr std::int64_t task_ms = 400;
constexpr std::int64_t tasks = 24;
constexpr double sum_of_all = tasks * (tasks - 1) / 2.0;

class Detection : public Fleet {
protected:
  /// Runs a job, does something to the worker in the middle of a task, and measures until another has begun that task.
  std::int64_t time_to_elsewhere(int signal) {
    start(2);
    auto user = client();
    auto job = user.submit(graph_of(array("failures.slow", tasks, task_ms).sum())).value();
    const auto pid = workers_[0].pid();
    EXPECT_TRUE(eventually([&] { return last_of(pid).pid != 0; }));
    const auto hit = last_of(pid);
    const auto when = steady_nanoseconds();
    workers_[0].signal(signal);
    std::int64_t began = 0;
    EXPECT_TRUE(eventually([&] {
      for (const auto& one : begun())
        if (one.index == hit.index && one.pid != pid)
          began = one.nanoseconds;
      return began != 0;
    }));
    const auto outputs = job->gather();
    EXPECT_TRUE(outputs.ok()) << to_string(outputs.error());
    if (signal == SIGKILL) {
      EXPECT_LE(begun().size(), static_cast<std::size_t>(tasks) + 8) << "more was done again than was lost";
    }
    return began - when;
  }
};

TEST_F(Detection, OfAKilledWorker) {
  tell_figure("kill -9 of a worker to its task elsewhere", time_to_elsewhere(SIGKILL));
}

TEST_F(Detection, OfAStoppedWorker) {
  tell_figure("SIGSTOP of a worker to its task elsewhere (worker timeout 5 s)", time_to_elsewhere(SIGSTOP));
  workers_[0].signal(SIGCONT);
  EXPECT_TRUE(workers_[0].wait(patience).ok()) << "it was shut out, and goes when it hears of it";
}

TEST_F(Detection, OfAKilledSchedulerWithAStandby) {
  const Words log{"--job-log", file("jobs.db")};
  start(0, log);
  auto probe = start_scheduler();
  const auto port = port_of(address_of(probe));
  probe.signal(SIGTERM);
  ASSERT_TRUE(probe.wait(patience).ok());
  auto flags = log;
  flags.push_back("--standby");
  schedulers_.push_back(start_scheduler(flags, port));
  where_ += ",127.0.0.1:" + port;
  for (int number = 0; number < 2; ++number)
    workers_.push_back(start_worker("w" + std::to_string(number)));
  auto user = client();
  auto job = user.submit(graph_of(array("failures.slow", tasks, task_ms).sum())).value();
  ASSERT_TRUE(eventually([&] { return begun().size() >= 6; }));
  const auto when = steady_nanoseconds();
  schedulers_[0].signal(SIGKILL);
  // What begins from now on was ordered by the other: what the first had ordered and had not begun is forgotten.
  std::int64_t began = 0;
  ASSERT_TRUE(eventually([&] {
    for (const auto& one : begun())
      if (began == 0 && one.nanoseconds > when + 50'000'000)
        began = one.nanoseconds;
    return began != 0;
  }));
  tell_figure("kill -9 of the scheduler to the job going on under its standby", began - when);
  const auto outputs = job->gather();
  ASSERT_TRUE(outputs.ok()) << to_string(outputs.error());
  EXPECT_LE(begun().size(), static_cast<std::size_t>(tasks) + 2) << "what was there was not done again";
}

} // namespace
} // namespace troupe::test
