// Sums of float64, and of complex128 as two of them. Internal to this room.
#pragma once

#include "runtime/tiles/accumulator.hpp"
#include "runtime/tiles/reduce_loops.hpp"

#include <array>
#include <vector>

namespace troupe {

class SumAccumulator final : public Accumulator {
public:
  /// @param parts  1 for float64, 2 for complex128
  SumAccumulator(std::int64_t totals, std::int64_t parts, BufferPool& pool);
  void add_run(const void* values, std::int64_t count) override;
  void close_run(std::int64_t at, std::int64_t step) override;
  void add_rows(std::int64_t at, std::int64_t step, const void* values, std::int64_t stride, std::int64_t rows,
                std::int64_t columns) override;
  void add_products(std::int64_t at, std::int64_t step, const RowsOfFactor& a, const RowsOfFactor& b, std::int64_t rows,
                    std::int64_t columns) override;
  Block finish() override;

private:
  static constexpr std::int64_t lanes = 32;
  static constexpr std::int64_t run_block = 1024; ///< elements
  static constexpr std::int64_t row_block = 128;

  void close_block();
  template <class Add>
  void add_in_blocks(std::int64_t at, std::int64_t step, std::int64_t rows, std::int64_t columns, Add add);
  void close_rows(std::int64_t begin, std::int64_t end, std::int64_t block);
  std::array<double, 2> fold_lanes() const;

  std::int64_t totals_;
  std::int64_t parts_;
  BufferPool& pool_;
  // the run that is open
  alignas(64) double lanes_[lanes];
  std::int64_t position_ = 0; ///< numbers taken since the last block began
  std::uint64_t blocks_ = 0;  ///< closed
  std::vector<std::array<double, 2>> run_levels_;
  // the totals: the sum of the rows since the last block began, and sums of 1, 2, 4, ... blocks
  std::vector<double> open_;
  std::vector<std::vector<double>> levels_;
  std::vector<std::int64_t> steps_; ///< parts added to each total
};

} // namespace troupe
