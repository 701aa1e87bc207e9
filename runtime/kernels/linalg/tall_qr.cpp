#include "runtime/kernels/linalg/tall_qr.hpp"

#include "runtime/kernels/linalg/gemm.hpp"
#include "runtime/kernels/linalg/householder.hpp"
#include "runtime/kernels/strided_copy.hpp"

#include <Eigen/QR>

#include <algorithm>
#include <cmath>
#include <cstring>

namespace troupe {
namespace {

using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

constexpr std::int64_t header = 8; ///< doubles: magic, rows, columns, padding
constexpr double magic = 0x5451;

/// The vector's layout, which follows from rows and columns alone:
///
///     header | R (c x c) | Q of the first rows (c x c) | for each piece of rows: V (its columns one after the other),
///     each panel's T
///
struct Layout {
  std::int64_t rows, columns, top, piece;

  Layout(std::int64_t r, std::int64_t c) : rows(r), columns(c), top(r >= c ? c : 0) {
    constexpr std::int64_t cached = std::int64_t{1} << 16; // doubles of a piece: half of a usual second-level cache
    piece =
        std::clamp<std::int64_t>(cached / std::max<std::int64_t>(c, 1) / 24 * 24, 264, 8184); // see subtract_product()
  }
  std::int64_t pieces() const { return (rows - top + piece - 1) / piece; }
  std::int64_t piece_rows(std::int64_t i) const { return std::min(piece, rows - top - i * piece); }
  std::int64_t panels() const { return (columns + most_panel_columns - 1) / most_panel_columns; }
  std::int64_t panel_width(std::int64_t p) const {
    return std::min(most_panel_columns, columns - p * most_panel_columns);
  }
  std::int64_t triangle() const { return header; }
  std::int64_t first_q() const { return header + columns * columns; }
  std::int64_t ts() const {
    const auto last = columns % most_panel_columns;
    return columns / most_panel_columns * most_panel_columns * most_panel_columns + last * last;
  }
  std::int64_t vectors(std::int64_t i) const { return header + 2 * columns * columns + i * (piece * columns + ts()); }
  Reflections panel(const double* factors, std::int64_t i, std::int64_t p) const {
    const auto* v = factors + vectors(i);
    return {v + p * most_panel_columns * piece_rows(i), piece_rows(i),
            v + columns * piece_rows(i) + p * most_panel_columns * most_panel_columns, panel_width(p), panel_width(p)};
  }
  std::int64_t size() const { return header + 2 * columns * columns + (rows - top) * columns + pieces() * ts(); }
};

/// A table of `rows` by `columns` numbers in C order, turned.
void turn_table(const double* table, std::int64_t rows, std::int64_t columns, double* out) {
  constexpr std::ptrdiff_t item = sizeof(double);
  const CopyAxis axes[] = {{columns, rows * item, item}, {rows, item, columns * item}};
  copy_strided(reinterpret_cast<std::byte*>(out), reinterpret_cast<const std::byte*>(table), axes, sizeof(double));
}

/// True where all is zero below the squares of a panel's size along the diagonal: so is what a triangle's Q is
/// multiplied by. Columns before a panel's then stay zeros under its reflections.
bool is_block_triangle(const double* matrix, std::int64_t rows, std::int64_t width) {
  for (std::int64_t i = 0; i < rows; ++i)
    for (std::int64_t j = 0; j < std::min(i / most_panel_columns * most_panel_columns, width); ++j)
      if (matrix[i * width + j] != 0)
        return false;
  return true;
}

void factor_piece(const Layout& layout, std::int64_t index, const double* piece, double* out, double* w) {
  const auto rows = layout.piece_rows(index), n = layout.columns;
  double *r = out + layout.triangle(), *v = out + layout.vectors(index), *t = v + n * rows;
  turn_table(piece, rows, n, v);
  for (std::int64_t p = 0; p < layout.panels(); ++p) {
    const auto first = p * most_panel_columns, width = layout.panel_width(p), rest = n - first - width;
    double* diagonal = r + first * n + first;
    eliminate_panel(v, rows, width, diagonal, n, t, width, w);
    if (rest > 0)
      reflect_columns({v, rows, t, width, width}, Turn::back, diagonal + width, n, v + width * rows, rest, false, w);
    v += width * rows;
    t += width * width;
  }
}

/// A power of two that brings numbers whose squares would leave the range of doubles into it; else 1.
double lift_of(double largest) {
  int exponent = 0;
  std::frexp(largest, &exponent);
  return std::isfinite(largest) && std::abs(exponent) > 300 ? std::ldexp(1.0, std::clamp(-exponent, -1000, 1000)) : 1.0;
}

/// The first rows by themselves, so that Q's columns are orthogonal also where the matrix has not full rank.
void factor_top(const Layout& layout, const double* matrix, double* out) {
  const auto n = layout.columns;
  Eigen::Map<RowMajor> r(out + layout.triangle(), n, n), q(out + layout.first_q(), n, n);
  r.setZero();
  q.setZero();
  if (layout.top == 0)
    return;
  const Eigen::Map<const RowMajor> given(matrix, n, n);
  const double lift = lift_of(given.cwiseAbs().maxCoeff());
  const Eigen::HouseholderQR<RowMajor> qr(given * lift);
  r = qr.matrixQR().triangularView<Eigen::Upper>();
  r /= lift;
  q = qr.householderQ();
}

} // namespace

Result<Block> factor_tall(const double* matrix, std::int64_t rows, std::int64_t columns, BufferPool& pool) {
  const Layout layout(rows, columns);
  Block factors{DType::float64, {layout.size()}, pool.allocate_for<double>(static_cast<std::size_t>(layout.size()))};
  double* out = factors.values<double>().data();
  std::fill(out, out + header, 0.0);
  out[0] = magic;
  out[1] = static_cast<double>(rows);
  out[2] = static_cast<double>(columns);
  factor_top(layout, matrix, out);
  auto space =
      pool.allocate_for<double>(static_cast<std::size_t>(most_panel_columns * std::max(columns, most_panel_columns)));
  for (std::int64_t i = 0; i < layout.pieces(); ++i)
    factor_piece(layout, i, matrix + (layout.top + i * layout.piece) * columns, out, space.as<double>().data());
  return factors;
}

Result<TallShape> tall_shape(const Block& factors) {
  const auto refuse = [] { return fail(Errc::invalid_argument, "the block is not a QR factorisation"); };
  if (factors.dtype != DType::float64 || factors.shape.size() != 1 || factors.size() < header)
    return refuse();
  const auto* numbers = factors.values<double>().data();
  constexpr double most = 1e15;
  if (numbers[0] != magic || !(numbers[1] >= 0 && numbers[1] < most && numbers[2] >= 0 && numbers[2] < 1e7))
    return refuse();
  const TallShape shape{static_cast<std::int64_t>(numbers[1]), static_cast<std::int64_t>(numbers[2])};
  if (shape.columns > 0 && shape.rows > factors.size() / shape.columns + shape.columns)
    return refuse();
  return Layout(shape.rows, shape.columns).size() == factors.size() ? Result<TallShape>(shape)
                                                                    : Result<TallShape>(refuse());
}

Result<Block> triangle_of(const Block& factors, BufferPool& pool) {
  TROUPE_TRY(shape, tall_shape(factors));
  const Layout layout(shape.rows, shape.columns);
  const auto n = shape.columns;
  Block r{DType::float64, {n, n}, pool.allocate_for<double>(static_cast<std::size_t>(n * n))};
  const auto* from = factors.values<double>().data() + layout.triangle();
  auto* to = r.values<double>().data();
  for (std::int64_t i = 0; i < n; ++i)
    for (std::int64_t j = 0; j < n; ++j)
      to[i * n + j] = j < i ? 0 : from[i * n + j];
  return r;
}

Result<Block> apply_tall(const Block& factors, const double* right, std::int64_t width, BufferPool& pool) {
  TROUPE_TRY(shape, tall_shape(factors));
  const Layout layout(shape.rows, shape.columns);
  const auto n = shape.columns;
  const auto* from = factors.values<double>().data();
  Block result{
      DType::float64, {shape.rows, width}, pool.allocate_for<double>(static_cast<std::size_t>(shape.rows * width))};
  auto* out = result.values<double>().data();
  auto top_memory = pool.allocate_for<double>(static_cast<std::size_t>(n * width));
  auto piece_memory = pool.allocate_for<double>(static_cast<std::size_t>(std::min(layout.piece, shape.rows) * width));
  auto space = pool.allocate_for<double>(static_cast<std::size_t>(most_panel_columns * width));
  double *top = top_memory.as<double>().data(), *columns = piece_memory.as<double>().data();
  std::copy_n(right, n * width, top);
  const bool triangle = is_block_triangle(right, n, width);
  for (auto i = layout.pieces(); i-- > 0;) {
    const auto rows = layout.piece_rows(i);
    std::fill_n(columns, rows * width, 0.0);
    for (auto p = layout.panels(); p-- > 0;) {
      const auto panel = p * most_panel_columns, first = triangle ? std::min(panel, width) : 0;
      reflect_columns(layout.panel(from, i, p), Turn::forth, top + panel * width + first, width, columns + first * rows,
                      width - first, p + 1 == layout.panels(), space.as<double>().data());
    }
    turn_table(columns, width, rows, out + (layout.top + i * layout.piece) * width);
  }
  if (layout.top > 0) {
    std::fill_n(out, n * width, 0.0);
    gemm(n, width, n, 1.0, MatrixRef<double>{from + layout.first_q(), n, 1}, MatrixRef<double>{top, width, 1}, out,
         width);
  }
  return result;
}

} // namespace troupe
