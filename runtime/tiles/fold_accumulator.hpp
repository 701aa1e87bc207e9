// Reductions by one repeated operation: products, extremes, sums of integers. Internal to this room.
#pragma once

#include "runtime/tiles/accumulator.hpp"
#include "runtime/tiles/reduce_loops.hpp"
#include "runtime/tiles/tile_function.hpp"

#include <array>
#include <cstddef>

namespace troupe {

class FoldAccumulator final : public Accumulator {
public:
  /// @param loop  nullptr where runs are folded one by one (complex products)
  FoldAccumulator(ReduceOp op, DType dtype, TileFunction combine, RunLoop loop, std::int64_t totals, BufferPool& pool);
  void add_run(const void* values, std::int64_t count) override;
  void close_run(std::int64_t at, std::int64_t step) override;
  void add_rows(std::int64_t at, std::int64_t step, const void* values, std::int64_t stride, std::int64_t rows,
                std::int64_t columns) override;
  Block finish() override { return std::move(totals_); }

private:
  void combine_into(std::byte* into, const std::byte* values, std::size_t count) const;

  TileFunction combine_;
  RunLoop loop_;
  std::size_t element_;
  std::size_t lanes_;
  std::size_t position_ = 0; ///< the lane of the next element
  alignas(64) std::array<std::byte, lane_bytes> neutral_;
  alignas(64) std::array<std::byte, lane_bytes> open_;
  Block totals_;
};

} // namespace troupe
