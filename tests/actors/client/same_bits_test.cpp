// What a job computes does not depend on how many workers compute it, nor on whether its graph was optimised: the same
// bits. Every expression is cut unevenly, so that work and partial results wander between the workers.
#include "actors/client/client.hpp"
#include "collections/array/creation.hpp"
#include "collections/array/cumulative.hpp"
#include "collections/array/histogram.hpp"
#include "collections/array/linalg.hpp"
#include "collections/array/reductions.hpp"
#include "collections/array/selection.hpp"
#include "collections/session/compute.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <utility>
#include <vector>

namespace troupe {
namespace {

struct Named {
  std::string name;
  Array array;
};

/// Sums of numbers far apart in size, so that another order of adding gives other bits.
std::vector<Named> expressions() {
  const auto x = random::normal({301, 173}, {.chunks = {37, 29}, .seed = 11});
  const auto wide = exp(x * 9.0);
  const auto line = random::exponential(3, {40'001}, {.chunks = 997, .seed = 12});
  const auto [q, r] = linalg::tsqr(random::normal({1500, 20}, {.chunks = {97, 20}, .seed = 13}));
  const auto weighted = histogram(line, 30, 0, 20, {.weights = sqrt(line)});
  return {{"sum", wide.sum()},
          {"sum along an axis", wide.sum(0)},
          {"product", (x * 0.01 + 1.0).prod(1)},
          {"mean", (wide + wide.mean(0)).mean()},
          {"variance", wide.var(0)},
          {"standard deviation", line.std()},
          {"elementwise", where(x > 0, sqrt(absolute(x)) * 2.0 - 1.0, sin(x) / 3.0)},
          {"turned", x.T() + random::uniform({173, 301}, {.chunks = {29, 37}, .seed = 14})},
          {"matmul", matmul(wide, x.T())},
          {"gram", matmul(x.T(), x)},
          {"integers", random::integers(-1000, 1000, {5000}, {.chunks = 333, .seed = 15}).sum()},
          {"poisson", random::poisson(40, {5000}, {.chunks = 333, .seed = 16})},
          {"gamma", random::gamma(2.5, 3, {5000}, {.chunks = 333, .seed = 17}).sum()},
          {"cumsum", cumsum(line, 0)},
          {"cumsum along rows", cumsum(wide, 1)},
          {"histogram", histogram(line, 30, 0, 20).counts},
          {"weighted histogram", weighted.counts},
          {"median", median(x, 0)},
          {"argmax", argmax(x, 1)},
          {"q of tsqr", q},
          {"r of tsqr", r},
          {"cut anew", wide.rechunk({50, 50}).sum(1)}};
}

std::vector<Block> computed(Client& client, const std::vector<Named>& named, bool optimize) {
  std::vector<Block> blocks;
  for (const auto& one : named)
    blocks.push_back(compute(client, one.array, JobOptions{.optimize = optimize}).block());
  return blocks;
}

bool same_bits(const Block& a, const Block& b) {
  return a.dtype == b.dtype && a.shape == b.shape
         && std::memcmp(a.data.data(), b.data.data(), static_cast<std::size_t>(a.size()) * size_of(a.dtype)) == 0;
}

std::vector<Block> with_workers(std::uint32_t workers, const std::vector<Named>& named, bool optimize) {
  auto client = Client::local({.workers = workers, .threads = 1, .memory_limit = std::uint64_t{1} << 30});
  return computed(client, named, optimize);
}

class SameBits : public testing::TestWithParam<std::uint32_t> {};

TEST_P(SameBits, WithAnyNumberOfWorkersOptimisedOrNot) {
  const auto named = expressions();
  static const auto alone = with_workers(1, named, true);
  for (const bool optimize : {true, false}) {
    const auto blocks = with_workers(GetParam(), named, optimize);
    for (std::size_t i = 0; i < named.size(); ++i) {
      ASSERT_EQ(blocks[i].shape, named[i].array.shape()) << named[i].name;
      EXPECT_TRUE(same_bits(blocks[i], alone[i])) << named[i].name << (optimize ? ", optimised" : ", as written");
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Workers, SameBits, testing::Values(1, 2, 3, 7), testing::PrintToStringParamName());

} // namespace
} // namespace troupe
