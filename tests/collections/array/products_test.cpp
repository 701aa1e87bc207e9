#include "collections/array/products.hpp"

#include "collections/array/creation.hpp"
#include "tests/support/numbered_array.hpp"

namespace troupe {
namespace {

using testing_support::computed;
using testing_support::numbered_array;

bool is_turned(const Expression& made) {
  if (made.kernel() == "array.transpose")
    return true;
  for (const auto& input : made.inputs())
    if (is_turned(*input.source))
      return true;
  return false;
}

TEST(Products, ReadTransposesAcrossWithoutMakingThem) {
  const auto x = numbered_array({7, 3}, {2, 2}), r = numbered_array({7}, {3});
  const std::vector<double> expected{273, 294, 315}; // by hand: 3 * 91 + 0, 21, 42
  const std::vector<Array> products{matmul(x.T(), r),
                                    dot(x.T(), r),
                                    matmul(r, x),
                                    einsum("ji,j->i", {x, r}),
                                    einsum("ij,j->i", {x.T(), r}),
                                    tensordot(x.T(), r, 1),
                                    matmul(x.T().T().T(), r)};
  for (const auto& product : products) {
    EXPECT_FALSE(is_turned(*product.expression()));
    EXPECT_EQ(computed(product), expected);
  }
  EXPECT_EQ(computed(matmul(x.astype(DType::int32).T(), r)), expected);
  const auto cube = numbered_array({2, 3, 4}, {1, 2, 3});
  const auto turned = tensordot(transpose(cube, {2, 0, 1}), numbered_array({3}, {2}), 1);
  EXPECT_FALSE(is_turned(*turned.expression()));
  EXPECT_EQ(computed(turned), (std::vector<double>{20, 56, 23, 59, 26, 62, 29, 65}));
}

TEST(Products, OfTallMatricesAndVectorsAreThoseOfSmallOnes) {
  const auto x =
      random::normal({40'000, 5}, {.chunks = Chunks({9'000, -1}), .seed = 1}); // chunks large enough for a task each
  const auto w = numbered_array({5}, {5}), y = matmul(x, w), gradient = matmul(x.T(), y);
  const auto sums = computed((x * expand_dims(y, 1)).sum(0)), by_rows = computed((x * w).sum(1));
  const auto found = computed(gradient), rows = computed(y);
  for (std::size_t i = 0; i < sums.size(); ++i)
    EXPECT_NEAR(found[i], sums[i], 1e-9 * 40'000);
  for (std::size_t i = 0; i < rows.size(); i += 997)
    EXPECT_NEAR(rows[i], by_rows[i], 1e-12);
}

} // namespace
} // namespace troupe
