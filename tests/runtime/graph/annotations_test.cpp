#include "runtime/graph/annotations.hpp"

#include "runtime/graph/task_graph.hpp"

#include <gtest/gtest.h>

namespace troupe {
namespace {

ExpressionPtr source(std::int64_t seed = 1) {
  return Expression::make({.kernel = "x", .params = Params{}.set("seed", seed), .tasks = 2}).value();
}

TEST(Annotate, HoldsForWhatIsBuiltWhileItLives) {
  const auto before = source();
  ExpressionPtr within, inner;
  {
    const Annotate urgent({.priority = 10, .resources = {{"gpu", 1}}});
    within = source();
    {
      const Annotate again({.retries = 2});
      inner = source();
    }
    EXPECT_EQ(source()->annotations(), within->annotations());
  }
  EXPECT_EQ(before->annotations(), Annotations{});
  EXPECT_EQ(within->annotations(), (Annotations{.priority = 10, .resources = {{"gpu", 1}}}));
  EXPECT_EQ(inner->annotations(), (Annotations{.retries = 2}));
  EXPECT_EQ(source()->annotations(), Annotations{});
}

TEST(Annotate, IsNoPartOfTheKeyAndGoesIntoTheLayer) {
  const auto plain = source(2);
  const Annotate urgent({.priority = 10});
  const auto annotated = source(2);
  EXPECT_EQ(plain->key(), annotated->key());
  const std::vector<ExpressionPtr> outputs{annotated};
  EXPECT_EQ(lower(outputs).layers.at(0).annotations.priority, 10);
}

} // namespace
} // namespace troupe
