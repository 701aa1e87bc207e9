// Short turns: what the system says of a thread that has asked for them.
#include "runtime/base/short_turns.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <thread>

#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace troupe {
namespace {

struct Attributes { // struct sched_attr
  std::uint32_t size = 0, policy = 0;
  std::uint64_t flags = 0;
  std::int32_t nice = 0;
  std::uint32_t priority = 0;
  std::uint64_t runtime = 0, deadline = 0, period = 0;
};

Attributes of_this_thread() {
  Attributes now;
  EXPECT_EQ(::syscall(SYS_sched_getattr, 0, &now, sizeof now, 0), 0);
  return now;
}

TEST(ShortTurns, AreAskedForByOneThreadAndChangeNothingElseOfIt) {
  std::thread([] {
    const auto before = of_this_thread();
    take_short_turns();
    const auto after = of_this_thread();
    EXPECT_EQ(after.policy, before.policy);
    EXPECT_EQ(after.nice, before.nice);
    if (before.runtime == 0)
      GTEST_SKIP() << "this kernel has no turns to choose (Linux before 6.12)";
    EXPECT_EQ(after.runtime, 100'000u);
    std::thread([&] {
      EXPECT_EQ(of_this_thread().runtime, before.runtime) << "a thread that it starts is as usual";
    }).join();
  }).join();
  give_way(); // returns
}

TEST(ShortTurns, AThreadForWhichSomebodyHasChosenIsLeftAlone) {
  std::thread([] {
    const sched_param none{};
    ASSERT_EQ(::sched_setscheduler(0, SCHED_BATCH, &none), 0);
    take_short_turns();
    EXPECT_EQ(::sched_getscheduler(0) & ~SCHED_RESET_ON_FORK, SCHED_BATCH);
    EXPECT_NE(of_this_thread().runtime, 100'000u);
  }).join();
}

} // namespace
} // namespace troupe
