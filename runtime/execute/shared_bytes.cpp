#include "runtime/execute/shared_bytes.hpp"

#include <functional>

namespace troupe {

std::span<const std::byte> block_bytes(const ChunkPtr& chunk) {
  const auto* block = chunk ? std::get_if<Block>(chunk.get()) : nullptr;
  return block ? std::span(block->data.data(), block->data.size()) : std::span<const std::byte>();
}

bool lies_in(const Chunk& made, std::span<const std::byte> bytes) {
  const auto* chunk = &made;
  if (const auto* list = std::get_if<ChunkList>(chunk); list && !list->chunks.empty())
    chunk = list->chunks.front().get();
  const auto* block = std::get_if<Block>(chunk);
  if (!block || block->data.empty() || bytes.empty())
    return false;
  const std::less_equal<> before;
  return before(bytes.data(), block->data.data())
         && before(block->data.data() + block->data.size(), bytes.data() + bytes.size());
}

} // namespace troupe
