// Common parts of the kernels that read and write array files: the parameters `chunks` (the extents along each axis of
// the whole array) and `dtype`, and the values that their tasks return. Pure functions.
#pragma once

#include "runtime/formats/region.hpp"
#include "runtime/kernels/kernel.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace troupe {

Result<DType> dtype_of_params(const Params& params);

/// A task's chunk.
struct FileChunk {
  Region region;
  Shape place; ///< of the chunk among the others
  std::size_t bytes = 0;
};
Result<FileChunk> chunk_of_task(const KernelContext& context, DType dtype);

/// In a file, any byte may stand for true.
void tidy_truth(Block& block);

/// An int64 chunk of those numbers, of shape {count}; of one, {} if it is `single`.
Result<ChunkPtr> numbers_chunk(const KernelContext& context, std::span<const std::int64_t> numbers,
                               bool single = false);
/// Errc::invalid_argument for anything but an int64 chunk of that many.
Result<std::vector<std::int64_t>> numbers_of(const ChunkPtr& input, std::size_t count);

/// A writer's tasks hand on {bytes, mark}, which are added up: the mark of what they wrote to. A task that is done
/// again may find that what the others wrote to is gone; the sum tells.
/// @param token  not negative, of what is written to
std::int64_t mark_of(std::int64_t token);
/// @param total  {bytes, marks} of `tasks` tasks @returns Errc::io_error where they did not all write to what `token`
/// says.
Result<void> check_marks(std::span<const std::int64_t> total, std::int64_t token, std::int64_t tasks,
                         const std::string& path);

} // namespace troupe
