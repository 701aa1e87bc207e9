#include "runtime/kernels/tall_qr.hpp"

#include "runtime/kernels/gemm.hpp"
#include "runtime/kernels/householder.hpp"
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
///     header | R (c x c) | Q of the first rows (c x c) | for each piece of rows: for each panel of columns: V, T
///
struct Layout {
  std::int64_t rows, columns, top, piece;

  Layout(std::int64_t r, std::int64_t c) : rows(r), columns(c), top(r >= c ? c : 0) {
    constexpr std::int64_t cached = std::int64_t{1} << 16; // doubles of a piece: half of a usual second-level cache
    piece = std::clamp<std::int64_t>(cached / std::max<std::int64_t>(c, 1), 256, 8192);
  }
  std::int64_t pieces() const { return (rows - top + piece - 1) / piece; }
  std::int64_t piece_rows(std::int64_t i) const { return std::min(piece, rows - top - i * piece); }
  std::int64_t panels() const { return (columns + most_panel_columns - 1) / most_panel_columns; }
  std::int64_t panel_width(std::int64_t p) const { return std::min(most_panel_columns, columns - p * most_panel_columns); }
  std::int64_t triangle() const { return header; }
  std::int64_t first_q() const { return header + columns * columns; }
  std::int64_t ts() const {
    const auto last = columns % most_panel_columns;
    return columns / most_panel_columns * most_panel_columns * most_panel_columns + last * last;
  }
  std::int64_t panel(std::int64_t i, std::int64_t p) const {
    const auto width = most_panel_columns;
    return header + 2 * columns * columns + i * (piece * columns + ts()) + p * width * (piece_rows(i) + width);
  }
  std::int64_t size() const {
    return header + 2 * columns * columns + (rows - top) * columns + pieces() * ts();
  }
};

/// Columns [first, first + width) of a piece, turned so that each lies together.
void take_columns(const double* piece, std::int64_t rows, std::int64_t stride, std::int64_t width, double* out) {
  constexpr std::ptrdiff_t item = sizeof(double);
  const CopyAxis axes[] = {{width, rows * item, item}, {rows, item, stride * item}};
  copy_strided(reinterpret_cast<std::byte*>(out), reinterpret_cast<const std::byte*>(piece), axes, sizeof(double));
}

/// w = T' w or T w, in place, T upper triangular.
void multiply_triangle(const double* t, std::int64_t size, bool transposed, double* w, std::int64_t width) {
  for (std::int64_t step = 0; step < size; ++step) {
    const auto i = transposed ? size - 1 - step : step;
    double* row = w + i * width;
    for (std::int64_t j = 0; j < width; ++j)
      row[j] *= t[i * size + i];
    const auto begin = transposed ? 0 : i + 1, end = transposed ? i : size;
    for (auto k = begin; k < end; ++k) {
      const double factor = transposed ? t[k * size + i] : t[i * size + k];
      for (std::int64_t j = 0; j < width; ++j)
        row[j] += factor * w[k * width + j];
    }
  }
}

/// [top; rest] -= [E; V] op(T) (E' top + V' rest), `top` being the panel's rows of what lies above.
void reflect(const double* v, const double* t, std::int64_t rows, std::int64_t panel, bool transposed, double* top,
             std::int64_t top_stride, double* rest, std::int64_t rest_stride, std::int64_t width, bool rest_is_zero, double* w) {
  for (std::int64_t i = 0; i < panel; ++i)
    std::copy_n(top + i * top_stride, width, w + i * width);
  if (!rest_is_zero)
    gemm(panel, width, rows, 1.0, MatrixRef<double>{v, rows, 1}, MatrixRef<double>{rest, rest_stride, 1}, w, width);
  multiply_triangle(t, panel, transposed, w, width);
  for (std::int64_t i = 0; i < panel; ++i)
    for (std::int64_t j = 0; j < width; ++j)
      top[i * top_stride + j] -= w[i * width + j];
  gemm(rows, width, panel, -1.0, MatrixRef<double>{v, 1, rows}, MatrixRef<double>{w, width, 1}, rest, rest_stride);
}

void factor_piece(const Layout& layout, std::int64_t index, double* piece, double* out, double* w) {
  const auto rows = layout.piece_rows(index), n = layout.columns;
  double* r = out + layout.triangle();
  for (std::int64_t p = 0; p < layout.panels(); ++p) {
    const auto first = p * most_panel_columns, width = layout.panel_width(p), rest = n - first - width;
    double* v = out + layout.panel(index, p);
    double* t = v + width * rows;
    take_columns(piece + first, rows, n, width, v);
    eliminate_panel(v, rows, width, r + first * n + first, n, t);
    if (rest > 0)
      reflect(v, t, rows, width, true, r + first * n + first + width, n, piece + first + width, n, rest, false, w);
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
  auto memory = pool.allocate_for<double>(static_cast<std::size_t>(std::min(layout.piece, std::max<std::int64_t>(rows, 1)) * columns));
  auto space = pool.allocate_for<double>(static_cast<std::size_t>(most_panel_columns * columns));
  for (std::int64_t i = 0; i < layout.pieces(); ++i) {
    const auto* from = matrix + (layout.top + i * layout.piece) * columns;
    std::copy_n(from, layout.piece_rows(i) * columns, memory.as<double>().data());
    factor_piece(layout, i, memory.as<double>().data(), out, space.as<double>().data());
  }
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
  return Layout(shape.rows, shape.columns).size() == factors.size() ? Result<TallShape>(shape) : Result<TallShape>(refuse());
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
  Block result{DType::float64, {shape.rows, width}, pool.allocate_for<double>(static_cast<std::size_t>(shape.rows * width))};
  auto* out = result.values<double>().data();
  auto top_memory = pool.allocate_for<double>(static_cast<std::size_t>(n * width));
  auto space = pool.allocate_for<double>(static_cast<std::size_t>(most_panel_columns * width));
  auto* top = top_memory.as<double>().data();
  std::copy_n(right, n * width, top);
  for (auto i = layout.pieces(); i-- > 0;) {
    auto* piece = out + (layout.top + i * layout.piece) * width;
    const auto rows = layout.piece_rows(i);
    std::fill_n(piece, rows * width, 0.0);
    for (auto p = layout.panels(); p-- > 0;) {
      const auto* v = from + layout.panel(i, p);
      const auto panel = layout.panel_width(p);
      reflect(v, v + panel * rows, rows, panel, false, top + p * most_panel_columns * width, width, piece, width, width,
              p + 1 == layout.panels(), space.as<double>().data());
    }
  }
  if (layout.top > 0) {
    std::fill_n(out, n * width, 0.0);
    gemm(n, width, n, 1.0, MatrixRef<double>{from + layout.first_q(), n, 1}, MatrixRef<double>{top, width, 1}, out, width);
  }
  return result;
}

} // namespace troupe
