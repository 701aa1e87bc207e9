#include "runtime/kernels/linalg/cross_moments.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace troupe {
namespace {

/// A tile takes half of a usual second-level cache, but enough rows that adding up tiles costs little beside them.
std::int64_t rows_of_a_tile(std::int64_t variables) {
  constexpr std::int64_t bytes_of_a_tile = 256 << 10;
  const auto fitting = bytes_of_a_tile / (padded(variables) * static_cast<std::int64_t>(sizeof(double)));
  const auto least = std::clamp<std::int64_t>(variables / 2, 128, 512);
  return std::clamp<std::int64_t>(fitting / 64 * 64, least, 2048);
}

/// `width` columns of rows that are `stride` apart into one group of a packed tile.
void copy_columns(const double* in, std::int64_t stride, std::int64_t rows, std::int64_t width, double* out) {
  if (width == packed_columns) { // a length known when compiling: no call for every row
    for (std::int64_t row = 0; row < rows; ++row)
      std::copy_n(in + row * stride, packed_columns, out + row * packed_columns);
    return;
  }
  for (std::int64_t row = 0; row < rows; ++row)
    for (std::int64_t k = 0; k < width; ++k)
      out[row * packed_columns + k] = in[row * stride + k];
}

double* doubles(Buffer& buffer) { return buffer.as<double>().data(); }

} // namespace

CrossMoments::CrossMoments(std::int64_t variables, BufferPool& pool)
    : variables_(variables), capacity_(rows_of_a_tile(variables)), pool_(pool),
      tile_(pool.allocate_for<double>(static_cast<std::size_t>(capacity_ * padded(variables)))) {
  std::fill_n(doubles(tile_), capacity_ * padded(variables), 0.0); // the columns that fill up stay zero
}

void CrossMoments::add(std::span<const RowsView> parts, std::int64_t count) {
  for (std::int64_t done = 0; done < count;) {
    const auto now = std::min(count - done, capacity_ - filled_);
    std::int64_t column = 0;
    for (const auto& part : parts) {
      for (std::int64_t from = 0; from < part.columns;) {
        // The columns up to the next group's edge, down all rows.
        const auto width = std::min(packed_columns - column % packed_columns, part.columns - from);
        const double* in = part.data + done * part.columns + from;
        double* out = doubles(tile_) + column / packed_columns * capacity_ * packed_columns + filled_ * packed_columns
                      + column % packed_columns;
        copy_columns(in, part.columns, now, width, out);
        from += width;
        column += width;
      }
    }
    filled_ += now;
    done += now;
    if (filled_ == capacity_)
      close_tile();
  }
}

CrossMoments::Partial CrossMoments::new_partial() {
  const auto side = padded(variables_);
  Partial partial;
  partial.memory = pool_.allocate_for<double>(static_cast<std::size_t>(side + side * side));
  partial.view = {0, doubles(partial.memory), doubles(partial.memory) + side, side};
  return partial;
}

void CrossMoments::close_tile() {
  auto sum = new_partial();
  tile_moments(doubles(tile_), capacity_, filled_, variables_, sum.view);
  filled_ = 0;
  for (auto& level : levels_) {
    if (!level) {
      level = std::move(sum);
      return;
    }
    add_moments(level->view, sum.view, variables_);
    sum = std::move(*level);
    level.reset();
  }
  levels_.push_back(std::move(sum));
}

Block CrossMoments::finish() {
  if (filled_ > 0)
    close_tile();
  std::optional<Partial> all;
  for (auto& level : levels_) { // a higher level holds earlier rows
    if (level && all)
      add_moments(level->view, all->view, variables_);
    if (level)
      all = std::move(level);
  }
  const auto p = variables_;
  Block block{DType::float64, {1 + p + p * p}, pool_.allocate_for<double>(static_cast<std::size_t>(1 + p + p * p))};
  auto* out = block.values<double>().data();
  std::fill_n(out, 1 + p + p * p, 0.0);
  MomentsView view{0, out + 1, out + 1 + p, p};
  if (all)
    add_moments(view, all->view, p);
  mirror_products(view, p);
  out[0] = view.n;
  return block;
}

Result<MomentsBlock> moments_in(Block& block) {
  const auto length = block.size();
  const auto p = static_cast<std::int64_t>((std::sqrt(4.0 * static_cast<double>(length) - 3.0) - 1.0) / 2.0 + 0.5);
  if (block.shape.size() != 1 || p < 2 || 1 + p + p * p != length)
    return fail(Errc::invalid_shape,
                "expected moments of p variables, a vector of 1 + p + p*p numbers; got a " + describe(Chunk(block)));
  auto* values = block.values<double>().data();
  if (!(values[0] >= 0 && values[0] <= 0x1p53 && values[0] == std::floor(values[0])))
    return fail(Errc::invalid_argument, "expected moments, whose first number counts the rows; it is not a count");
  return MomentsBlock{p, {values[0], values + 1, values + 1 + p, p}};
}

void mirror_products(MomentsView& view, std::int64_t variables) {
  for (std::int64_t i = 1; i < variables; ++i)
    for (std::int64_t j = 0; j < i; ++j)
      view.products[i * view.stride + j] = view.products[j * view.stride + i];
}

} // namespace troupe
