// Count, mean and sum of squared distances from the mean, in one pass. Internal to this room.
#pragma once

#include "runtime/tiles/accumulator.hpp"
#include "runtime/tiles/moments.hpp"

#include <vector>

namespace troupe {

class MomentsAccumulator final : public Accumulator {
public:
  MomentsAccumulator(std::int64_t totals, BufferPool& pool);
  void add_run(const void* values, std::int64_t count) override;
  void close_run(std::int64_t at, std::int64_t step) override;
  void add_rows(std::int64_t at, std::int64_t step, const void* values, std::int64_t stride, std::int64_t rows,
                std::int64_t columns) override;
  Block finish() override;

private:
  static constexpr std::int64_t lanes = 32;
  static constexpr std::int64_t run_block = 1024;
  static constexpr std::int64_t row_block = 128;

  void close_block();
  void close_rows(std::size_t at);
  void clear_lanes();

  BufferPool& pool_;
  // the run that is open
  alignas(64) double lane_sums_[lanes];
  alignas(64) double lane_squares_[lanes];
  double lane_shift_ = 0;
  std::int64_t position_ = 0;
  RunningMoments run_;
  // the totals, and the rows of each since its last block began
  std::vector<RunningMoments> totals_;
  std::vector<double> sums_, squares_, shift_;
  std::vector<std::int64_t> open_;
};

} // namespace troupe
