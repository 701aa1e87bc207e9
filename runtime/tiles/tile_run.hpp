// Runs tile programs over blocks: each tile goes through the whole program while it is in the first-level cache, so
// that no intermediate result of a block's size is made. Pure functions; many may run at once.
#pragma once

#include "runtime/chunk/buffer_pool.hpp"
#include "runtime/tiles/reduce_op.hpp"
#include "runtime/tiles/tile_program.hpp"

#include <atomic>
#include <optional>
#include <span>
#include <vector>

namespace troupe {

struct TileInputs {
  std::span<const Block* const> blocks;
  /// Inputs that nobody else holds, whose memory the output may take over (it then shares the input's buffer). May be
  /// shorter than `blocks`: the rest may not.
  std::vector<bool> expendable = {};
};

struct TileContext {
  BufferPool& pool;
  const std::atomic<bool>* cancelled = nullptr;
};

/// One of several outputs: a value's elements, or the value reduced.
struct TileOutput {
  TileProgram::Place value = 0;
  std::optional<ReduceOp> op;
  std::vector<std::size_t> axes; ///< of the reduction, rising
};

/// Shape of a value for inputs of these shapes. @returns Errc::invalid_shape naming shapes that do not broadcast.
Result<Shape> value_shape(const TileProgram& program, TileProgram::Place value, const TileInputs& inputs);

/// @returns The value's elements; Errc::invalid_dtype when an input is not of the program's type, Errc::invalid_shape
/// when
///          shapes do not broadcast, Errc::cancelled.
Result<Block> run_elements(const TileProgram& program, TileProgram::Place value, const TileInputs& inputs,
                           const TileContext& context);

/// The value reduced along `axes` (rising), which keep extent 1, in reduce_type(); of moments along a first axis of 3.
Result<Block> run_reduction(const TileProgram& program, TileProgram::Place value, ReduceOp op,
                            const std::vector<std::size_t>& axes, const TileInputs& inputs, const TileContext& context);

constexpr std::size_t most_tile_outputs = 32;

/// Several outputs of values of one shape, in one walk over the tiles: each as run_elements() or run_reduction() would
/// make it, to the last bit. @pre at least one, at most most_tile_outputs; the values have one shape
Result<std::vector<Block>> run_outputs(const TileProgram& program, std::span<const TileOutput> outputs,
                                       const TileInputs& inputs, const TileContext& context);

} // namespace troupe
