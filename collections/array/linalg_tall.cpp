#include "collections/array/creation.hpp"
#include "collections/array/elementwise.hpp"
#include "collections/array/gathered.hpp"
#include "collections/array/joining.hpp"
#include "collections/array/linalg.hpp"
#include "collections/array/linalg_types.hpp"
#include "runtime/chunk/dtype_rules.hpp"

#include <algorithm>

namespace troupe::linalg {
namespace {

ExpressionPtr tall_layer(const std::string& kernel, Params params, std::uint32_t tasks,
                         std::vector<ExpressionInput> inputs) {
  ExpressionSpec spec;
  spec.kernel = kernel;
  spec.params = std::move(params);
  spec.tasks = tasks;
  spec.inputs = std::move(inputs);
  return Expression::make(std::move(spec)).value();
}
Array single(const ExpressionPtr& expression, const Shape& shape, DType dtype) {
  return Array::make(expression, ChunkGrid::make(shape, Shape(shape.size(), -1)).value(), dtype).value();
}

/// Cut so that no chunk has fewer rows than columns, where there are as many in all: the triangle of fewer has rows of
/// zeros, and where columns depend on each other, columns of Q that nothing holds.
Array tall_chunks(const Array& a) {
  const auto columns = a.shape()[1];
  std::vector<std::int64_t> cut;
  for (auto rows : a.grid().extents(0))
    if (cut.empty() || cut.back() >= columns)
      cut.push_back(rows);
    else
      cut.back() += rows;
  if (cut.size() > 1 && cut.back() < columns) {
    const auto left = cut.back();
    cut.pop_back();
    cut.back() += left;
  }
  return rechunk(a, {cut, {columns}});
}

/// The factorisation of a tall array of float64 or complex128, whose Q can be multiplied by a small matrix without
/// being made.
class TallFactors {
public:
  explicit TallFactors(const Array& a) : a_(tall_chunks(a)), columns_(a.shape()[1]) {
    local_ = tall_layer("linalg.tall_factor", {}, a_.npartitions(), {{a_.expression(), Wiring::each()}});
    if (a_.npartitions() == 1)
      return;
    const auto triangles = tall_layer("linalg.tall_triangle", {}, a_.npartitions(), {{local_, Wiring::each()}});
    together_ = tall_layer("linalg.tall_factor", {}, 1, {{triangles, Wiring::all()}});
  }

  Array triangle() const {
    return single(tall_layer("linalg.tall_triangle", {}, 1, {{together_ ? together_ : local_, Wiring::each()}}),
                  {columns_, columns_}, a_.dtype());
  }
  /// Q, or Q times `right`, which is (columns, width) in one chunk.
  Array q(const Array* right = nullptr) const {
    std::vector<ExpressionInput> inputs{{local_, Wiring::each()}};
    Params params;
    if (together_) {
      std::vector<ExpressionInput> small{{together_, Wiring::each()}};
      if (right)
        small.push_back({right->expression(), Wiring::each()});
      inputs.push_back({tall_layer("linalg.tall_apply", {}, 1, small), Wiring::one(0)});
      params.set("stacked", true);
    } else if (right) {
      inputs.push_back({right->expression(), Wiring::each()});
    }
    const auto width = right ? right->shape()[1] : columns_;
    auto grid = ChunkGrid::from_extents({a_.grid().extents(0), {width}}).value();
    return Array::make(tall_layer("linalg.tall_apply", params, a_.npartitions(), inputs), grid, a_.dtype()).value();
  }

private:
  Array a_;
  std::int64_t columns_;
  ExpressionPtr local_, together_;
};

struct SmallSVD {
  Array u, s, v;
};
/// Of a matrix in one chunk.
SmallSVD small_svd(const Array& a) {
  const auto m = a.shape()[0], n = a.shape()[1], k = std::min(m, n);
  const auto whole = tall_layer("linalg.dense", Params{}.set("op", "svd"), 1, {{a.expression(), Wiring::each()}});
  const auto piece = [&](std::int64_t begin, const Shape& shape) {
    return single(tall_layer("linalg.piece", Params{}.set("begin", begin).set("shape", Params::Ints(shape)), 1,
                             {{whole, Wiring::each()}}),
                  shape, a.dtype());
  };
  const auto s = piece(m * k, {k});
  return {piece(0, {m, k}), is_complex(a.dtype()) ? real(s) : s, piece(m * k + k, {k, n})};
}

Array one_chunk(const Array& a) { return a.rechunk(Chunks(Shape(a.ndim(), -1))); }

SVD tall_svd(const Array& a) {
  const TallFactors factors(a);
  const auto small = small_svd(factors.triangle());
  return {factors.q(&small.u), small.s, small.v};
}

} // namespace

QR tsqr(const Array& a) {
  const auto matrix = wide_matrix(a, "tsqr");
  if (a.shape()[0] < a.shape()[1])
    throw TroupeError({Errc::invalid_shape, "tsqr takes at least as many rows as columns; got " + to_string(a)});
  const TallFactors factors(matrix);
  return {back(factors.q(), a.dtype()), back(factors.triangle(), a.dtype())};
}

QR sfqr(const Array& a) {
  auto matrix = wide_matrix(a, "sfqr");
  const auto m = a.shape()[0], n = a.shape()[1];
  if (m > n)
    throw TroupeError({Errc::invalid_shape, "sfqr takes at least as many columns as rows; got " + to_string(a)});
  // The first m columns make Q; R's others are Q' times theirs (' conjugates).
  const auto first = one_chunk(matrix(indexing::all, slice(m)));
  const auto dense = [&](const char* op, const Shape& shape) {
    return single(tall_layer("linalg.dense", Params{}.set("op", op), 1, {{first.expression(), Wiring::each()}}), shape,
                  matrix.dtype());
  };
  const auto q = dense("qr_q", {m, m}), r = dense("qr_r", {m, m});
  if (m == n)
    return {back(q, a.dtype()), back(r, a.dtype())};
  const auto rest = matmul(adjoint(q), rechunk_axes(matrix(indexing::all, slice(m, indexing::none)), {{0, -1}}));
  const GatherSpec joined{{r, rest},
                          1,
                          {GatheredAxis::whole(r.grid(), 0),
                           {{{0, 1, n, false}},
                            [&] {
                              auto extents = rest.grid().extents(1);
                              extents.insert(extents.begin(), m);
                              return extents;
                            }()}},
                          std::nullopt,
                          {}};
  return {back(q, a.dtype()), back(gathered(joined).value(), a.dtype())};
}

QR qr(const Array& a) {
  if (a.ndim() == 2 && a.shape()[0] < a.shape()[1])
    return sfqr(a);
  return tsqr(a);
}

SVD svd(const Array& a) {
  const auto matrix = wide_matrix(a, "svd");
  if (a.shape()[0] >= a.shape()[1]) {
    const auto made = tall_svd(matrix);
    return {back(made.u, a.dtype()), back(made.s, a.dtype()), back(made.v, a.dtype())};
  }
  const auto made = tall_svd(adjoint(matrix));
  return {back(adjoint(made.v), a.dtype()), back(made.s, a.dtype()), back(adjoint(made.u), a.dtype())};
}

SVD svd_compressed(const Array& a, std::int64_t k, int power_iterations, std::uint64_t seed,
                   std::int64_t oversampling) {
  const auto matrix = wide_matrix(a, "svd_compressed");
  const auto least = std::min(a.shape()[0], a.shape()[1]);
  if (k < 1 || k > least || oversampling < 0 || power_iterations < 0)
    throw TroupeError({Errc::invalid_argument,
                       "svd_compressed: there are not " + std::to_string(k) + " singular values of " + to_string(a)});
  const auto width = std::min(k + oversampling, least);
  const auto seen = random::normal({a.shape()[1], width}, {.chunks = Chunks({-1, -1}), .seed = seed});
  auto basis = tsqr(matmul(matrix, rechunk(seen, {matrix.grid().extents(1), {width}}))).q;
  for (int i = 0; i < power_iterations; ++i)
    basis = tsqr(matmul(matrix, tsqr(matmul(adjoint(matrix), basis)).q)).q;
  const auto small = tall_svd(matmul(adjoint(matrix), basis)); // of the transpose of basis' a
  const auto u = matmul(basis, rechunk_axes(adjoint(small.v), {{0, -1}}));
  const auto first = slice(k);
  return {back(u(indexing::all, first), a.dtype()), back(small.s(first), a.dtype()),
          back(adjoint(small.u)(first), a.dtype())};
}

} // namespace troupe::linalg
