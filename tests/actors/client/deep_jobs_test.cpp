// Jobs of long chains through a whole cluster: sent, scheduled and run, fused and step by step, built on little stack.
#include "actors/client/client.hpp"
#include "collections/array/creation.hpp"
#include "collections/array/elementwise.hpp"
#include "collections/session/compute.hpp"
#include "tests/support/small_stack.hpp"

#include <gtest/gtest.h>

namespace troupe {
namespace {

std::vector<double> counted_up(Client& client, int steps, bool optimize) {
  auto x = zeros({4}, {.chunks = 2});
  for (int i = 0; i < steps; ++i)
    x = x + 1.0;
  const auto values = compute(client, x, JobOptions{.optimize = optimize});
  const auto numbers = values.values<double>();
  return {numbers.begin(), numbers.end()};
}

TEST(DeepJobs, OfManyStepsHaveTheirValueFusedAndAsWritten) {
  auto client = Client::local({.workers = 3, .threads = 1});
  test::with_small_stack([&] {
    EXPECT_EQ(counted_up(client, 50'000, true), std::vector<double>(4, 50'000));
    EXPECT_EQ(counted_up(client, 5'000, false), std::vector<double>(4, 5'000));
  });
}

} // namespace
} // namespace troupe
