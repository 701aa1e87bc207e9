#include "tools/bench/programs/dependence.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace troupe::bench {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::uint32_t> taken_by(const Dependence& dependence, std::uint32_t task) {
  return {dependence.taken.begin() + dependence.begins[task], dependence.taken.begin() + dependence.begins[task + 1]};
}

TEST(Dependence, StencilTakesTheNeighboursThatThereAre) {
  const auto stencil = dependence(Pattern::stencil, 1, 4);
  EXPECT_THAT(taken_by(stencil, 0), ElementsAre(0, 1));
  EXPECT_THAT(taken_by(stencil, 2), ElementsAre(1, 2, 3));
  EXPECT_THAT(taken_by(stencil, 3), ElementsAre(2, 3));
}

TEST(Dependence, FftReachesTwiceAsFarEachStepAndBeginsAgain) {
  EXPECT_THAT(taken_by(dependence(Pattern::fft, 1, 8), 4), ElementsAre(3, 4, 5));
  EXPECT_THAT(taken_by(dependence(Pattern::fft, 2, 8), 4), ElementsAre(2, 4, 6));
  EXPECT_THAT(taken_by(dependence(Pattern::fft, 3, 8), 4), ElementsAre(0, 4));
  EXPECT_THAT(taken_by(dependence(Pattern::fft, 4, 8), 4), ElementsAre(3, 4, 5));
}

TEST(Dependence, TreeGoesOutwardAndLeavesTheUpperHalfUntaken) {
  const auto tree = dependence(Pattern::tree, 1, 8);
  EXPECT_THAT(taken_by(tree, 0), ElementsAre(0));
  EXPECT_THAT(taken_by(tree, 5), ElementsAre(2));
  EXPECT_THAT(tree.untaken(8), ElementsAre(4, 5, 6, 7));
}

TEST(Dependence, TrivialTasksTakeNothing) {
  const auto trivial = dependence(Pattern::trivial, 1, 3);
  EXPECT_THAT(trivial.taken, IsEmpty());
  EXPECT_THAT(trivial.untaken(3), ElementsAre(0, 1, 2));
}

TEST(Dependence, RandomNearestStaysNearAndTakesAboutHalf) {
  std::size_t taken = 0;
  for (std::int64_t step = 1; step <= 100; ++step) {
    const auto random = dependence(Pattern::random_nearest, step, 20);
    taken += random.taken.size();
    for (std::uint32_t task = 0; task < 20; ++task)
      for (const auto source : taken_by(random, task))
        EXPECT_LE(source > task ? source - task : task - source, 2u);
  }
  EXPECT_NEAR(static_cast<double>(taken), 100 * (5 * 20 - 6) / 2, 400); // 94 coins a step
}

} // namespace
} // namespace troupe::bench
