#include "runtime/kernels/linalg/wide_moments.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace troupe {
namespace {

constexpr std::int64_t tile_rows = 256;    ///< added up in a double and its error; tiles in full
constexpr double unexplained_least = 1e-4; ///< of a variable's variance
constexpr double farthest_mean = 4e4; ///< in standard deviations: 1e-11 of one is left out where the mean is rounded

std::size_t whole(std::int64_t i) { return static_cast<std::size_t>(i); }

/// Spread no larger than the rounding of its own mean: nothing to explain.
bool is_constant(const MomentsView& moments, std::int64_t i) {
  const double noise = 4 * std::numeric_limits<double>::epsilon() * std::abs(moments.mean[i]);
  return moments.products[i * moments.stride + i] <= moments.n * noise * noise;
}

/// Spread so small beside its mean that the mean's own rounding, which chunks' sums are put together with, takes digits
/// of it.
bool is_far_from_zero(const MomentsView& moments, std::int64_t i) {
  const double spread = std::sqrt(moments.products[i * moments.stride + i] / moments.n);
  return spread > 0 && spread < std::abs(moments.mean[i]) / farthest_mean;
}

/// Correlations of the variables that vary, rows one after the other.
std::vector<double> correlations(const MomentsView& moments, std::int64_t variables, std::int64_t& count) {
  std::vector<std::int64_t> varying;
  for (std::int64_t i = 0; i < variables; ++i)
    if (!is_constant(moments, i))
      varying.push_back(i);
  count = static_cast<std::int64_t>(varying.size());
  std::vector<double> matrix;
  for (auto i : varying)
    for (auto j : varying) {
      const auto size =
          std::sqrt(moments.products[i * moments.stride + i]) * std::sqrt(moments.products[j * moments.stride + j]);
      matrix.push_back(moments.products[std::min(i, j) * moments.stride + std::max(i, j)] / size);
    }
  return matrix;
}

} // namespace

bool loses_digits(const MomentsView& moments, std::int64_t variables) {
  if (variables > most_wide_variables || moments.n < 1)
    return false;
  for (std::int64_t i = 0; i < variables; ++i)
    if (!std::isfinite(moments.mean[i]) || !std::isfinite(moments.products[i * moments.stride + i]))
      return false;
  for (std::int64_t i = 0; i < variables; ++i)
    if (is_far_from_zero(moments, i))
      return true;
  std::int64_t p = 0;
  auto matrix = correlations(moments, variables, p);
  for (std::int64_t k = 0; k < p;
       ++k) { // Cholesky's factorisation, row by row: pivots are the shares that are not explained
    const auto* row = matrix.data() + k * p;
    const auto pivot = row[k];
    if (!(pivot > unexplained_least))
      return true;
    for (auto i = k + 1; i < p; ++i) {
      const auto factor = row[i] / pivot;
      auto* other = matrix.data() + i * p;
      for (auto j = i; j < p; ++j)
        other[j] -= factor * row[j];
    }
  }
  return false;
}

WideMoments::WideMoments(std::int64_t p) : variables(p), mean(whole(p)), products(whole(p * p)) {}

WideMoments::WideMoments(const MomentsBlock& block) : WideMoments(block.variables) {
  n = block.view.n;
  for (std::int64_t i = 0; i < variables; ++i) {
    mean[whole(i)] = block.view.mean[i];
    for (std::int64_t j = 0; j < variables; ++j)
      products[whole(i * variables + j)] = block.view.products[std::min(i, j) * block.view.stride + std::max(i, j)];
  }
}

Result<WideMoments> WideMoments::read(const Block& block) {
  const auto length = block.shape.size() == 2 ? block.shape[1] : 0;
  const auto p = static_cast<std::int64_t>((std::sqrt(4.0 * static_cast<double>(length) - 3.0) - 1.0) / 2.0 + 0.5);
  if (block.dtype != DType::float64 || block.shape.size() != 2 || block.shape[0] != 2 || p < 2
      || moments_length(p) != length)
    return fail(Errc::invalid_shape, "expected moments of twice the precision, two rows of 1 + p + p*p numbers; got a "
                                         + describe(Chunk(block)));
  const auto* high = block.values<double>().data();
  const auto* low = high + length;
  if (!(high[0] >= 0 && high[0] <= 0x1p53 && high[0] == std::floor(high[0])))
    return fail(Errc::invalid_argument, "expected moments, whose first number counts the rows; it is not a count");
  WideMoments moments(p);
  moments.n = high[0];
  for (std::int64_t i = 0; i < p; ++i)
    moments.mean[whole(i)] = {high[1 + i], low[1 + i]};
  for (std::int64_t i = 0; i < p * p; ++i)
    moments.products[whole(i)] = {high[1 + p + i], low[1 + p + i]};
  return moments;
}

Block WideMoments::block(BufferPool& pool) const {
  const auto length = moments_length(variables);
  Block made{DType::float64, {2, length}, pool.allocate_for<double>(whole(2 * length))};
  auto* high = made.values<double>().data();
  auto* low = high + length;
  *high++ = n;
  *low++ = 0;
  for (const auto* numbers : {&mean, &products})
    for (const auto& number : *numbers) {
      *high++ = number.hi;
      *low++ = number.lo;
    }
  return made;
}

void WideMoments::add(const WideMoments& other) {
  if (other.n == 0)
    return;
  const auto all = n + other.n;
  const auto weight = DoubleDouble(n) * other.n / all;
  std::vector<DoubleDouble> apart(mean.size());
  for (std::size_t i = 0; i < mean.size(); ++i) {
    apart[i] = other.mean[i] - mean[i];
    mean[i] += apart[i] * other.n / all;
  }
  for (std::int64_t i = 0; i < variables; ++i)
    for (std::int64_t j = 0; j < variables; ++j)
      products[whole(i * variables + j)] +=
          other.product(i, j) + apart[whole(std::min(i, j))] * apart[whole(std::max(i, j))] * weight;
  n = all;
}

void WideMoments::centre_at_zero() {
  for (std::int64_t i = 0; i < variables; ++i)
    for (std::int64_t j = 0; j < variables; ++j)
      products[whole(i * variables + j)] += mean[whole(std::min(i, j))] * mean[whole(std::max(i, j))] * n;
  std::fill(mean.begin(), mean.end(), DoubleDouble());
}

WideAccumulator::WideAccumulator(std::span<const double> centre)
    : p_(static_cast<std::int64_t>(centre.size())), centre_(centre.begin(), centre.end()), high_(centre.size()),
      low_(centre.size()), upper_(centre.size()), lower_(centre.size()), sums_(centre.size() * centre.size()),
      errors_(sums_.size()), distances_(centre.size()), total_(p_) {}

void WideAccumulator::add(std::span<const RowsView> parts, std::int64_t count) {
  for (std::int64_t row = 0; row < count; ++row) {
    std::size_t column = 0;
    for (const auto& part : parts)
      for (std::int64_t k = 0; k < part.columns; ++k, ++column) {
        const auto distance = exact_sum(part.data[row * part.columns + k], -centre_[column]);
        high_[column] = distance.hi;
        low_[column] = distance.lo;
      }
    add_row();
    if (++rows_in_tile_ == tile_rows)
      close_tile();
  }
}

/// Dekker's product with the halves of each factor split off once a row.
void WideAccumulator::add_row() {
  for (std::size_t i = 0; i < centre_.size(); ++i) {
    const double turned = 134217729.0 * high_[i]; // 2^27 + 1
    upper_[i] = turned - (turned - high_[i]);
    lower_[i] = high_[i] - upper_[i];
    distances_[i] += DoubleDouble(high_[i], low_[i]);
  }
  const double *high = high_.data(), *low = low_.data(), *upper = upper_.data(), *lower = lower_.data();
  for (std::int64_t i = 0; i < p_; ++i) {
    const double h = high[i], l = low[i], u = upper[i], v = lower[i];
    double *sum = sums_.data() + i * p_, *error = errors_.data() + i * p_;
    for (auto j = i; j < p_; ++j) {
      const double product = h * high[j];
      const double missing =
          (((u * upper[j] - product) + u * lower[j] + v * upper[j]) + v * lower[j]) + (h * low[j] + l * high[j]);
      const double before = sum[j], after = before + product, part = after - before;
      sum[j] = after;
      error[j] += ((before - (after - part)) + (product - part)) + missing;
    }
  }
}

void WideAccumulator::close_tile() {
  for (std::int64_t i = 0; i < p_; ++i)
    for (auto j = i; j < p_; ++j)
      total_.products[whole(i * p_ + j)] += exact_sum(sums_[whole(i * p_ + j)], errors_[whole(i * p_ + j)]);
  std::fill(sums_.begin(), sums_.end(), 0.0);
  std::fill(errors_.begin(), errors_.end(), 0.0);
  total_.n += static_cast<double>(rows_in_tile_);
  rows_in_tile_ = 0;
}

WideMoments WideAccumulator::finish() {
  close_tile();
  for (std::int64_t i = 0; i < p_; ++i) {
    const auto mean = total_.n > 0 ? distances_[whole(i)] / total_.n : DoubleDouble();
    total_.mean[whole(i)] = mean + centre_[whole(i)];
    for (auto j = i; j < p_; ++j) {
      auto& product = total_.products[whole(i * p_ + j)];
      product -= mean * distances_[whole(j)];
      total_.products[whole(j * p_ + i)] = product;
    }
  }
  return std::move(total_);
}

} // namespace troupe
