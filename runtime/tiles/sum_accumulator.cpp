#include "runtime/tiles/sum_accumulator.hpp"

#include <algorithm>

namespace troupe {

// -0.0 is what can be added to anything without a trace; an empty sum is told apart at the end.
SumAccumulator::SumAccumulator(std::int64_t totals, std::int64_t parts, BufferPool& pool)
    : totals_(totals), parts_(parts), pool_(pool), open_(static_cast<std::size_t>(totals * parts), -0.0),
      steps_(static_cast<std::size_t>(totals), 0) {
  std::fill_n(lanes_, lanes, -0.0);
}

void SumAccumulator::add_run(const void* values, std::int64_t count) {
  const auto* from = static_cast<const double*>(values);
  auto left = count * parts_;
  while (left > 0) {
    if (position_ % lanes != 0 || left < lanes) {
      lanes_[position_ % lanes] += *from++;
      ++position_;
      --left;
    } else {
      const auto taken = std::min(left, run_block * parts_ - position_) / lanes * lanes;
      run_loop(ReduceOp::sum, DType::float64)(lanes_, from, static_cast<std::size_t>(taken / lanes));
      from += taken;
      position_ += taken;
      left -= taken;
    }
    if (position_ == run_block * parts_)
      close_block();
  }
}

std::array<double, 2> SumAccumulator::fold_lanes() const {
  double folded[lanes];
  std::copy_n(lanes_, lanes, folded);
  for (auto width = lanes / 2; width >= parts_; width /= 2)
    for (std::int64_t i = 0; i < width; ++i)
      folded[i] += folded[i + width];
  return {folded[0], folded[1]};
}

void SumAccumulator::close_block() {
  auto sum = fold_lanes();
  std::size_t level = 0;
  for (; (blocks_ >> level) & 1; ++level)
    for (std::size_t part = 0; part < 2; ++part)
      sum[part] = run_levels_[level][part] + sum[part];
  run_levels_.resize(std::max(run_levels_.size(), level + 1));
  run_levels_[level] = sum;
  ++blocks_;
  position_ = 0;
  std::fill_n(lanes_, lanes, -0.0);
}

void SumAccumulator::close_run(std::int64_t at, std::int64_t step) {
  auto sum = fold_lanes();
  for (std::size_t level = 0; level < run_levels_.size(); ++level)
    if ((blocks_ >> level) & 1)
      for (std::size_t part = 0; part < 2; ++part)
        sum[part] = run_levels_[level][part] + sum[part];
  std::fill_n(lanes_, lanes, -0.0);
  position_ = 0;
  blocks_ = 0;
  add_rows(at, step, sum.data(), 0, 1, 1);
}

/// add(first, count) adds those rows to the open sums.
template <class Add>
void SumAccumulator::add_in_blocks(std::int64_t at, std::int64_t step, std::int64_t rows, std::int64_t columns,
                                   Add add) {
  for (std::int64_t done = 0; done < rows;) {
    const auto taken = std::min(rows - done, row_block - step % row_block);
    add(done, taken);
    step += taken;
    done += taken;
    if (step % row_block == 0)
      close_rows(at * parts_, (at + columns) * parts_, step / row_block - 1);
  }
  std::fill_n(steps_.begin() + at, columns, step);
}

void SumAccumulator::add_rows(std::int64_t at, std::int64_t step, const void* values, std::int64_t stride,
                              std::int64_t rows, std::int64_t columns) {
  const auto* from = static_cast<const double*>(values);
  add_in_blocks(at, step, rows, columns, [&](std::int64_t first, std::int64_t count) {
    sum_rows(open_.data() + at * parts_, from + first * stride * parts_, stride * parts_, count, columns * parts_);
  });
}

void SumAccumulator::add_products(std::int64_t at, std::int64_t step, const RowsOfFactor& a, const RowsOfFactor& b,
                                  std::int64_t rows, std::int64_t columns) {
  add_in_blocks(at, step, rows, columns, [&](std::int64_t first, std::int64_t count) {
    sum_product_rows(open_.data() + at, a.from(first), b.from(first), count, columns);
  });
}

void SumAccumulator::close_rows(std::int64_t begin, std::int64_t end, std::int64_t block) {
  std::size_t level = 0;
  for (; (block >> level) & 1; ++level)
    for (auto i = static_cast<std::size_t>(begin); i < static_cast<std::size_t>(end); ++i)
      open_[i] = levels_[level][i] + open_[i];
  if (level == levels_.size())
    levels_.emplace_back(open_.size());
  std::copy(open_.begin() + begin, open_.begin() + end, levels_[level].begin() + begin);
  std::fill(open_.begin() + begin, open_.begin() + end, -0.0);
}

Block SumAccumulator::finish() {
  Block block{parts_ == 2 ? DType::complex128 : DType::float64, {totals_}, pool_.allocate_for<double>(open_.size())};
  auto* out = reinterpret_cast<double*>(block.data.data());
  for (std::size_t i = 0; i < open_.size(); ++i) {
    const auto steps = steps_[i / static_cast<std::size_t>(parts_)];
    auto sum = open_[i];
    for (std::size_t level = 0; level < levels_.size(); ++level)
      if (((steps / row_block) >> level) & 1)
        sum = levels_[level][i] + sum;
    out[i] = steps == 0 ? 0.0 : sum;
  }
  return block;
}

} // namespace troupe
