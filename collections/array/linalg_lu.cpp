#include "collections/array/creation.hpp"
#include "collections/array/elementwise.hpp"
#include "collections/array/joining.hpp"
#include "collections/array/linalg.hpp"
#include "collections/array/linalg_types.hpp"
#include "runtime/chunk/dtype_rules.hpp"

#include <algorithm>

namespace troupe::linalg {
namespace {

using Extents = std::vector<std::int64_t>;

/// Columns of a block that is factored at once: enough for products at full speed, few enough that a block as high as
/// the matrix is no more than a chunk usually is. It follows from nothing else, so results have the same bits whatever
/// the cut.
constexpr std::int64_t block_columns = 256;

Extents column_cut(std::int64_t columns) {
  Extents cut;
  for (; columns > block_columns; columns -= block_columns)
    cut.push_back(block_columns);
  cut.push_back(columns);
  return cut;
}

ExpressionPtr lu_layer(const char* kernel, Params params, std::uint32_t tasks, std::vector<ExpressionInput> inputs) {
  ExpressionSpec spec;
  spec.kernel = kernel;
  spec.params = std::move(params);
  spec.tasks = tasks;
  spec.inputs = std::move(inputs);
  return Expression::make(std::move(spec)).value();
}

ExpressionInput task_of(const ExpressionPtr& source, std::uint32_t task) {
  return {source, source->tasks() == 1 ? Wiring::each() : Wiring::one(task)};
}

/// The first extents of `cut`, as many as make `length`.
Extents clipped(const Extents& cut, std::int64_t length) {
  Extents kept;
  for (auto extent : cut)
    if (const auto now = std::min(extent, length); now > 0 || kept.empty()) {
      kept.push_back(now);
      length -= now;
    }
  return kept;
}

/// LU of a matrix of any shape by blocks of columns, each as high as the matrix, pivots sought over all of that height:
/// as LAPACK's getrf, the blocks that follow being brought up to date by each block in turn.
class ColumnFactors {
public:
  explicit ColumnFactors(const Array& a) : rows_(a.shape()[0]), columns_(a.shape()[1]), dtype_(a.dtype()) {
    const auto cut = cuts();
    auto left = rechunk(a, {{rows_}, cut}).expression();
    std::int64_t first = 0;
    const auto pivots = std::min(rows_, columns_);
    for (std::size_t i = 0; first < pivots; first += cut[i++]) {
      blocks_.push_back(
          {first, cut[i], lu_layer("linalg.lu_factor", Params{}.set("first", first), 1, {task_of(left, 0)})});
      if (const auto tasks = left->tasks() - 1; tasks > 0) {
        std::vector<std::uint32_t> begins{0}, taken;
        for (std::uint32_t task = 0; task < tasks; ++task) {
          taken.push_back(task + 1);
          begins.push_back(task + 1);
        }
        left = lu_layer("linalg.lu_update", Params{}.set("first", first), tasks,
                        {{blocks_.back().factors, Wiring::one(0)}, {left, Wiring::list(begins, taken)}});
      }
    }
    rest_ = left;
  }

  /// L^-1 P' right, right in blocks as high as the matrix.
  ExpressionPtr forward(ExpressionPtr right) const {
    for (const auto& block : blocks_)
      right = lu_layer("linalg.lu_update", Params{}.set("first", block.first), right->tasks(),
                       {{block.factors, Wiring::one(0)}, {right, Wiring::each()}});
    return right;
  }
  /// U^-1 right. @pre the matrix is square
  ExpressionPtr backward(ExpressionPtr right) const {
    for (auto block = blocks_.rbegin(); block != blocks_.rend(); ++block)
      right = lu_layer("linalg.lu_back", Params{}.set("first", block->first), right->tasks(),
                       {{block->factors, Wiring::one(0)}, {right, Wiring::each()}});
    return right;
  }

  Array p() const {
    const auto cut = column_cut(rows_);
    std::vector<ExpressionInput> pivots;
    for (const auto& block : blocks_)
      pivots.push_back({pivots_of(block), Wiring::one(0)});
    return whole(lu_layer("linalg.lu_p", Params{}.set("rows", rows_).set("columns", Params::Ints(cut)),
                          static_cast<std::uint32_t>(cut.size()), pivots),
                 rows_, cut);
  }
  Array l() const {
    std::vector<Array> made;
    for (std::size_t i = 0; i < blocks_.size(); ++i) {
      std::vector<ExpressionInput> inputs{{blocks_[i].factors, Wiring::each()}};
      for (std::size_t later = i + 1; later < blocks_.size(); ++later)
        inputs.push_back({pivots_of(blocks_[later]), Wiring::each()});
      made.push_back(whole(lu_layer("linalg.lu_l", Params{}.set("first", blocks_[i].first), 1, inputs), rows_,
                           {blocks_[i].width}));
    }
    return beside_each_other(made);
  }
  Array u() const {
    const auto height = std::min(rows_, columns_);
    std::vector<Array> made;
    for (const auto& block : blocks_)
      made.push_back(whole(lu_layer("linalg.lu_u", Params{}.set("first", block.first).set("rows", height), 1,
                                    {{block.factors, Wiring::each()}}),
                           height, {block.width}));
    if (columns_ > height) // a block that is not factored is U from end to end
      made.push_back(whole(rest_, height, column_cut(columns_ - height)));
    return beside_each_other(made);
  }
  /// `det`, `sign` or `logabs`, as linalg.lu_det_of says.
  Array determinant(const char* what) const {
    std::vector<ExpressionInput> products;
    for (const auto& block : blocks_)
      products.push_back(
          {lu_layer("linalg.lu_det", Params{}.set("first", block.first), 1, {{block.factors, Wiring::each()}}),
           Wiring::each()});
    return squeeze(whole(lu_layer("linalg.lu_det_of", Params{}.set("what", what), 1, products), 1, {1}));
  }

private:
  struct FactoredBlock {
    std::int64_t first = 0, width = 0;
    ExpressionPtr factors;
  };

  /// Blocks end where the diagonal does.
  Extents cuts() const {
    const auto pivots = std::min(rows_, columns_);
    auto cut = column_cut(pivots);
    if (columns_ > pivots)
      for (auto extent : column_cut(columns_ - pivots))
        cut.push_back(extent);
    return cut;
  }
  static ExpressionPtr pivots_of(const FactoredBlock& block) {
    return lu_layer("linalg.lu_pivots", {}, 1, {{block.factors, Wiring::each()}});
  }
  Array whole(const ExpressionPtr& made, std::int64_t rows, const Extents& cut) const {
    return Array::make(made, ChunkGrid::from_extents({{rows}, cut}).value(), dtype_).value();
  }
  static Array beside_each_other(const std::vector<Array>& parts) {
    return parts.size() == 1 ? parts[0] : concatenate(parts, 1);
  }

  std::int64_t rows_, columns_;
  DType dtype_;
  std::vector<FactoredBlock> blocks_;
  ExpressionPtr rest_; ///< the blocks beyond the diagonal's end, brought up to date by all others
};

Array solved(const Array& matrix, const Array& right, const Extents& row_cut) {
  const ColumnFactors factors(matrix);
  const auto columns = rechunk(right, {{right.shape()[0]}, column_cut(right.shape()[1])});
  const auto x = factors.backward(factors.forward(columns.expression()));
  return rechunk(Array::make(x, columns.grid(), columns.dtype()).value(), {row_cut, right.grid().extents(1)});
}

} // namespace

LU lu(const Array& a) {
  const auto matrix = wide_matrix(a, "lu");
  const auto m = a.shape()[0], n = a.shape()[1], k = std::min(m, n);
  const auto& rows = a.grid().extents(0);
  const auto middle = clipped(m == n ? rows : a.grid().extents(m < n ? 0 : 1), k);
  const auto columns = m == n ? rows : a.grid().extents(1);
  const auto given = [&](const Array& made, const Extents& height, const Extents& width) {
    return back(rechunk(made, {height, width}), a.dtype());
  };
  if (k == 0) {
    const CreationOptions options{.chunks = Chunks(Shape{-1, -1}), .dtype = matrix.dtype()};
    return {given(eye(m, std::nullopt, 0, options), rows, rows), given(zeros({m, 0}, options), rows, middle),
            given(zeros({0, n}, options), middle, columns)};
  }
  const ColumnFactors factors(matrix);
  return {given(factors.p(), rows, rows), given(factors.l(), rows, middle), given(factors.u(), middle, columns)};
}

Array solve(const Array& a, const Array& b, bool positive_definite) {
  if (positive_definite)
    return solve_definite(a, b);
  const auto matrix = square_matrix(a, "solve");
  const auto right = right_sides(a, b, "solve");
  return back(shaped_as(solved(matrix.astype(right.dtype()), right, a.grid().extents(0)), b), a, b);
}

Array inv(const Array& a) {
  const auto matrix = square_matrix(a, "inv");
  const auto n = a.shape()[0];
  const auto unit = eye(
      n, std::nullopt, 0,
      {.chunks = Chunks(Shape{-1, std::min(std::max<std::int64_t>(n, 1), block_columns)}), .dtype = matrix.dtype()});
  return back(rechunk(solved(matrix, unit, a.grid().extents(0)), {a.grid().extents(0), a.grid().extents(0)}),
              a.dtype());
}

Array det(const Array& a) {
  const auto matrix = square_matrix(a, "det");
  if (a.shape()[0] == 0)
    return back(full({}, 1, {.dtype = matrix.dtype()}), a.dtype());
  return back(ColumnFactors(matrix).determinant("det"), a.dtype());
}

SLogDet slogdet(const Array& a) {
  const auto matrix = square_matrix(a, "slogdet");
  if (a.shape()[0] == 0)
    return {back(full({}, 1, {.dtype = matrix.dtype()}), a.dtype()),
            back(full({}, 0, {.dtype = DType::float64}), a.dtype())};
  const ColumnFactors factors(matrix);
  return {back(factors.determinant("sign"), a.dtype()), back(real(factors.determinant("logabs")), a.dtype())};
}

} // namespace troupe::linalg
