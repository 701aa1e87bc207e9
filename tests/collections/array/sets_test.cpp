// Values are NumPy's.
#include "collections/array/sets.hpp"

#include "collections/array/creation.hpp"
#include "collections/session/from_memory.hpp"
#include "tests/support/numbered_array.hpp"

namespace troupe {
namespace {

using testing_support::computed;
using Doubles = std::vector<double>;

TEST(Sets, HaveEachElementOnceInOrder) {
  const auto a = from_vector(Doubles{5, 1, 3, 1, 3, 9}, {.rows = 2}),
             b = from_vector(std::vector<std::int64_t>{3, 4, 5, 3}, {.rows = 3});
  EXPECT_EQ(computed(intersect1d(a, b)), (Doubles{3, 5}));
  EXPECT_EQ(computed(setdiff1d(a, b)), (Doubles{1, 9}));
  EXPECT_EQ(computed(setxor1d(a, b)), (Doubles{1, 4, 9}));
  EXPECT_EQ(computed(intersect1d(a, a + 100)), Doubles{});
  EXPECT_EQ(setdiff1d(b, a).dtype(), DType::int64);
  EXPECT_EQ(setxor1d(b, a).dtype(), DType::float64);
}

} // namespace
} // namespace troupe
