#include "runtime/kernels/arguments.hpp"

#include <algorithm>
#include <complex>
#include <cstring>
#include <limits>
#include <utility>

namespace troupe {

Result<void> require_inputs(std::span<const ChunkPtr> inputs, std::size_t count) {
  if (inputs.size() != count)
    return fail(Errc::invalid_argument, "the kernel takes " + std::to_string(count)
                                            + (count == 1 ? " chunk" : " chunks") + "; it was given "
                                            + std::to_string(inputs.size()));
  return count == 0 ? Result<void>() : require_some_inputs(inputs);
}

Result<void> require_some_inputs(std::span<const ChunkPtr> inputs) {
  if (inputs.empty())
    return fail(Errc::invalid_argument, "the kernel takes at least one chunk; it was given none");
  if (std::any_of(inputs.begin(), inputs.end(), [](const ChunkPtr& input) { return input == nullptr; }))
    return fail(Errc::invalid_argument, "one of the chunks given to the kernel is missing");
  return {};
}

Result<std::int64_t> checked_element_count(const Shape& shape) {
  constexpr auto most =
      std::numeric_limits<std::int64_t>::max() / static_cast<std::int64_t>(sizeof(std::complex<double>));
  std::int64_t count = 1;
  bool empty = false;
  for (const auto extent : shape) {
    if (extent < 0)
      return fail(Errc::invalid_shape, "the shape " + to_string(shape) + " has a negative extent");
    empty = empty || extent == 0;
    if (extent > 0 && count > most / extent)
      return fail(Errc::invalid_shape, "an array of shape " + to_string(shape) + " is larger than 2^63 bytes");
    count *= std::max<std::int64_t>(extent, 1);
  }
  return empty ? 0 : count;
}

Result<void> check_block(const Block& block) {
  TROUPE_TRY(count, checked_element_count(block.shape));
  const auto width = size_of(block.dtype);
  if (width == 0)
    return fail(Errc::invalid_dtype, "a block holds numbers; this one says " + std::string(to_string(block.dtype)));
  if (block.data.size() / width != static_cast<std::size_t>(count) || block.data.size() % width != 0)
    return fail(Errc::invalid_shape, "a block of shape " + to_string(block.shape) + " and dtype "
                                         + std::string(to_string(block.dtype)) + " holds "
                                         + std::to_string(block.data.size()) + " bytes");
  return {};
}

Result<Block*> float64_block(const ChunkPtr& input) {
  auto* block = std::get_if<Block>(input.get());
  if (!block)
    return fail(Errc::invalid_argument, "the kernel takes a float64 block; it was given a " + describe(*input));
  if (block->dtype != DType::float64)
    return fail(Errc::invalid_dtype, "the kernel takes a float64 block; it was given a " + describe(*input));
  TROUPE_CHECK(check_block(*block));
  return block;
}

Block new_float64_block(BufferPool& pool, Shape shape) {
  const auto count = static_cast<std::size_t>(element_count(shape));
  return {DType::float64, std::move(shape), pool.allocate_for<double>(count)};
}

bool may_overwrite(const ChunkPtr& input, const Block& block) { return input.use_count() == 1 && block.data.unique(); }

ChunkPtr with_shape(const ChunkPtr& input, const Block& block, Shape shape, BufferPool& pool) {
  if (may_overwrite(input, block))
    return make_chunk(Block{block.dtype, std::move(shape), block.data});
  auto copy = pool.allocate(block.data.size());
  if (!copy.empty())
    std::memcpy(copy.data(), block.data.data(), copy.size());
  return make_chunk(Block{block.dtype, std::move(shape), std::move(copy)});
}

} // namespace troupe
