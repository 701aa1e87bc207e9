// A submission whose answer was lost is asked again: it is one job. And a scheduler that ends answers nobody: whoever
// asks hears of it at once.
#include "actors/protocol/foreign_thread.hpp"
#include "actors/scheduler/scheduler_actor.hpp"
#include "actors/system/actor_host.hpp"
#include "actors/system/connect.hpp"
#include "runtime/wire/job_codec.hpp"
#include "tests/support/temp_dir.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace troupe {
namespace {

using namespace std::chrono_literals;

TaskGraph small_graph() {
  Layer layer;
  layer.key = KeyHasher().text("numbers").finish();
  layer.kernel = "numbers";
  layer.tasks = 3;
  TaskGraph graph;
  graph.layers.push_back(layer);
  graph.outputs = {0};
  return graph;
}

class Submission : public testing::Test {
protected:
  caf::actor start(std::shared_ptr<JobLog> log = nullptr) {
    const ForeignThread leaving;
    SchedulerSetup setup{.config = {},
                         .heartbeat = 500ms,
                         .directory = std::make_shared<LocalDirectory>(),
                         .lifecycle = std::make_shared<Lifecycle>(),
                         .log = std::move(log)};
    return host_->system().spawn<SchedulerActor, caf::detached>(setup);
  }
  Response ask(const caf::actor& scheduler, const Request& request) {
    return ask_scheduler(host_->system(), scheduler, Packet(encode(request).value()), 60s).value();
  }
  JobId submit(const caf::actor& scheduler, JobId id) {
    return std::get<JobAccepted>(ask(scheduler, SubmitDetached{"night", small_graph(), {}, 1, id})).job;
  }
  std::size_t jobs_of(const caf::actor& scheduler) {
    return std::get<ClusterStatus>(ask(scheduler, QueryCluster{})).jobs.size();
  }
  static void end(const caf::actor& scheduler) { caf::anon_send_exit(scheduler, caf::exit_reason::user_shutdown); }

  std::unique_ptr<ActorHost> host_ = ActorHost::make({.kernel_threads = 1, .network = false}).value();
};

TEST_F(Submission, AskedAgainIsTheSameJob) {
  const auto scheduler = start();
  EXPECT_EQ(submit(scheduler, {77}), JobId{77});
  EXPECT_EQ(submit(scheduler, {77}), JobId{77});
  EXPECT_EQ(jobs_of(scheduler), 1u);
  EXPECT_EQ(submit(scheduler, {78}), JobId{78});
  EXPECT_NE(submit(scheduler, {}), JobId{}); // the scheduler draws one
  EXPECT_EQ(jobs_of(scheduler), 3u);
  end(scheduler);
}

TEST_F(Submission, AskedAgainOfTheNextSchedulerIsTheSameJob) {
  const test::TempDir folder;
  const std::shared_ptr<JobLog> log = JobLog::open(folder / "jobs.db").value();
  ASSERT_TRUE(log->claim(0).value());
  const auto first = start(log);
  EXPECT_EQ(submit(first, {77}), JobId{77});
  end(first);
  log->give_up_lease();
  ASSERT_TRUE(log->claim(0).value());
  const auto second = start(log);
  EXPECT_EQ(submit(second, {77}), JobId{77});
  EXPECT_EQ(jobs_of(second), 1u);
  end(second);
}

TEST_F(Submission, WhoAsksASchedulerThatEndsHearsOfItAtOnce) {
  struct Deaf : caf::event_based_actor { // takes questions and answers none
    using caf::event_based_actor::event_based_actor;
    caf::behavior make_behavior() override {
      return {[this](ask_atom, const Packet&) { return make_response_promise(); }};
    }
  };
  caf::actor deaf;
  {
    const ForeignThread leaving;
    deaf = host_->system().spawn<Deaf>();
  }
  const std::jthread ending([&] {
    std::this_thread::sleep_for(20ms); // the question should be under way, but need not
    caf::anon_send_exit(deaf, caf::exit_reason::kill);
  });
  const auto answer = ask_scheduler(host_->system(), deaf, Packet(encode(Request(QueryCluster{})).value()), 24h);
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.error().code, Errc::lost);
}

} // namespace
} // namespace troupe
