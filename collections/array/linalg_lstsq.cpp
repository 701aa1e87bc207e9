#include "collections/array/creation.hpp"
#include "collections/array/elementwise.hpp"
#include "collections/array/joining.hpp"
#include "collections/array/linalg.hpp"
#include "collections/array/linalg_types.hpp"
#include "runtime/chunk/dtype_rules.hpp"

#include <algorithm>

namespace troupe::linalg {
namespace {

constexpr std::int64_t most_in_parts = 256; ///< columns of a and b; more go through QR alone

ExpressionPtr layer(const char* kernel, Params params, std::uint32_t tasks, std::vector<ExpressionInput> inputs) {
  ExpressionSpec spec;
  spec.kernel = kernel;
  spec.params = std::move(params);
  spec.tasks = tasks;
  spec.inputs = std::move(inputs);
  return Expression::make(std::move(spec)).value();
}

/// The triangle of [a b], or what linalg.lstsq_combine makes instead.
ExpressionPtr in_parts(const Array& a, const Array& b) {
  const auto parts = layer("linalg.lstsq_part", {}, a.npartitions(),
                           {{a.expression(), Wiring::each()}, {b.expression(), Wiring::each()}});
  return tree_reduce(parts, "linalg.lstsq_combine", {}).value();
}

/// The right sides go through the same reflections as further columns: R of [a b] holds R, Q'b and what is left over.
ExpressionPtr by_qr(const Array& a, const Array& b) {
  const auto both = rechunk_axes(concatenate({a, b}, 1), {{1, -1}});
  const auto rows = both.shape()[0], columns = both.shape()[1];
  // Fewer rows than columns: rows of zeros change neither R nor what is left over.
  const CreationOptions whole{.chunks = Chunks(Shape{-1, -1}), .dtype = both.dtype()};
  return rechunk(tsqr(rows >= columns ? both : concatenate({both, zeros({columns - rows, columns}, whole)}, 0)).r,
                 Chunks(Shape{-1, -1}))
      .expression();
}

} // namespace

LeastSquares lstsq(const Array& a, const Array& b, std::optional<double> rcond) {
  const auto matrix = wide_matrix(a, "lstsq");
  const auto right = right_sides(a, b, "lstsq");
  const auto dtype = right.dtype();
  const auto m = a.shape()[0], n = a.shape()[1], k = right.shape()[1];
  const auto rows = rechunk_axes(matrix.astype(dtype), {{1, -1}});
  const auto sides = rechunk(right, {rows.grid().extents(0), {k}});
  Params params;
  params.set("columns", n).set("rows", m);
  if (rcond)
    params.set("rcond", *rcond);
  const bool parts = !is_complex(dtype) && n + k <= most_in_parts && k > 0;
  const auto solved =
      layer("linalg.lstsq_solve", params, 1, {{parts ? in_parts(rows, sides) : by_qr(rows, sides), Wiring::each()}});
  const auto piece = [&](std::int64_t begin, const Shape& shape) {
    const auto made = layer("linalg.piece", Params{}.set("begin", begin).set("shape", Params::Ints(shape)), 1,
                            {{solved, Wiring::each()}});
    return Array::make(made, ChunkGrid::make(shape, Shape(shape.size(), -1)).value(), dtype).value();
  };
  const auto real_part = [&](const Array& numbers) { return is_complex(dtype) ? real(numbers) : numbers; };
  return {back(shaped_as(piece(0, {n, k}), b), a, b), back(real_part(piece(n * k, {k})), a, b),
          real_part(squeeze(piece(n * k + k + n, {1}))).astype(DType::int64),
          back(real_part(piece(n * k + k, {n})), a, b)};
}

} // namespace troupe::linalg
