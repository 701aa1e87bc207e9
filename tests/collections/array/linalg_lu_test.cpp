#include "collections/array/creation.hpp"
#include "collections/array/linalg.hpp"
#include "tests/support/numbered_array.hpp"

#include <cmath>
#include <complex>
#include <functional>
#include <limits>

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
  Block block{
      DType::float64, {static_cast<std::int64_t>(values.size())}, process_pool().allocate_for<double>(values.size())};
  std::copy(values.begin(), values.end(), block.values<double>().begin());
  return from_block(block, chunk);
}
double largest(const Array& x) { return computed(absolute(x).max())[0]; }
template <class Function>
Array filled(std::int64_t rows, std::int64_t columns, const Chunks& chunks, Function&& function) {
  Numbers values;
  for (std::int64_t i = 0; i < rows; ++i)
    for (std::int64_t j = 0; j < columns; ++j)
      values.push_back(function(static_cast<double>(i), static_cast<double>(j)));
  return matrix_of(rows, columns, values, chunks);
}

/// Rigal and Gaches' backward error of x, by norms: |b - A x| over |A| |x| + |b|.
double backward_error(const Array& a, const Array& x, const Array& b) {
  const auto [left, size_a, size_x, size_b] = [&] {
    SerialExecutor executor;
    const auto [r, s, t, u] =
        compute(executor, linalg::norm(b - matmul(a, x)), linalg::norm(a), linalg::norm(x), linalg::norm(b));
    return std::tuple(r.values<double>()[0], s.values<double>()[0], t.values<double>()[0], u.values<double>()[0]);
  }();
  return left / (size_a * size_x + size_b);
}

TEST(LU, SeeksPivotsAcrossChunks) {
  for (std::int64_t chunk : {1, 2}) {
    const auto small = matrix_of(2, 2, {1e-20, 1, 1, 1}, chunk), turned = matrix_of(2, 2, {0, 1, 1, 0}, chunk);
    EXPECT_EQ(computed(linalg::solve(small, vector_of({1, 2}, chunk))), (Numbers{1, 1}));
    EXPECT_EQ(computed(linalg::solve(turned, vector_of({1, 2}, chunk))), (Numbers{2, 1}));
    EXPECT_EQ(computed(linalg::inv(turned)), (Numbers{0, 1, 1, 0}));
    EXPECT_EQ(computed(linalg::det(turned)), (Numbers{-1}));
    const auto [p, l, u] = linalg::lu(turned);
    EXPECT_EQ(computed(p), (Numbers{0, 1, 1, 0}));
    EXPECT_EQ(computed(l), (Numbers{1, 0, 0, 1}));
    EXPECT_EQ(computed(u), (Numbers{1, 0, 0, 1}));
    EXPECT_EQ(p.chunks(), turned.chunks());
  }
}

/// Graded, of Hilbert's kind, near singular, of Wilkinson's growth (which partial pivoting does not prevent), a
/// permutation, triangular, with a block of zeros on the diagonal, random: backward errors of the order that LAPACK's
/// gesv has for them.
TEST(LU, SolvesBackwardStablyWhateverTheMatrixAndTheCut) {
  const std::int64_t n = 40;
  const std::vector<std::function<double(double, double)>> kinds{
      [](double i, double j) { return std::pow(10.0, -i / 2) * std::cos(3 * i * i + 7 * j); },
      [](double i, double j) { return 1 / (i + j + 1); },
      [](double i, double j) { return i == j ? 1e-14 : 1 / (1 + i) - j / 7; },
      [](double i, double j) { return j == 39 || i == j ? 1.0
                                      : i > j           ? -0.5
                                                        : 0.0; },
      [](double i, double j) { return static_cast<double>(std::fmod(i * 7, 40) == j); },
      [](double i, double j) { return i >= j ? 1 + std::cos(i + j * j) : 0.0; },
      [](double i, double j) { return i >= 20 && j >= 20 ? 0.0 : std::cos(i * j + j * j / 3); },
      [](double i, double j) { return std::cos(13 * i * i + 5 * j * j + i * j); }};
  const std::size_t growing = 3; // LAPACK's own backward error is 3.7e-12 there
  for (std::size_t kind = 0; kind < kinds.size(); ++kind)
    for (const auto& chunks : {Chunks(1), Chunks(7), Chunks({11, 40}), Chunks({-1, 3}), Chunks(-1)}) {
      const auto a = filled(n, n, chunks, kinds[kind]);
      const auto b = filled(n, 2, chunks, [](double i, double j) { return std::sin(i + 3 * j); });
      EXPECT_LT(backward_error(a, linalg::solve(a, b), b), kind == growing ? 1e-11 : 1e-14) << "kind " << kind;
      const auto [p, l, u] = linalg::lu(a);
      EXPECT_LT(largest(matmul(p, matmul(l, u)) - a), 1e-14 * (largest(a) + largest(matmul(absolute(l), absolute(u)))))
          << "kind " << kind;
      EXPECT_LE(largest(l), 1) << "kind " << kind;
    }
}

TEST(LU, HasTheSameBitsForEveryCut) {
  const auto whole = random::normal({300, 300}, {.chunks = -1, .seed = 3});
  const auto x = computed(linalg::solve(whole, whole(indexing::all, slice(2))));
  for (const auto& chunks : {Chunks(100), Chunks({7, 300}), Chunks({300, 41})}) {
    const auto a = rechunk(whole, chunks);
    EXPECT_EQ(computed(linalg::solve(a, a(indexing::all, slice(2)))), x);
  }
}

TEST(LU, GoesThroughSeveralBlocksOfColumns) {
  for (const auto& [m, n] : {std::pair<std::int64_t, std::int64_t>{530, 530}, {530, 300}, {300, 530}}) {
    const auto a = random::normal({m, n}, {.chunks = Chunks({111, 97}), .seed = 5});
    const auto [p, l, u] = linalg::lu(a);
    EXPECT_EQ(l.shape(), (Shape{m, std::min(m, n)}));
    EXPECT_EQ(u.shape(), (Shape{std::min(m, n), n}));
    EXPECT_LT(largest(matmul(p, matmul(l, u)) - a), 1e-12);
    EXPECT_LE(largest(l), 1);
    EXPECT_EQ(largest(triu(l, 1)), 0);
    EXPECT_EQ(largest(tril(u, -1)), 0);
    EXPECT_EQ(computed(diagonal(l).sum())[0], static_cast<double>(std::min(m, n)));
  }
  const auto a = random::normal({530, 530}, {.chunks = 111, .seed = 5});
  const auto z = a + a.T() * std::complex<double>(0, 1);
  EXPECT_LT(backward_error(a, linalg::inv(a), eye(530)), 1e-14);
  EXPECT_LT(largest(matmul(z, linalg::solve(z, a(indexing::all, slice(3)))) - a(indexing::all, slice(3))), 1e-9);
}

TEST(LU, DeterminantsOfSingularEmptyAndFarFromOneMatrices) {
  for (std::int64_t chunk : {1, 3}) {
    EXPECT_EQ(computed(linalg::det(matrix_of(3, 3, {1, 2, 0, 3, 4, 0, 5, 6, 0}, chunk))), (Numbers{0}));
    EXPECT_EQ(computed(linalg::det(matrix_of(3, 3, {1, 2, 3, 1, 2, 3, 5, 6, 0}, chunk))), (Numbers{0}));
    EXPECT_EQ(computed(linalg::det(matrix_of(3, 3, {1e200, 0, 0, 0, 1e200, 0, 0, 0, 1e-300}, chunk)))[0] / 1e100, 1);
    const auto [sign, logabsdet] = linalg::slogdet(matrix_of(3, 3, {0, 1e200, 0, 1e200, 0, 0, 0, 0, 1e200}, chunk));
    EXPECT_EQ(computed(sign), (Numbers{-1}));
    EXPECT_NEAR(computed(logabsdet)[0], 600 * std::log(10.0), 1e-12 * 600 * std::log(10.0));
  }
  EXPECT_EQ(computed(linalg::det(zeros({3, 3}, {.chunks = 2}))), (Numbers{0}));
  EXPECT_EQ(computed(linalg::slogdet(zeros({3, 3}, {.chunks = 2})).sign), (Numbers{0}));
  EXPECT_EQ(computed(linalg::slogdet(zeros({3, 3}, {.chunks = 2})).logabsdet),
            (Numbers{-std::numeric_limits<double>::infinity()}));
  EXPECT_EQ(computed(linalg::det(zeros({0, 0}))), (Numbers{1}));
  EXPECT_EQ(linalg::lu(zeros({0, 4})).u.shape(), (Shape{0, 4}));
  EXPECT_EQ(linalg::solve(zeros({0, 0}), zeros({0, 2})).shape(), (Shape{0, 2}));
}

TEST(LU, NamesASingularMatrixAndLetsNaNThrough) {
  for (std::int64_t chunk : {1, 2, 3}) {
    const auto singular = matrix_of(3, 3, {1, 2, 3, 2, 4, 6, 1, 0, 1}, chunk);
    try {
      computed(linalg::solve(singular, vector_of({1, 2, 3}, chunk)));
      ADD_FAILURE() << "a singular matrix was solved with";
    } catch (const TroupeError& error) {
      EXPECT_EQ(error.error().code, Errc::singular);
      EXPECT_NE(error.error().message.find("the matrix is singular"), std::string::npos);
    }
    EXPECT_THROW(computed(linalg::inv(singular)), TroupeError);
    const auto holed = matrix_of(2, 2, {0, 1, std::nan(""), 1}, chunk);
    for (auto value : computed(linalg::solve(holed, vector_of({1, 1}, chunk))))
      EXPECT_TRUE(std::isnan(value));
    EXPECT_TRUE(std::isnan(computed(linalg::det(holed))[0]));
  }
}

} // namespace
} // namespace troupe
