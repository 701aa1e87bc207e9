// Jobs one after the other, and side by side, on supervisors that are used again.
#include "actors/client/client.hpp"

#include "collections/array/creation.hpp"
#include "collections/session/compute.hpp"
#include "collections/session/persist.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <thread>

namespace troupe {
namespace {

TaskGraph graph_of(const Array& array) {
  const ExpressionPtr wanted[] = {array.expression()};
  return lower(wanted);
}

double number_in(RunningJob& job) { return as_block(*job.gather().value().at(0)).value()->values<double>()[0]; }

TEST(ClientJobs, EachOfManyInARowGetsItsOwnResult) {
  auto client = Client::local({.workers = 2, .threads = 1});
  for (int i = 0; i < 200; ++i)
    ASSERT_EQ(compute(client, full({10}, i, {.chunks = 5, .dtype = DType::float64}).sum()).scalar(), 10 * i);
}

TEST(ClientJobs, ManyAtOnceDoNotMixTheirResults) {
  auto client = Client::local({.workers = 2, .threads = 1});
  for (int round = 0; round < 3; ++round) {
    std::vector<std::shared_ptr<RunningJob>> jobs;
    for (int i = 0; i < 30; ++i)
      jobs.push_back(
          client.submit(graph_of(full({100}, i + round, {.chunks = 9, .dtype = DType::float64}).sum())).value());
    for (int i = 29; i >= 0; --i)
      EXPECT_EQ(number_in(*jobs[static_cast<std::size_t>(i)]), 100.0 * (i + round));
  }
}

TEST(ClientJobs, AHandleThatIsDroppedOrCancelledDoesNotHarmTheNextJob) {
  auto client = Client::local({.workers = 2, .threads = 1});
  for (int i = 0; i < 50; ++i) {
    auto dropped = client.submit(graph_of(full({1000}, i, {.chunks = 10, .dtype = DType::float64}).sum())).value();
    if (i % 2 == 0)
      dropped->cancel();
    dropped.reset();
    ASSERT_EQ(compute(client, full({10}, i, {.chunks = 5, .dtype = DType::float64}).sum()).scalar(), 10 * i);
  }
}

TEST(ClientJobs, AFailedJobLeavesItsSupervisorFitForTheNext) {
  auto client = Client::local({.workers = 1, .threads = 1});
  ExpressionSpec spec;
  spec.kernel = "no.such.kernel";
  spec.tasks = 1;
  const ExpressionPtr wanted[] = {Expression::make(std::move(spec)).value()};
  for (int i = 0; i < 3; ++i) {
    EXPECT_FALSE(client.submit(lower(wanted)).value()->gather());
    EXPECT_EQ(compute(client, ones({4}).sum()).scalar(), 4);
  }
}

TEST(ClientJobs, WhatIsPersistedStaysWhileOtherJobsComeAndGo) {
  auto client = Client::local({.workers = 2, .threads = 1});
  const auto kept = persist(client, full({1000}, 2, {.chunks = 100, .dtype = DType::float64}));
  for (int i = 0; i < 20; ++i) {
    const auto other = persist(client, full({100}, i, {.chunks = 10, .dtype = DType::float64}));
    EXPECT_EQ(compute(client, other.sum()).scalar(), 100 * i);
    EXPECT_EQ(compute(client, kept.sum()).scalar(), 2000);
  }
}

TEST(ClientJobs, AJobWhoseClientEndsHearsOfAnEnd) {
  std::optional<Client> client = Client::local({.workers = 1, .threads = 1});
  EXPECT_EQ(compute(*client, ones({4}).sum()).scalar(), 4);
  const auto job =
      client->submit(graph_of(random::normal({50'000'000}, {.chunks = 1'000'000, .seed = 1}).sum())).value();
  std::thread ends([&] { client.reset(); });
  const auto outcome = job->wait(std::chrono::seconds(60));
  ends.join();
  EXPECT_FALSE(outcome);
  EXPECT_NE(outcome.error().code, Errc::timeout);
}

} // namespace
} // namespace troupe
