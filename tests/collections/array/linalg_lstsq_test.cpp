#include "collections/array/creation.hpp"
#include "collections/array/joining.hpp"
#include "collections/array/linalg.hpp"
#include "tests/support/nist_linear.hpp"
#include "tests/support/numbered_array.hpp"

#include <cmath>

namespace troupe {
namespace {

using testing_support::computed;
using Numbers = std::vector<double>;

Array matrix_of(std::int64_t rows, std::int64_t columns, const Numbers& values, const Chunks& chunks) {
  Block block{DType::float64, {rows, columns}, process_pool().allocate_for<double>(values.size())};
  std::copy(values.begin(), values.end(), block.values<double>().begin());
  return from_block(block, chunks);
}
Array vector_of(const Numbers& values, std::int64_t chunk) {
  return squeeze(matrix_of(static_cast<std::int64_t>(values.size()), 1, values, {chunk, 1}), Axes(1));
}
void expect_near(const Numbers& got, const Numbers& wanted, double tolerance) {
  ASSERT_EQ(got.size(), wanted.size());
  for (std::size_t i = 0; i < got.size(); ++i)
    EXPECT_NEAR(got[i], wanted[i], tolerance) << i;
}
std::int64_t rank_of(const linalg::LeastSquares& made) {
  return static_cast<std::int64_t>(computed(made.rank.astype(DType::float64))[0]);
}

TEST(Lstsq, HasTheCertifiedDigitsOfNistsSets) {
  for (const auto& reference : test::linear_references())
    for (std::int64_t chunk : {100, 7, 1}) {
      const auto rows = static_cast<std::int64_t>(reference.y.size());
      const auto x = matrix_of(rows, reference.columns, reference.x, {chunk, -1});
      const auto a = reference.intercept ? concatenate({ones({rows, 1}, {.chunks = Chunks({chunk, -1})}), x}, 1) : x;
      const auto made = linalg::lstsq(a, vector_of(reference.y, chunk));
      const auto found = computed(made.x);
      for (std::size_t i = 0; i < found.size(); ++i)
        EXPECT_LE(std::abs(found[i] / reference.estimates[i] - 1), std::pow(10.0, -reference.digits))
            << reference.name << " in chunks of " << chunk;
      EXPECT_EQ(rank_of(made), a.shape()[1]) << reference.name;
    }
}

/// Expected values: NumPy's lstsq.
TEST(Lstsq, OfDependentColumnsHasTheLeastNorm) {
  for (std::int64_t chunk : {1, 2, 3}) {
    const auto made = linalg::lstsq(matrix_of(3, 2, {1, 1, 1, 1, 1, 1}, {chunk, 1}), vector_of({1, 2, 3}, chunk));
    expect_near(computed(made.x), {1, 1}, 1e-14);
    expect_near(computed(made.s), {std::sqrt(6.0), 0}, 1e-14);
    expect_near(computed(made.residuals), {2}, 1e-13);
    EXPECT_EQ(rank_of(made), 1);
  }
  const auto wide = linalg::lstsq(matrix_of(1, 3, {1, 2, 3}, {1, 2}), vector_of({14}, 1));
  expect_near(computed(wide.x), {1, 2, 3}, 1e-13);
  EXPECT_EQ(rank_of(wide), 1);
  const auto nothing = linalg::lstsq(zeros({4, 2}, {.chunks = 3}), ones({4}, {.chunks = 2}));
  expect_near(computed(nothing.x), {0, 0}, 0);
  EXPECT_EQ(rank_of(nothing), 0);
  // a + b i: the same column twice
  const auto column = matrix_of(3, 1, {1, 2, 2}, {2, 1}) * std::complex<double>(0, 1);
  const auto twice = linalg::lstsq(concatenate({column, column}, 1), vector_of({1, 2, 2}, 3));
  EXPECT_NEAR(computed(absolute(twice.x - std::complex<double>(0, -0.5)).max())[0], 0, 1e-14);
  EXPECT_EQ(rank_of(twice), 1);
}

TEST(Lstsq, CountsSmallSingularValuesAsAskedFor) {
  const auto a = matrix_of(3, 2, {1, 0, 0, 1e-5, 0, 0}, {2, 2});
  const auto b = vector_of({1, 1e-5, 0}, 2);
  expect_near(computed(linalg::lstsq(a, b).x), {1, 1}, 1e-14);
  const auto cut = linalg::lstsq(a, b, 1e-3);
  expect_near(computed(cut.x), {1, 0}, 1e-14);
  EXPECT_EQ(rank_of(cut), 1);
}

TEST(Lstsq, RefusesWhatIsNotFinite) {
  EXPECT_THROW(computed(linalg::lstsq(matrix_of(3, 1, {1, std::nan(""), 2}, {1, 1}), vector_of({1, 2, 3}, 1)).x),
               TroupeError);
  EXPECT_THROW(computed(linalg::lstsq(matrix_of(3, 1, {1, HUGE_VAL, 2}, {1, 1}), vector_of({1, 2, 3}, 1)).x),
               TroupeError);
}

} // namespace
} // namespace troupe
