// Kernels that throw, make nonsense, never return or take their process with them: the job fails with what happened,
// and the cluster serves the next one.
#include "tests/cluster/failures/fleet.hpp"

#include "runtime/graph/annotations.hpp"

namespace troupe::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class KernelFailures : public Fleet {
protected:
  Error error_from(Client& of, const Array& what) const {
    return thrown_by([&] { compute(of, what); });
  }
  void expect_service(Client& of) const { EXPECT_EQ(compute(of, array("failures.slow", 3).sum()).scalar(), 3.0); }
  int pid_of_worker() const {
    const auto text = status();
    const auto workers = text.find("\"workers\": [{");
    return workers == std::string::npos ? 0 : static_cast<int>(number_in(text.substr(workers), "pid"));
  }
};

TEST_F(KernelFailures, WhatAKernelThrowsIsWhatItsJobFailsWith) {
  start(1);
  auto user = client();
  const auto error = error_from(user, array("failures.throw", 2));
  EXPECT_EQ(error.code, Errc::task_failed);
  EXPECT_THAT(error.message, AllOf(HasSubstr("failures.throw"), HasSubstr("the spoon is bent")));
  EXPECT_EQ(error_from(user, array("failures.throw_int", 2)).code, Errc::task_failed);
  expect_service(user);
  EXPECT_TRUE(workers_[0].running());
}

TEST_F(KernelFailures, ABlockThatIsNotWhatItsShapeSaysFails) {
  start(1);
  auto user = client();
  const auto error = error_from(user, array("failures.short", 2));
  EXPECT_EQ(error.code, Errc::invalid_shape);
  EXPECT_THAT(error.message, HasSubstr("failures.short"));
  expect_service(user);
}

TEST_F(KernelFailures, ABlockOfAnotherShapeThanTheArraysIsRefused) {
  start(1);
  auto user = client();
  EXPECT_EQ(error_from(user, array("failures.cut", 2)).code, Errc::invalid_shape);
  expect_service(user);
}

TEST_F(KernelFailures, ACrashCostsAWorkerAndNotTheJob) {
  start(2, {}, {});
  auto user = client();
  EXPECT_EQ(compute(user, array("failures.crash_once", 8).sum()).scalar(), 28.0);
  expect_service(user);
}

TEST_F(KernelFailures, ATaskThatTakesThreeWorkersWithItFailsWithThatSaid) {
  start(2, {}, {});
  auto user = client();
  const auto error = error_from(user, array("failures.crash", 1));
  EXPECT_EQ(error.code, Errc::lost);
  EXPECT_THAT(error.message, AllOf(HasSubstr("failures.crash"), HasSubstr("on 3 workers that died")));
  EXPECT_EQ(begun().size(), 3u);
  expect_service(user);
}

TEST_F(KernelFailures, ATaskThatDoesNotReturnFailsInTimeAndItsWorkerIsStartedAgain) {
  start(1, {"--task-timeout", "1500ms"}, {});
  auto user = client();
  const auto first = pid_of_worker();
  auto job = user.submit(graph_of(array("failures.never", 1))).value();
  EXPECT_TRUE(eventually([&] {
    return std::regex_search(status(), std::regex("\"longest_task_kernel\": \"[^\"]*failures.never"));
  })) << status();
  const auto outcome = job->gather();
  ASSERT_FALSE(outcome.ok());
  EXPECT_EQ(outcome.error().code, Errc::timeout);
  EXPECT_THAT(outcome.error().message, AllOf(HasSubstr("failures.never"), HasSubstr("timeout of 1.5 s")));
  EXPECT_THAT(status(), AllOf(HasSubstr("\"phase\": \"failed\""), HasSubstr("did not return within its timeout")));
  expect_service(user);
  EXPECT_TRUE(eventually([&] { return pid_of_worker() > 0 && pid_of_worker() != first; }));
  EXPECT_THAT(workers_[0].output(Stream::err), HasSubstr("nor when it was told to stop"));
  EXPECT_EQ(begun().size(), 4u) << "it was not tried again";
}

TEST_F(KernelFailures, ATimeoutCanBeAnnotatedAndATaskThatHearsOfItSparesItsWorker) {
  start(1);
  auto user = client();
  const auto impatient = [&] {
    const Annotate brief({.timeout_us = 200'000});
    return array("failures.slow", 1, 3'600'000);
  }();
  const auto error = error_from(user, impatient);
  EXPECT_EQ(error.code, Errc::timeout);
  EXPECT_THAT(error.message, HasSubstr("timeout of 200"));
  expect_service(user);
  EXPECT_TRUE(workers_[0].running());
}

} // namespace
} // namespace troupe::test
