#include "runtime/kernels/array/file_chunks.hpp"

#include "runtime/kernels/arguments.hpp"
#include "runtime/kernels/files/file_params.hpp"
#include "runtime/kernels/tile_kernels.hpp"

#include <algorithm>
#include <utility>

namespace troupe {

Result<DType> dtype_of_params(const Params& params) {
  TROUPE_TRY(name, params.text("dtype"));
  TROUPE_TRY(dtype, dtype_from_string(name));
  if (dtype == DType::string)
    return fail(Errc::invalid_dtype, "arrays hold numbers");
  return dtype;
}

Result<FileChunk> chunk_of_task(const KernelContext& context, DType dtype) {
  const auto* axes = context.params.list("chunks");
  if (!axes)
    return fail(Errc::invalid_argument, "arrays in files need the parameter 'chunks'");
  std::vector<std::vector<std::int64_t>> extents;
  for (const auto& axis : *axes) {
    TROUPE_TRY(along, integer_list(axis, "extents"));
    extents.push_back(*along);
  }
  TROUPE_TRY(grid, ChunkGrid::from_extents(std::move(extents)));
  if (context.index >= grid.size())
    return fail(Errc::invalid_argument, "the array has no chunk " + std::to_string(context.index));
  TROUPE_CHECK(checked_element_count(grid.shape()));
  FileChunk found{Region::of_chunk(grid, context.index), grid.place(context.index), 0};
  TROUPE_TRY(count, checked_element_count(found.region.extent));
  found.bytes = static_cast<std::size_t>(count) * size_of(dtype);
  return found;
}

void tidy_truth(Block& block) {
  if (block.dtype == DType::bool_)
    for (auto& byte : block.data.as<std::uint8_t>())
      byte = byte != 0 ? 1 : 0;
}

Result<ChunkPtr> numbers_chunk(const KernelContext& context, std::span<const std::int64_t> numbers, bool single) {
  const auto shape = single ? Shape{} : Shape{std::ssize(numbers)};
  Block block{DType::int64, shape, context.pool.allocate_for<std::int64_t>(numbers.size())};
  std::copy(numbers.begin(), numbers.end(), block.values<std::int64_t>().begin());
  return make_chunk(std::move(block));
}

Result<std::vector<std::int64_t>> numbers_of(const ChunkPtr& input, std::size_t count) {
  TROUPE_TRY(block, any_block(input));
  if (block->dtype != DType::int64 || static_cast<std::size_t>(block->size()) != count)
    return fail(Errc::invalid_argument,
                std::to_string(count) + " whole numbers were expected; a " + describe(*input) + " was given");
  const auto values = block->values<std::int64_t>();
  return std::vector<std::int64_t>(values.begin(), values.end());
}

std::int64_t mark_of(std::int64_t token) {
  auto mixed = static_cast<std::uint64_t>(token) * 0x9E3779B97F4A7C15u;
  return static_cast<std::int64_t>(mixed >> 34); // 2^32 of them can be added up
}

Result<void> check_marks(std::span<const std::int64_t> total, std::int64_t token, std::int64_t tasks,
                         const std::string& path) {
  const auto expected = static_cast<std::uint64_t>(mark_of(token)) * static_cast<std::uint64_t>(tasks);
  if (total.size() == 2 && static_cast<std::uint64_t>(total[1]) == expected)
    return {};
  return fail(Errc::io_error,
              "parts of '" + path
                  + "' were written to a file that is gone; what was there before stays: write it again");
}

} // namespace troupe
