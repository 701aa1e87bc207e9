// What a kernel is: a named function from chunks to a chunk, registered on both sides of the wire.
// Kernels run concurrently on many threads and keep no state between calls.
#pragma once

#include "runtime/base/params.hpp"
#include "runtime/base/result.hpp"
#include "runtime/chunk/buffer_pool.hpp"
#include "runtime/chunk/chunk.hpp"
#include "runtime/tiles/tile_program.hpp"

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>

namespace troupe {

class DataFolders;

/// What one call gets besides its inputs.
struct KernelContext {
  const Params& params;                         ///< the layer's parameters
  std::uint32_t index = 0;                      ///< the task's place in its layer, e.g. the chunk number
  BufferPool& pool;                             ///< where outputs come from
  const std::atomic<bool>* cancelled = nullptr; ///< long loops ask is_cancelled() now and then and give up
  const DataFolders* folders = nullptr;         ///< where the files that the parameters name may be; null: nowhere
  bool roomy =
      true; ///< memory is not short: what the output shares of an input's may be kept for as long as the output is

  bool is_cancelled() const { return cancelled && cancelled->load(std::memory_order_relaxed); }
};

/// The inputs in order, one handle each. A kernel may move a handle out, and where it is the only one
/// (`use_count() == 1`) write into those of that chunk's buffers that are unique() instead of allocating.
/// @returns The output; Errc::cancelled when it gave up; any other error fails the task with that message.
using KernelFunction = std::function<Result<ChunkPtr>(const KernelContext& context, std::span<ChunkPtr> inputs)>;

/// Rows of float64 in C order, made a tile at a time by a generator that never materialises its chunk.
/// One thread at a time.
class TileSource {
public:
  virtual ~TileSource() = default;
  virtual std::int64_t rows() const = 0;
  virtual std::int64_t columns() const = 0; ///< 1 for a vector
  /// Writes rows [first, first + count) to `out`, count * columns() doubles.
  virtual Result<void> read(std::int64_t first, std::int64_t count, double* out) = 0;
};

/// The other end: takes aligned tiles of its operands in row order and makes one chunk of them.
/// One thread at a time.
class TileSink {
public:
  virtual ~TileSink() = default;
  /// @param tiles one for each input, each count * its columns doubles; the sink may overwrite them.
  virtual Result<void> consume(std::span<double* const> tiles, std::int64_t count) = 0;
  /// Asked after the last tile: whether it wants all of them once more, from the first on.
  virtual Result<bool> wants_another_pass() { return false; }
  virtual Result<ChunkPtr> finish() = 0;
};

/// What a kernel is to the fused tile engine.
enum class TileRole {
  none,
  elements,  ///< every element of the output is a function of those at the same place (NumPy's broadcasting)
  transpose, ///< the output is the input with its axes in another order: parameter `axes`
  reduction, ///< parameters `op` (a ReduceOp) and `axes` (none: all); the output keeps them with extent 1
};

struct Kernel {
  std::string name;
  KernelFunction run;
  /// Set where the kernel can make its output in tiles (then `run` materialises the same values).
  std::function<Result<std::unique_ptr<TileSource>>(const KernelContext&)> tile_source;
  /// Set where the kernel can take its inputs in tiles; `columns` are those of each input.
  std::function<Result<std::unique_ptr<TileSink>>(const KernelContext&, std::span<const std::int64_t> columns)>
      tile_sink;
  TileRole role = TileRole::none;
  /// Set where the role is `elements`: adds the kernel's step to a program, its inputs being those values there
  /// (then `run` makes the same values).
  std::function<Result<TileProgram::Place>(const KernelContext&, TileProgram&, std::span<const TileProgram::Place>)>
      tile_step;
};

} // namespace troupe
