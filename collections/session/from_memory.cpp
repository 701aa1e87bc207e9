#include "collections/session/from_memory.hpp"

#include "collections/session/held_expression.hpp"

namespace troupe {
namespace {

Result<void> check_chunk(const ChunkPtr& chunk, const ChunkGrid& grid, std::uint32_t index, DType dtype) {
  const auto* block = chunk ? std::get_if<Block>(chunk.get()) : nullptr;
  if (!block || block->dtype != dtype || block->shape != grid.chunk_shape(index))
    return fail(Errc::invalid_shape,
                "chunk " + std::to_string(index) + " is " + (chunk ? "a " + describe(*chunk) : std::string("missing"))
                    + "; expected a block " + std::string(to_string(dtype)) + " " + to_string(grid.chunk_shape(index)));
  return {};
}

/// Whole rows of the memory as chunks of their own, where they lie.
std::vector<ChunkPtr> in_rows(const Buffer& whole, const ChunkGrid& grid, DType dtype) {
  std::vector<ChunkPtr> chunks;
  std::size_t at = 0;
  for (std::uint32_t i = 0; i < grid.size(); ++i) {
    auto shape = grid.chunk_shape(i);
    const auto bytes = static_cast<std::size_t>(element_count(shape)) * size_of(dtype);
    chunks.push_back(make_chunk(Block{dtype, std::move(shape), whole.slice(at, bytes)}));
    at += bytes;
  }
  return chunks;
}

} // namespace

Result<Array> from_held(std::vector<ChunkPtr> chunks, const ChunkGrid& grid, DType dtype) {
  if (chunks.size() != grid.size())
    return fail(Errc::invalid_shape,
                "an array of " + std::to_string(grid.size()) + " chunks was given " + std::to_string(chunks.size()));
  for (std::uint32_t i = 0; i < grid.size(); ++i)
    TROUPE_CHECK(check_chunk(chunks[i], grid, i, dtype));
  TROUPE_TRY(expression, held_expression(std::move(chunks)));
  return Array::make(std::move(expression), grid, dtype);
}

Array from_memory(const void* elements, DType dtype, const Shape& shape, std::shared_ptr<const void> owner,
                  std::int64_t rows) {
  if (dtype == DType::string)
    throw TroupeError({Errc::invalid_dtype, "arrays hold numbers, not strings"});
  Shape chunk(shape.size(), -1);
  if (!chunk.empty())
    chunk.front() = rows;
  const auto grid = ChunkGrid::make(shape, chunk).value();
  // Blocks hand out writable memory, but what is held is never written to (held_chunks.hpp).
  auto* bytes = const_cast<std::byte*>(static_cast<const std::byte*>(elements));
  const Buffer whole(std::shared_ptr<void>(bytes, [owner = std::move(owner)](void*) {}), bytes,
                     static_cast<std::size_t>(element_count(shape)) * size_of(dtype));
  return from_held(in_rows(whole, grid, dtype), grid, dtype).value();
}

} // namespace troupe
