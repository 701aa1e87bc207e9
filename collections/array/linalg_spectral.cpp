#include "collections/array/choosing.hpp"
#include "collections/array/creation.hpp"
#include "collections/array/elementwise.hpp"
#include "collections/array/linalg.hpp"
#include "collections/array/linalg_types.hpp"
#include "collections/array/reductions.hpp"
#include "runtime/chunk/dtype_rules.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace troupe::linalg {
namespace {

/// Rows of what one task does as a whole: 2 GiB of float64, beside which it needs three times as much.
constexpr std::int64_t most_rows = 16'384;

/// A square matrix in one chunk.
Array in_one_block(const Array& a, const char* what) {
  const auto matrix = square_matrix(a, what);
  if (a.shape()[0] > most_rows)
    throw TroupeError({Errc::invalid_shape, std::string(what) + " is done in one task, with matrices of up to "
                                                + std::to_string(most_rows) + " rows; this one, " + to_string(a)
                                                + ", would take " + std::to_string(4 * matrix.nbytes() >> 30)
                                                + " GiB there"});
  return rechunk(matrix, Chunks(Shape{-1, -1}));
}

ExpressionPtr one_task(const char* kernel, Params params, const ExpressionPtr& input) {
  ExpressionSpec spec;
  spec.kernel = kernel;
  spec.params = std::move(params);
  spec.inputs.push_back({input, Wiring::each()});
  return Expression::make(std::move(spec)).value();
}

Array piece(const ExpressionPtr& vector, std::int64_t begin, const Shape& shape, DType dtype) {
  const auto made = one_task("linalg.piece", Params{}.set("begin", begin).set("shape", Params::Ints(shape)), vector);
  return Array::make(made, ChunkGrid::make(shape, Shape(shape.size(), -1)).value(), dtype).value();
}
Array real_part(const Array& array) { return is_complex(array.dtype()) ? real(array) : array; }

double epsilon_of(DType dtype) {
  return dtype == DType::float32 || dtype == DType::complex64 ? double{std::numeric_limits<float>::epsilon()}
                                                              : std::numeric_limits<double>::epsilon();
}
double usual_share(const Array& a, DType dtype) {
  return static_cast<double>(std::max(a.shape()[0], a.shape()[1])) * epsilon_of(dtype);
}

} // namespace

Eigh eigh(const Array& a, bool lower) {
  const auto matrix = in_one_block(lower ? a : adjoint(a), "eigh");
  const auto n = a.shape()[0];
  const auto both = one_task("linalg.eigh", Params{}.set("vectors", true), matrix.expression());
  const auto vectors = piece(both, n, {n, n}, matrix.dtype());
  return {back(real_part(piece(both, 0, {n}, matrix.dtype())), a.dtype()),
          back(rechunk(vectors, a.chunks()), a.dtype())};
}

Array eigvalsh(const Array& a, bool lower) {
  const auto matrix = in_one_block(lower ? a : adjoint(a), "eigvalsh");
  const auto values = one_task("linalg.eigh", Params{}.set("vectors", false), matrix.expression());
  return back(real_part(Array::make(values, ChunkGrid::make({a.shape()[0]}, {-1}).value(), matrix.dtype()).value()),
              a.dtype());
}

Array expm(const Array& a) {
  const auto matrix = in_one_block(a, "expm");
  const auto made =
      Array::make(one_task("linalg.expm", {}, matrix.expression()), matrix.grid(), matrix.dtype()).value();
  return back(rechunk(made, a.chunks()), a.dtype());
}

Array pinv(const Array& a, std::optional<double> rcond) {
  const auto matrix = wide_matrix(a, "pinv");
  const auto [u, s, v] = svd(matrix);
  const auto least = s.max() * rcond.value_or(usual_share(a, matrix.dtype()));
  const auto inverse = where(s > least, 1.0 / s, 0.0);
  return back(matmul(adjoint(v) * inverse, adjoint(u)), a.dtype());
}

Array matrix_rank(const Array& a, std::optional<double> tol) {
  if (a.ndim() < 2)
    return not_equal(a, 0).any().astype(DType::int64);
  const auto s = svd(wide_matrix(a, "matrix_rank")).s;
  const auto over = tol ? s > *tol : s > s.max() * usual_share(a, a.dtype());
  return over.astype(DType::int64).sum();
}

Array cond(const Array& a) {
  const auto s = svd(wide_matrix(a, "cond")).s;
  const auto largest = s.max();
  return back(where(equal(largest, 0.0), std::numeric_limits<double>::infinity(), largest / s.min()), a.dtype());
}

Array cond(const Array& a, double order) {
  if (std::abs(order) == 2)
    return order > 0 ? cond(a) : 1.0 / cond(a);
  return norm(square_matrix(a, "cond"), order) * norm(inv(a), order);
}

Array cond(const Array& a, const std::string& order) {
  return norm(square_matrix(a, "cond"), order) * norm(inv(a), order);
}

Array matrix_power(const Array& a, std::int64_t n) {
  if (a.ndim() != 2 || a.shape()[0] != a.shape()[1])
    throw TroupeError({Errc::invalid_shape, "matrix_power takes a square matrix; got " + to_string(a)});
  if (n == 0)
    return rechunk(eye(a.shape()[0], std::nullopt, 0, {.dtype = a.dtype()}), a.chunks());
  auto square = n < 0 ? inv(a) : a;
  std::optional<Array> product;
  for (auto left = n < 0 ? std::uint64_t{0} - static_cast<std::uint64_t>(n) : static_cast<std::uint64_t>(n); left > 0;
       left >>= 1) {
    if (left & 1)
      product = product ? matmul(*product, square) : square;
    if (left > 1)
      square = matmul(square, square);
  }
  return *product;
}

} // namespace troupe::linalg
