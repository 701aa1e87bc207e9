#include "collections/array/linalg.hpp"

#include "collections/array/creation.hpp"
#include "tests/support/numbered_array.hpp"

#include <Eigen/Dense>

namespace troupe {
namespace {

using testing_support::computed;
using testing_support::numbered_array;
using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

Matrix matrix(const Array& array) {
  SerialExecutor executor;
  return compute(executor, array).matrix();
}
Array sample(const Shape& shape, const Chunks& chunks, std::uint64_t seed = 1) {
  return random::normal(shape, {.chunks = chunks, .seed = seed});
}
void expect_close(const Matrix& a, const Matrix& b, double tolerance = 1e-10) {
  ASSERT_EQ(a.rows(), b.rows());
  ASSERT_EQ(a.cols(), b.cols());
  EXPECT_LE((a - b).cwiseAbs().maxCoeff(), tolerance * std::max(1.0, b.cwiseAbs().maxCoeff()));
}

TEST(Products, MultiplyMatricesWhateverTheirCuts) {
  const auto a = sample({31, 50}, {7, 3}), b = sample({50, 23}, {11, 23}, 2);
  expect_close(matrix(matmul(a, b)), matrix(a) * matrix(b));
  expect_close(matrix(matmul(a.T(), a)), matrix(a).transpose() * matrix(a));
  EXPECT_THROW(matmul(a, a), TroupeError);
}

TEST(Products, OfWholeAndComplexNumbersAreExact) {
  const auto a = numbered_array({3, 4}, {2, 3}, DType::int64), b = numbered_array({4, 2}, {3, 2}, DType::int64);
  EXPECT_EQ(computed(matmul(a, b).astype(DType::float64)), (std::vector<double>{28, 34, 76, 98, 124, 162}));
  const auto x = numbered_array({3, 4}, {2, 3}), y = numbered_array({4, 2}, {3, 2});
  const auto z = matmul(x + x * std::complex<double>(0, 2), y - y * std::complex<double>(0, 1));
  EXPECT_EQ(computed(real(z)), (std::vector<double>{84, 102, 228, 294, 372, 486})); // (1 + 2i)(1 - i) = 3 + i
  EXPECT_EQ(computed(imag(z)), (std::vector<double>{28, 34, 76, 98, 124, 162}));
}

TEST(Products, EinsumSaysTheSame) {
  const auto a = sample({6, 5}, {4, 2}), b = sample({5, 7}, {3, 3}, 2), c = sample({7, 6}, {2, 5}, 3);
  expect_close(matrix(einsum("ij,jk->ki", {a, b})), (matrix(a) * matrix(b)).transpose());
  expect_close(matrix(einsum("ij,jk,kl", {a, b, c})), matrix(a) * matrix(b) * matrix(c));
  EXPECT_NEAR(computed(einsum("ij,jk,ki->", {a, b, c}))[0], (matrix(a) * matrix(b) * matrix(c)).trace(), 1e-10);
  expect_close(matrix(einsum("ij->ji", {a})), matrix(a).transpose());
  EXPECT_NEAR(computed(einsum("ii", {matmul(a, a.T())}))[0], matrix(a).squaredNorm(), 1e-10);
  EXPECT_THROW(einsum("ij,jk", {a}), TroupeError);
}

TEST(Products, OuterKronDotAndDiagonals) {
  const auto v = numbered_array({3}, {2}), w = numbered_array({2}, {1});
  EXPECT_EQ(computed(outer(v, w)), (std::vector<double>{0, 0, 0, 1, 0, 2}));
  EXPECT_EQ(computed(kron(v, w)), (std::vector<double>{0, 0, 0, 1, 0, 2}));
  EXPECT_EQ(computed(dot(v, v)), (std::vector<double>{5}));
  const auto x = numbered_array({4, 5}, {3, 2});
  EXPECT_EQ(computed(diagonal(x, 1)), (std::vector<double>{1, 7, 13, 19}));
  EXPECT_EQ(computed(diagonal(x, -2)), (std::vector<double>{10, 16}));
  EXPECT_EQ(computed(trace(x)), (std::vector<double>{36}));
  EXPECT_EQ(computed(diag(v, -1)), (std::vector<double>{0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 2, 0}));
}

TEST(Linalg, QRMakesOrthogonalColumnsAndGivesTheMatrixBack) {
  for (const auto& a : {sample({400, 37}, {50, 37}), sample({60, 40}, {17, 9}), sample({2000, 70}, {2000, 70}),
                        sample({9, 30}, {9, 4})}) {
    const auto [q, r] = linalg::qr(a);
    const auto k = std::min(a.shape()[0], a.shape()[1]);
    expect_close(matrix(q).transpose() * matrix(q), Matrix::Identity(k, k));
    expect_close(matrix(q) * matrix(r), matrix(a));
    EXPECT_EQ(matrix(r).triangularView<Eigen::StrictlyLower>().toDenseMatrix().cwiseAbs().maxCoeff(), 0.0);
  }
}

TEST(Linalg, QIsOrthogonalAlsoWhereColumnsDependOnEachOther) {
  const auto x = sample({120, 3}, {40, 3});
  const auto a = rechunk(matmul(x, sample({3, 6}, -1, 2)), {{40, 40, 40}, {6}});
  const auto q = matrix(linalg::tsqr(a).q);
  expect_close(q.transpose() * q, Matrix::Identity(6, 6));
}

TEST(Linalg, SVDIsThatOfEigen) {
  for (const auto& a : {sample({300, 12}, {50, 12}), sample({8, 90}, {8, 20})}) {
    const auto [u, s, v] = linalg::svd(a);
    const auto expected = Eigen::JacobiSVD<Eigen::MatrixXd>(matrix(a)).singularValues();
    const auto found = computed(s);
    for (Eigen::Index i = 0; i < expected.size(); ++i)
      EXPECT_NEAR(found[static_cast<std::size_t>(i)], expected(i), 1e-10);
    expect_close(matrix(u) * Eigen::Map<const Eigen::VectorXd>(found.data(), expected.size()).asDiagonal() * matrix(v),
                 matrix(a));
  }
}

TEST(Linalg, CompressedSVDFindsTheSpectrumOfALowRankMatrix) {
  const auto a = matmul(sample({90, 4}, {30, 4}), sample({4, 60}, {4, 20}, 2));
  const auto found = computed(linalg::svd_compressed(a, 4).s);
  const auto expected = Eigen::JacobiSVD<Eigen::MatrixXd>(matrix(a)).singularValues();
  for (std::size_t i = 0; i < 4; ++i)
    EXPECT_NEAR(found[i], expected(static_cast<Eigen::Index>(i)), 1e-8);
}

TEST(Linalg, FactorsAndSolvesBlockByBlock) {
  const auto x = sample({20, 20}, {6, 8});
  const auto positive = matmul(x, x.T()) + eye(20, std::nullopt, 0, {.chunks = {6, 6}});
  const auto l = matrix(linalg::cholesky(positive));
  expect_close(l * l.transpose(), matrix(positive));
  const auto [p, lower, upper] = linalg::lu(x);
  expect_close(matrix(p) * matrix(lower) * matrix(upper), matrix(x));
  const auto b = sample({20, 3}, {5, 2}, 3);
  expect_close(matrix(x) * matrix(linalg::solve(x, b)), matrix(b), 1e-8);
  expect_close(matrix(positive) * matrix(linalg::solve(positive, b, true)), matrix(b), 1e-8);
  expect_close(matrix(x) * matrix(linalg::inv(x)), Matrix::Identity(20, 20), 1e-8);
  EXPECT_NEAR(computed(linalg::det(x))[0] / matrix(x).determinant(), 1, 1e-9);
  EXPECT_THROW(computed(linalg::solve(x * 0.0, b)), TroupeError);
}

TEST(Linalg, NormsAreThoseOfTheDefinition) {
  const auto x = sample({11, 7}, {4, 3});
  const auto m = matrix(x);
  EXPECT_NEAR(computed(linalg::norm(x))[0], m.norm(), 1e-12);
  EXPECT_NEAR(computed(linalg::norm(x, 1))[0], m.cwiseAbs().colwise().sum().maxCoeff(), 1e-12);
  EXPECT_NEAR(computed(linalg::norm(x, "inf"))[0], m.cwiseAbs().rowwise().sum().maxCoeff(), 1e-12);
  EXPECT_NEAR(computed(linalg::norm(x, 2))[0], Eigen::JacobiSVD<Eigen::MatrixXd>(m).singularValues()(0), 1e-10);
}

TEST(Linalg, QrTakesChunksOfFewerRowsThanColumns) {
  // What is left over of such a chunk's columns becomes smaller with every one, down to the smallest numbers there are.
  const auto x = random::normal({45, 38}, {.chunks = Chunks({3, -1}), .seed = 4});
  const auto made = linalg::tsqr(x);
  EXPECT_LT(computed(absolute(matmul(made.q, made.r) - x).max())[0], 1e-13);
  EXPECT_LT(computed(absolute(matmul(made.q.T(), made.q) - eye(38)).max())[0], 1e-13);
  const auto tiny = x * 1e-300; // numbers of few digits, and all of them small
  EXPECT_LT(computed(absolute(matmul(linalg::tsqr(tiny).q, linalg::tsqr(tiny).r) - tiny).max())[0], 1e-312);
}

/// Tall, fat, square; of one chunk and of several; with columns that depend on each other and chunks of a row or two.
TEST(Linalg, FactorsComplexMatrices) {
  const auto draw = [](Shape shape, const Chunks& chunks) {
    return sample(shape, chunks, 1) + sample(shape, chunks, 2) * std::complex<double>(0, 1);
  };
  const auto largest = [](const Array& x) { return computed(absolute(x).max())[0]; };
  const auto low_rank = matmul(draw({40, 2}, {9, 2}), draw({2, 6}, {2, 6}));
  for (const auto& a : {draw({70, 9}, {20, 9}), draw({9, 70}, {9, 20}), draw({12, 12}, {2, 12}), low_rank}) {
    const auto k = std::min(a.shape()[0], a.shape()[1]);
    const auto [q, r] = linalg::qr(a);
    EXPECT_LT(largest(matmul(q, r) - a), 1e-11);
    EXPECT_LT(largest(matmul(conj(q.T()), q) - eye(k)), 1e-12);
    EXPECT_EQ(largest(tril(r, -1)), 0.0);
    const auto [u, s, v] = linalg::svd(a);
    EXPECT_EQ(s.dtype(), DType::float64);
    EXPECT_LT(largest(matmul(u * s, v) - a), 1e-11);
    EXPECT_LT(largest(matmul(conj(u.T()), u) - eye(k)), 1e-12);
  }
  const auto a = draw({11, 11}, {4, 3});
  const auto [p, l, u] = linalg::lu(a);
  EXPECT_LT(largest(matmul(p, matmul(l, u)) - a), 1e-12);
  EXPECT_LT(largest(linalg::det(a) - diagonal(u).prod() * linalg::det(real(p))), 1e-8);
  const auto positive = matmul(a, conj(a.T())) + eye(11);
  const auto lower = linalg::cholesky(positive);
  EXPECT_LT(largest(matmul(lower, conj(lower.T())) - positive), 1e-11);
  EXPECT_LT(largest(linalg::cholesky(positive, false) - conj(lower.T())), 1e-12);
  const auto b = sample({11, 2}, {5, 2}, 3);
  EXPECT_LT(largest(matmul(positive, linalg::solve(positive, b, true)) - b), 1e-10);
  EXPECT_EQ(linalg::solve(a.astype(DType::complex64), b.astype(DType::float32)).dtype(), DType::complex64);
}

TEST(Linalg, QIsOrthogonalWhereChunksOfFewRowsDependOnEachOther) {
  const auto a = matmul(sample({30, 2}, {2, 2}), sample({2, 5}, {2, 5}, 2));
  const auto q = matrix(linalg::tsqr(a).q);
  expect_close(q.transpose() * q, Matrix::Identity(5, 5));
}

/// NIST StRD, Longley: ill-conditioned; certified to 15 digits.
TEST(Linalg, LeastSquaresGivesLongleysCertifiedCoefficientsToNineDigits) {
  const double rows[16][7] = {
      {60323, 83.0, 234289, 2356, 1590, 107608, 1947},  {61122, 88.5, 259426, 2325, 1456, 108632, 1948},
      {60171, 88.2, 258054, 3682, 1616, 109773, 1949},  {61187, 89.5, 284599, 3351, 1650, 110929, 1950},
      {63221, 96.2, 328975, 2099, 3099, 112075, 1951},  {63639, 98.1, 346999, 1932, 3594, 113270, 1952},
      {64989, 99.0, 365385, 1870, 3547, 115094, 1953},  {63761, 100.0, 363112, 3578, 3350, 116219, 1954},
      {66019, 101.2, 397469, 2904, 3048, 117388, 1955}, {67857, 104.6, 419180, 2822, 2857, 118734, 1956},
      {68169, 108.4, 442769, 2936, 2798, 120445, 1957}, {66513, 110.8, 444546, 4681, 2637, 121950, 1958},
      {68655, 112.6, 482704, 3813, 2552, 123366, 1959}, {69564, 114.2, 502601, 3931, 2514, 125368, 1960},
      {69331, 115.7, 518173, 4806, 2572, 127852, 1961}, {70551, 116.9, 554894, 4007, 2827, 130081, 1962}};
  const double certified[7] = {-3482258.63459582, 15.0618722713733,       -0.358191792925910e-01, -2.02022980381683,
                               -1.03322686717359, -0.511041056535807e-01, 1829.15146461355};
  Block x{DType::float64, {16, 7}, process_pool().allocate_for<double>(112)},
      y{DType::float64, {16}, process_pool().allocate_for<double>(16)};
  for (std::size_t i = 0; i < 16; ++i) {
    y.values<double>()[i] = rows[i][0];
    x.values<double>()[i * 7] = 1;
    for (std::size_t j = 1; j < 7; ++j)
      x.values<double>()[i * 7 + j] = rows[i][j];
  }
  for (std::int64_t chunk : {16, 5}) {
    const auto found = computed(linalg::lstsq(from_block(x, {chunk, -1}), from_block(y, {chunk})).x);
    for (std::size_t j = 0; j < 7; ++j)
      EXPECT_NEAR(found[j] / certified[j], 1, 1e-9) << "coefficient " << j;
  }
}

} // namespace
} // namespace troupe
