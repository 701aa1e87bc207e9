#include "collections/array/unify_chunks.hpp"

#include "collections/array/creation.hpp"
#include "tests/support/numbered_array.hpp"

namespace troupe {
namespace {

using testing_support::computed;
using testing_support::numbered_array;
using Cuts = std::vector<std::vector<std::int64_t>>;

TEST(UnifyChunks, CutsWhereverOneOfThemIsCut) {
  const auto same = unify_chunks({numbered_array(Cuts{{4, 4}, {6}}), numbered_array(Cuts{{3, 3, 2}, {2, 4}}),
                                  numbered_array(Cuts{{6}})})
                        .value();
  EXPECT_EQ(same[0].chunks(), (Cuts{{3, 1, 2, 2}, {2, 4}}));
  EXPECT_EQ(same[1].chunks(), same[0].chunks());
  EXPECT_EQ(same[2].chunks(), (Cuts{{2, 4}})) << "matched from the last axis";
}

TEST(UnifyChunks, LeavesAloneWhatFitsAndWhatIsStretched) {
  const auto x = numbered_array(Cuts{{4, 4}, {6}}), row = numbered_array(Cuts{{1}, {6}});
  const auto same = unify_chunks({x, row}).value();
  EXPECT_EQ(same[0].expression(), x.expression());
  EXPECT_EQ(same[1].expression(), row.expression());
  EXPECT_EQ(unify_chunks({numbered_array(Cuts{{0, 1}}), numbered_array(Cuts{{2, 3}})}).value()[0].chunks(),
            (Cuts{{1}}));
}

TEST(UnifyChunks, DropsEmptyChunks) {
  EXPECT_EQ(unify_chunks({numbered_array(Cuts{{2, 0, 3}}), numbered_array(Cuts{{0, 5}})}).value()[0].chunks(),
            (Cuts{{2, 3}}));
  EXPECT_EQ(unify_chunks({numbered_array(Cuts{{0, 0}}), numbered_array(Cuts{{0}})}).value()[0].chunks(), (Cuts{{0}}));
}

TEST(UnifyChunks, MakesElementwiseFunctionsTakeAnyCut) {
  const auto x = numbered_array({7, 6}, {2, 5}), y = numbered_array({7, 6}, {3, 4}), z = numbered_array(Shape{6}, {1});
  testing_support::expect_elements(
      x + y * 2 - z, {7, 6}, [](const Shape& at) { return static_cast<double>(3 * (at[0] * 6 + at[1]) - at[1]); });
}

TEST(UnifyChunks, LeavesShapesThatDoNotFitToBeRefused) {
  EXPECT_THROW(numbered_array(Shape{7}, {2}) + numbered_array(Shape{6}, {2}), TroupeError);
}

} // namespace
} // namespace troupe
