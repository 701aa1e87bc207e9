#include "runtime/tiles/moments_accumulator.hpp"

#include "runtime/tiles/reduce_loops.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace troupe {
namespace {

/// Of numbers whose distances from `shift` add up to `sum`, the squares of the distances to `squares`.
RunningMoments from_shifted(double shift, double sum, double squares, std::int64_t count) {
  const auto n = static_cast<double>(count);
  if (squares > std::numeric_limits<double>::max() && std::abs(sum) <= std::numeric_limits<double>::max())
    return {n, shift + sum / n, squares}; // finite numbers further apart than a square holds: infinite, not NaN
  return {n, shift + sum / n, std::max(0.0, squares - sum * (sum / n)) + (squares - squares)}; // NaN stays NaN
}

double fold(const double* lanes, std::int64_t count) {
  double folded[64];
  std::copy_n(lanes, count, folded);
  for (auto width = count / 2; width >= 1; width /= 2)
    for (std::int64_t i = 0; i < width; ++i)
      folded[i] += folded[i + width];
  return folded[0];
}

} // namespace

MomentsAccumulator::MomentsAccumulator(std::int64_t totals, BufferPool& pool)
    : pool_(pool), totals_(static_cast<std::size_t>(totals)), sums_(totals_.size()), squares_(totals_.size()),
      shift_(totals_.size()), open_(totals_.size()) {
  clear_lanes();
}

void MomentsAccumulator::clear_lanes() {
  std::fill_n(lane_sums_, lanes, 0.0);
  std::fill_n(lane_squares_, lanes, 0.0);
  position_ = 0;
}

void MomentsAccumulator::add_run(const void* values, std::int64_t count) {
  const auto* from = static_cast<const double*>(values);
  while (count > 0) {
    if (position_ == 0)
      lane_shift_ = *from;
    std::int64_t taken = 1;
    if (position_ % lanes == 0 && count >= lanes) {
      taken = std::min(count, run_block - position_) / lanes * lanes;
      moments_run(lane_sums_, lane_squares_, from, static_cast<std::size_t>(taken / lanes), lane_shift_);
    } else {
      const auto distance = *from - lane_shift_;
      lane_sums_[position_ % lanes] += distance;
      lane_squares_[position_ % lanes] += distance * distance;
    }
    from += taken;
    count -= taken;
    position_ += taken;
    if (position_ == run_block)
      close_block();
  }
}

void MomentsAccumulator::close_block() {
  if (position_ > 0)
    run_.combine(from_shifted(lane_shift_, fold(lane_sums_, lanes), fold(lane_squares_, lanes), position_));
  clear_lanes();
}

void MomentsAccumulator::close_run(std::int64_t at, std::int64_t) {
  close_block();
  totals_[static_cast<std::size_t>(at)].combine(run_);
  run_ = {};
}

void MomentsAccumulator::add_rows(std::int64_t at, std::int64_t step, const void* values, std::int64_t stride,
                                  std::int64_t rows, std::int64_t columns) {
  const auto* from = static_cast<const double*>(values);
  const auto begin = static_cast<std::size_t>(at);
  const auto end = begin + static_cast<std::size_t>(columns);
  while (rows > 0) {
    if (step % row_block == 0)
      std::copy_n(from, columns, shift_.data() + at);
    const auto taken = std::min(rows, row_block - step % row_block);
    moments_rows(sums_.data() + at, squares_.data() + at, shift_.data() + at, from, stride, taken, columns);
    for (auto i = begin; i < end; ++i)
      open_[i] += taken;
    from += taken * stride;
    step += taken;
    rows -= taken;
    if (step % row_block == 0)
      for (auto i = begin; i < end; ++i)
        close_rows(i);
  }
}

void MomentsAccumulator::close_rows(std::size_t at) {
  if (open_[at] > 0)
    totals_[at].combine(from_shifted(shift_[at], sums_[at], squares_[at], open_[at]));
  sums_[at] = squares_[at] = 0;
  open_[at] = 0;
}

Block MomentsAccumulator::finish() {
  const auto count = totals_.size();
  Block block{DType::float64, {3, static_cast<std::int64_t>(count)}, pool_.allocate_for<double>(3 * count)};
  auto out = block.values<double>();
  for (std::size_t i = 0; i < count; ++i) {
    close_rows(i);
    out[i] = totals_[i].count;
    out[count + i] = totals_[i].mean;
    out[2 * count + i] = totals_[i].squares;
  }
  return block;
}

} // namespace troupe
