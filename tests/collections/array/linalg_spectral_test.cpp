#include "collections/array/creation.hpp"
#include "collections/array/linalg.hpp"
#include "tests/support/numbered_array.hpp"

#include <cmath>
#include <complex>

namespace troupe {
namespace {

using testing_support::computed;
using Numbers = std::vector<double>;

Array matrix_of(std::int64_t rows, std::int64_t columns, const Numbers& values, const Chunks& chunks = 1) {
  Block block{DType::float64, {rows, columns}, process_pool().allocate_for<double>(values.size())};
  std::copy(values.begin(), values.end(), block.values<double>().begin());
  return from_block(block, chunks);
}
void expect_near(const Numbers& got, const Numbers& wanted, double tolerance = 1e-14) {
  ASSERT_EQ(got.size(), wanted.size());
  for (std::size_t i = 0; i < got.size(); ++i)
    EXPECT_NEAR(got[i], wanted[i], tolerance * std::max(1.0, std::abs(wanted[i]))) << i;
}
double largest(const Array& x) { return computed(absolute(x).max())[0]; }

TEST(Spectral, EigenvaluesRiseAndVectorsPutTheMatrixTogether) {
  expect_near(computed(linalg::eigvalsh(matrix_of(2, 2, {2, 1, 1, 2}))), {1, 3});
  const auto x = random::normal({30, 30}, {.chunks = 7, .seed = 1});
  const auto y = x + x.T() * std::complex<double>(0, 1);
  for (const auto& a : {x + x.T(), y + conj(y.T())}) {
    const auto [w, v] = linalg::eigh(a);
    EXPECT_EQ(w.dtype(), DType::float64);
    EXPECT_EQ(v.chunks(), a.chunks());
    EXPECT_LT(largest(matmul(a, v) - v * w), 1e-12);
    EXPECT_LT(largest(matmul(conj(v.T()), v) - eye(30)), 1e-13);
    EXPECT_LT(largest(linalg::eigvalsh(triu(a), false) - w), 1e-12) << "the other triangle is not looked at";
  }
  EXPECT_THROW(computed(linalg::eigvalsh(matrix_of(2, 2, {1, 0, std::nan(""), 1}))), TroupeError);
  EXPECT_THROW(linalg::eigh(zeros({20'000, 20'000})), TroupeError);
  EXPECT_EQ(linalg::eigvalsh(x.astype(DType::float32)).dtype(), DType::float32);
}

TEST(Spectral, ExponentialsOfNilpotentTurningAndDiagonalMatrices) {
  expect_near(computed(linalg::expm(matrix_of(2, 2, {0, 1, 0, 0}))), {1, 1, 0, 1});
  const double t = 30;
  expect_near(computed(linalg::expm(matrix_of(2, 2, {0, -t, t, 0}))),
              {std::cos(t), -std::sin(t), std::sin(t), std::cos(t)}, 1e-13);
  expect_near(computed(linalg::expm(matrix_of(2, 2, {-50, 0, 0, 100}))), {std::exp(-50.0), 0, 0, std::exp(100.0)},
              1e-13);
  const auto turned = linalg::expm(matrix_of(1, 1, {3}) * std::complex<double>(0, 1));
  EXPECT_NEAR(largest(turned - std::complex<double>(std::cos(3.0), std::sin(3.0))), 0, 1e-14);
}

/// Values of numpy.linalg's documentation and by hand.
TEST(Spectral, InversesRanksAndConditions) {
  const auto flat = matrix_of(3, 2, {1, 1, 1, 1, 1, 1}, {1, -1});
  expect_near(computed(linalg::pinv(flat)), Numbers(6, 1.0 / 6));
  expect_near(computed(linalg::pinv(flat.T())), Numbers(6, 1.0 / 6));
  expect_near(computed(linalg::pinv(zeros({3, 2}))), Numbers(6, 0));
  const auto rank = [](const Array& a) { return computed(linalg::matrix_rank(a).astype(DType::float64)); };
  EXPECT_EQ(rank(flat), Numbers{1});
  EXPECT_EQ(rank(eye(4)), Numbers{4});
  EXPECT_EQ(rank(zeros({3, 3})), Numbers{0});
  EXPECT_EQ(rank(ones({4})), Numbers{1});
  const auto a = matrix_of(3, 3, {1, 0, -1, 0, 1, 0, 1, 0, 1});
  expect_near(computed(linalg::cond(a)), {std::sqrt(2.0)});
  expect_near(computed(linalg::cond(a, "fro")), {std::sqrt(10.0)});
  expect_near(computed(linalg::cond(a, 1)), {2});
  expect_near(computed(linalg::cond(a, "inf")), {2});
  expect_near(computed(linalg::cond(a, -2)), {std::sqrt(0.5)});
  EXPECT_EQ(computed(linalg::cond(zeros({2, 2}))), Numbers{HUGE_VAL});
  EXPECT_THROW(computed(linalg::svd(matrix_of(2, 1, {1, std::nan("")})).s), TroupeError);
}

TEST(Spectral, Powers) {
  const auto turn = matrix_of(2, 2, {0, 1, -1, 0});
  expect_near(computed(linalg::matrix_power(turn, 3)), {0, -1, 1, 0});
  expect_near(computed(linalg::matrix_power(turn, 0)), {1, 0, 0, 1});
  expect_near(computed(linalg::matrix_power(turn, -3)), {0, 1, -1, 0});
}

} // namespace
} // namespace troupe
