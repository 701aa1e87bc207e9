#include "runtime/chunk/chunk.hpp"

#include <utility>

namespace troupe {
namespace {

struct BuffersOf {
  std::vector<Buffer> found;
  void column(const Column& column) {
    found.push_back(column.data);
    found.push_back(column.offsets);
    found.push_back(column.validity);
  }
  void operator()(const Block& block) { found.push_back(block.data); }
  void operator()(const Table& table) {
    for (const auto& each : table.columns)
      column(each);
  }
  void operator()(const BagPart& bag) { column(bag.items); }
  void operator()(const ChunkList& list) {
    for (const auto& chunk : list.chunks)
      std::visit(*this, std::as_const(*chunk));
  }
};

} // namespace

std::vector<Buffer> buffers_of(const Chunk& chunk) {
  BuffersOf visitor;
  std::visit(visitor, chunk);
  return std::move(visitor.found);
}

std::uint64_t nbytes(const Chunk& chunk) {
  std::uint64_t bytes = 0;
  for (const auto& buffer : buffers_of(chunk))
    bytes += buffer.size();
  return bytes;
}

std::string describe(const Chunk& chunk) {
  if (const auto* block = std::get_if<Block>(&chunk))
    return "block " + std::string(to_string(block->dtype)) + " " + to_string(block->shape);
  if (const auto* table = std::get_if<Table>(&chunk))
    return "table of " + std::to_string(table->columns.size()) + " columns, " + std::to_string(table->rows) + " rows";
  if (const auto* list = std::get_if<ChunkList>(&chunk))
    return "list of " + std::to_string(list->chunks.size()) + " chunks";
  return "bag of " + std::to_string(std::get<BagPart>(chunk).items.length) + " items";
}

Result<const Block*> as_block(const Chunk& chunk) {
  if (const auto* block = std::get_if<Block>(&chunk))
    return block;
  return fail(Errc::invalid_argument, "expected an array block, got a " + describe(chunk));
}

Result<const Table*> as_table(const Chunk& chunk) {
  if (const auto* table = std::get_if<Table>(&chunk))
    return table;
  return fail(Errc::invalid_argument, "expected a table part, got a " + describe(chunk));
}

} // namespace troupe
