// Workers that come and go in order while jobs run: nothing is lost, nothing is done twice.
#include "tests/cluster/failures/fleet.hpp"

#include "collections/session/future.hpp"
#include "collections/session/persist.hpp"

#include <future>

namespace troupe::test {
namespace {

using testing::HasSubstr;

class Retiring : public Fleet {
protected:
  static void expect_orderly_end(Process& worker) {
    const auto ended = worker.wait(patience);
    ASSERT_TRUE(ended.ok());
    EXPECT_EQ(ended->code, 0) << worker.output(Stream::err);
  }
};

TEST_F(Retiring, WhatAWorkerHoldsMovesToOthersAndItsProcessesEndWithZero) {
  start(3, {}, {}); // with nannies, which do not start it again
  auto user = client();
  const auto kept = persist(user, array("failures.slow", 30, 5));
  wait(kept);
  const auto retired = call({"retire", "w1"});
  EXPECT_EQ(retired.status.code, 0) << retired.err;
  EXPECT_THAT(retired.out, HasSubstr("has retired"));
  expect_orderly_end(workers_[1]);
  EXPECT_EQ(compute(user, kept.sum()).scalar(), 435.0);
  EXPECT_EQ(call({"retire", "w2"}).status.code, 0);
  expect_orderly_end(workers_[2]);
  EXPECT_EQ(compute(user, (kept * 2.0).sum()).scalar(), 870.0);
  EXPECT_EQ(begun().size(), 30u) << "chunks were computed again instead of moved" << logged();
}

TEST_F(Retiring, TheLastWorkerStaysWhileItIsNeeded) {
  start(1);
  auto user = client();
  {
    const auto kept = persist(user, array("failures.slow", 2));
    wait(kept);
    const auto refused = call({"retire", "w0"});
    EXPECT_NE(refused.status.code, 0);
    EXPECT_THAT(refused.err, HasSubstr("no other worker could take over"));
  }
  EXPECT_THAT(call({"retire", "nobody"}).err, HasSubstr("no worker 'nobody'"));
  EXPECT_TRUE(eventually([&] { return call({"retire", "w0"}).status.code == 0; }));
  expect_orderly_end(workers_[0]);
}

TEST_F(Retiring, WorkersComeAndGoWhileAJobRuns) {
  start(2);
  auto user = client();
  auto job = user.submit(graph_of(array("failures.slow", 200, 20).sum())).value();
  ASSERT_TRUE(eventually([&] { return begun().size() >= 10; }));
  workers_.push_back(start_worker("w2"));
  workers_.push_back(start_worker("w3"));
  EXPECT_EQ(call({"retire", "w0"}).status.code, 0);
  EXPECT_EQ(call({"retire", "w2"}).status.code, 0);
  expect_orderly_end(workers_[0]);
  expect_orderly_end(workers_[2]);
  const auto outputs = job->gather();
  ASSERT_TRUE(outputs.ok()) << to_string(outputs.error());
  EXPECT_EQ(begun().size(), 200u) << "something was done twice" << logged();
}

TEST_F(Retiring, EveryProcessIsReplacedUnderLoad) {
  const Words log{"--job-log", file("jobs.db")};
  auto probe = start_scheduler();
  const auto port = port_of(address_of(probe));
  probe.signal(SIGTERM);
  ASSERT_TRUE(probe.wait(patience).ok());
  start(0, log);
  where_ += ",127.0.0.1:" + port;
  for (int number = 0; number < 3; ++number)
    workers_.push_back(start_worker("w" + std::to_string(number)));
  std::atomic<bool> stopping{false};
  auto load = std::async(std::launch::async, [&] {
    auto user = client();
    int done = 0;
    for (; !stopping || done == 0; ++done)
      if (compute(user, array("failures.slow", 40 + done, 10).sum()).scalar() != (40.0 + done) * (39.0 + done) / 2)
        throw TroupeError(Error{Errc::internal, "job " + std::to_string(done) + " has a wrong result"});
    return done;
  });
  ASSERT_TRUE(eventually([&] { return begun().size() >= 10; }));
  for (int number = 0; number < 3; ++number) {
    const auto old = static_cast<std::size_t>(number);
    workers_.push_back(start_worker("new" + std::to_string(number)));
    // Once the scheduler was replaced it takes a moment until the workers have joined the next.
    EXPECT_TRUE(eventually([&] { return call({"retire", "w" + std::to_string(number)}).status.code == 0; }));
    expect_orderly_end(workers_[old]);
    if (number == 1) { // the scheduler in the middle: told to stop, its standby is there already
      auto flags = log;
      flags.push_back("--standby");
      schedulers_.push_back(start_scheduler(flags, port));
      schedulers_[0].signal(SIGTERM);
      EXPECT_EQ(schedulers_[0].wait(patience).value().code, 0);
    }
  }
  stopping = true;
  EXPECT_GT(load.get(), 0);
}

} // namespace
} // namespace troupe::test
