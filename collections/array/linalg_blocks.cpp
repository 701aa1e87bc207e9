#include "collections/array/creation.hpp"
#include "collections/array/joining.hpp"
#include "collections/array/linalg.hpp"
#include "collections/array/linalg_types.hpp"
#include "collections/array/reductions.hpp"
#include "collections/array/shaping.hpp"
#include "runtime/chunk/dtype_rules.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace troupe::linalg {
namespace {

/// One block that some task makes.
struct Made {
  ExpressionPtr source;
  std::uint32_t task = 0;
  ExpressionInput input(std::uint32_t tasks = 1) const {
    static_cast<void>(tasks);
    return {source, source->tasks() == 1 ? Wiring::each() : Wiring::one(task)};
  }
};
using Pairs = std::vector<std::pair<Made, Made>>;

Made step(const Made& a, const Pairs& pairs, bool transpose, const char* finish, const Made* d = nullptr) {
  ExpressionSpec spec;
  spec.kernel = "linalg.step";
  spec.params.set("pairs", pairs.size()).set("transpose", transpose).set("finish", finish);
  spec.inputs.push_back(a.input());
  for (const auto& [x, y] : pairs)
    spec.inputs.push_back(x.input());
  for (const auto& [x, y] : pairs)
    spec.inputs.push_back(y.input());
  if (d)
    spec.inputs.push_back(d->input());
  return {Expression::make(std::move(spec)).value()};
}

/// Blocks of an array, made one by one; those that nobody made are zero.
class Blocks {
public:
  Blocks(std::vector<std::int64_t> rows, std::vector<std::int64_t> columns, DType dtype)
      : rows_(std::move(rows)), columns_(std::move(columns)), dtype_(dtype) {}
  Made& at(std::size_t i, std::size_t j) { return made_[{i, j}]; }

  Array array() const {
    const auto grid = ChunkGrid::from_extents({rows_, columns_}).value();
    ExpressionSpec spec;
    spec.kernel = "linalg.block";
    spec.params.set("extents", Params::Ints(rows_))
        .set("dtype", std::string(to_string(dtype_))); // zeros occur in square arrays only
    spec.tasks = grid.size();
    for (const auto& [place, made] : made_) {
      const auto index = grid.index({static_cast<std::int64_t>(place.first), static_cast<std::int64_t>(place.second)});
      std::vector<std::uint32_t> begins(grid.size() + std::size_t{1}, 0);
      std::fill(begins.begin() + index + 1, begins.end(), 1u);
      spec.inputs.push_back({made.source, Wiring::list(std::move(begins), {made.task})});
    }
    return Array::make(Expression::make(std::move(spec)).value(), grid, dtype_).value();
  }

private:
  std::vector<std::int64_t> rows_, columns_;
  DType dtype_;
  std::map<std::pair<std::size_t, std::size_t>, Made> made_;
};

/// A square array of float64 or complex128, cut along both axes as its rows are.
Array square_blocks(const Array& a, const char* what) {
  return rechunk(square_matrix(a, what), {a.grid().extents(0), a.grid().extents(0)});
}

Made block_of(const Array& a, std::size_t i, std::size_t j) {
  return {a.expression(), a.grid().index({static_cast<std::int64_t>(i), static_cast<std::int64_t>(j)})};
}

/// A matrix and its right side, both of the type that is computed in, the right side cut as the rows are.
struct System {
  Array matrix, right;
};
System system_of(const Array& a, const Array& b, const char* what) {
  const auto matrix = square_blocks(a, what);
  const auto right = right_sides(a, b, what);
  return {matrix.astype(right.dtype()), rechunk(right, {matrix.grid().extents(0), right.grid().extents(1)})};
}

Array triangular(const Array& a, const Array& b, bool lower, const char* finish) {
  const auto n = static_cast<std::size_t>(b.grid().counts()[0]),
             columns = static_cast<std::size_t>(b.grid().counts()[1]);
  Blocks x(b.grid().extents(0), b.grid().extents(1), b.dtype());
  for (std::size_t j = 0; j < columns; ++j)
    for (std::size_t done = 0; done < n; ++done) {
      const auto i = lower ? done : n - 1 - done;
      Pairs pairs;
      for (std::size_t k = 0; k < done; ++k) {
        const auto at = lower ? k : n - 1 - k;
        pairs.emplace_back(block_of(a, i, at), x.at(at, j));
      }
      const auto diagonal = block_of(a, i, i);
      x.at(i, j) = step(block_of(b, i, j), pairs, false, finish, &diagonal);
    }
  return x.array();
}

} // namespace

Array cholesky(const Array& a, bool lower) {
  const auto matrix = square_blocks(a, "cholesky");
  const auto& cut = matrix.grid().extents(0);
  Blocks l(cut, cut, matrix.dtype());
  for (std::size_t i = 0; i < cut.size(); ++i) {
    Pairs own;
    for (std::size_t k = 0; k < i; ++k)
      own.emplace_back(l.at(i, k), l.at(i, k));
    l.at(i, i) = step(block_of(matrix, i, i), own, true, "cholesky");
    for (std::size_t j = i + 1; j < cut.size(); ++j) {
      Pairs pairs;
      for (std::size_t k = 0; k < i; ++k)
        pairs.emplace_back(l.at(j, k), l.at(i, k));
      l.at(j, i) = step(block_of(matrix, j, i), pairs, true, "right_lower_t", &l.at(i, i));
    }
  }
  return back(lower ? l.array() : adjoint(l.array()), a.dtype());
}

Array solve_triangular(const Array& a, const Array& b, bool lower, bool unit_diagonal) {
  const auto [matrix, right] = system_of(a, b, "solve_triangular");
  const auto* finish =
      unit_diagonal ? (lower ? "left_unit_lower" : "left_unit_upper") : (lower ? "left_lower" : "left_upper");
  return back(shaped_as(triangular(matrix, right, lower, finish), b), a, b);
}

Array solve_definite(const Array& a, const Array& b) {
  const auto [matrix, right] = system_of(a, b, "solve");
  const auto l = cholesky(matrix);
  return back(shaped_as(triangular(adjoint(l), triangular(l, right, true, "left_lower"), false, "left_upper"), b), a,
              b);
}

namespace {
/// What norms are computed of: whole numbers as float64, which they become.
Array sizes(const Array& a) {
  return absolute(is_floating(a.dtype()) || is_complex(a.dtype()) ? a : a.astype(DType::float64));
}

constexpr std::int64_t most_matrices = 4096; ///< taken apart, each with a factorisation of its own

/// What `measure` makes of the singular values of each matrix along the two axes, these kept with extent 1.
Array of_singular_values(const Array& a, const std::vector<std::size_t>& axes, Array (*measure)(const Array&)) {
  const auto first = static_cast<int>(axes[0]), second = static_cast<int>(axes[1]);
  const auto turned = moveaxis(moveaxis(a, first, -1), second - 1, -1);
  auto kept = turned.shape();
  const auto rows = kept[kept.size() - 2], columns = kept.back();
  kept.resize(kept.size() - 2);
  const auto count = element_count(kept);
  if (count > most_matrices)
    throw TroupeError({Errc::invalid_argument, "norm by singular values of " + std::to_string(count)
                                                   + " matrices, more than " + std::to_string(most_matrices) + ": "
                                                   + to_string(a)});
  const auto matrices = reshape(turned, {count, rows, columns});
  std::vector<Array> found;
  for (std::int64_t i = 0; i < count; ++i)
    found.push_back(measure(svd(matrices(i)).s));
  const auto of_none = [&] { return zeros({0}, {.dtype = sizes(a).dtype()}); };
  return expand_dims(reshape(found.empty() ? of_none() : stack(found), kept), {first, second});
}
} // namespace

Array svdvals(const Array& a) { return svd(a).s; }

Array norm(const Array& a) { return sqrt(square(sizes(a)).sum()); }

Array norm(const Array& a, const std::string& order, const Axes& axis, bool keepdims) {
  if (order == "inf" || order == "-inf")
    return norm(a, order == "inf" ? std::numeric_limits<double>::infinity() : -std::numeric_limits<double>::infinity(),
                axis, keepdims);
  if (order == "fro")
    return sqrt(square(sizes(a)).sum(axis, keepdims));
  const auto axes = axis.fit(a.ndim()).value();
  if (order == "nuc" && axes.size() == 2) {
    const auto found = of_singular_values(a, axes, [](const Array& s) { return s.sum(); });
    return keepdims ? found : squeeze(found, axis.all() ? Axes{0, 1} : axis);
  }
  throw TroupeError({Errc::invalid_argument, "norm has no order '" + order + "' for " + to_string(a)
                                                 + "; there are fro, nuc, inf, -inf and numbers"});
}

Array norm(const Array& a, double order, const Axes& axis, bool keepdims) {
  const auto axes = axis.fit(a.ndim()).value();
  const auto along = [](std::size_t at) { return Axes(static_cast<int>(at)); };
  const auto size = sizes(a);
  const bool largest = order > 0;
  if (axes.size() == 1) {
    if (std::isinf(order))
      return largest ? size.max(axis, keepdims) : size.min(axis, keepdims);
    if (order == 0)
      return not_equal(a, 0).astype(size.dtype()).sum(axis, keepdims);
    if (order == 1)
      return size.sum(axis, keepdims);
    return order == 2 ? sqrt(square(size).sum(axis, keepdims))
                      : power(power(size, order).sum(axis, keepdims), 1 / order);
  }
  if (axes.size() != 2)
    throw TroupeError({Errc::invalid_argument, "norm of an order goes along one or two axes of " + to_string(a)});
  const bool rows = std::isinf(order);
  if (rows || std::abs(order) == 1) {
    const auto sums = size.sum(along(axes[rows ? 1 : 0]), true);
    const auto found = largest ? sums.max(axis, true) : sums.min(axis, true);
    return keepdims ? found : squeeze(found, axis);
  }
  if (std::abs(order) == 2) {
    const auto found = largest ? of_singular_values(a, axes, [](const Array& s) { return s.max(); })
                               : of_singular_values(a, axes, [](const Array& s) { return s.min(); });
    return keepdims ? found : squeeze(found, axis.all() ? Axes{0, 1} : axis);
  }
  throw TroupeError(
      {Errc::invalid_argument, "a matrix has norms of order 1, -1, 2, -2, inf and -inf; not " + std::to_string(order)});
}

Array norm(const Array& a, double order, std::initializer_list<int> axes, bool keepdims) {
  if (axes.size() != 2)
    return norm(a, order, Axes(axes), keepdims);
  const auto number = [&](int axis) { return Axes(axis).fit(a.ndim()).value().front(); };
  const auto rows = number(*axes.begin()), columns = number(*(axes.begin() + 1));
  return norm(rows < columns ? a : swapaxes(a, static_cast<int>(rows), static_cast<int>(columns)), order, Axes(axes),
              keepdims);
}

} // namespace troupe::linalg
