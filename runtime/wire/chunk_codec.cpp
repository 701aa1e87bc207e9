#include "runtime/wire/chunk_codec.hpp"

#include "runtime/wire/detail/chunk_check.hpp"
#include "runtime/wire/detail/values.hpp"
#include "schemas/chunk.capnp.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <unordered_set>

namespace troupe::wire {
namespace {

// Those of the small values, beside those here.
using wire::words_of;

// Buffers go as they lie in memory.
static_assert(std::endian::native == std::endian::little, "streams of chunks are little-endian");
static_assert(static_cast<int>(DType::string) == static_cast<int>(schema::DType::STRING)
              && static_cast<int>(schema::DType::STRING) + 1 == dtype_count);

constexpr std::uint64_t alignment = BufferPool::alignment;
constexpr std::uint64_t length_bytes = sizeof(std::uint64_t);

constexpr std::uint64_t aligned(std::uint64_t size) { return (size + alignment - 1) / alignment * alignment; }

// To a stream ------------------------------------------------------------------------------------------------------

/// Hands out the places of buffers, in the order of buffers_of().
struct Places {
  std::uint64_t next;
  void write(const Buffer& buffer, schema::Extent::Builder builder) {
    builder.setOffset(next);
    builder.setSize(buffer.size());
    next += aligned(buffer.size());
  }
};

void write(const Column& column, schema::Column::Builder builder, Places& places) {
  builder.setName(to_text(column.name));
  builder.setDtype(static_cast<schema::DType>(column.dtype));
  builder.setLength(column.length);
  builder.setNullCount(column.null_count);
  places.write(column.data, builder.initData());
  places.write(column.offsets, builder.initOffsets());
  places.write(column.validity, builder.initValidity());
}

struct WriteChunk {
  schema::ChunkHeader::Builder builder;
  Places& places;
  void operator()(const Block& block) {
    auto to = builder.initBlock();
    to.setDtype(static_cast<schema::DType>(block.dtype));
    write_numbers(block.shape, to.initShape(list_size(block.shape)));
    places.write(block.data, to.initData());
  }
  void operator()(const Table& table) {
    auto to = builder.initTable();
    to.setRows(table.rows);
    auto columns = to.initColumns(list_size(table.columns));
    for (unsigned int i = 0; i < columns.size(); ++i)
      write(table.columns[i], columns[i], places);
  }
  void operator()(const BagPart& bag) { write(bag.items, builder.initBag().initItems(), places); }
  void operator()(const ChunkList& list) {
    auto chunks = builder.initList(list_size(list.chunks));
    for (unsigned int i = 0; i < chunks.size(); ++i)
      std::visit(WriteChunk{chunks[i], places}, std::as_const(*list.chunks[i]));
  }
};

struct WordsOf {
  std::size_t operator()(const Block& block) const { return 16 + block.shape.size(); }
  std::size_t operator()(const Table& table) const {
    std::size_t words = 16;
    for (const auto& column : table.columns)
      words += 16 + words_of(column.name);
    return words;
  }
  std::size_t operator()(const BagPart& bag) const { return 32 + words_of(bag.items.name); }
  std::size_t operator()(const ChunkList& list) const {
    std::size_t words = 16;
    for (const auto& chunk : list.chunks)
      words += 8 + std::visit(*this, std::as_const(*chunk));
    return words;
  }
};

/// The header when the first buffer lies at `first`. Its own length does not depend on that.
Bytes header_of(const Chunk& chunk, std::uint64_t first) {
  return write_message<schema::ChunkHeader>(std::visit(WordsOf{}, chunk), [&](auto builder) {
    Places places{first};
    std::visit(WriteChunk{builder, places}, chunk);
    builder.setTotalSize(places.next);
  });
}

/// What fills a buffer up to a multiple of 64. Never written to: nobody is the only owner of it.
Buffer zeros(std::size_t size) {
  alignas(alignment) static std::byte nothing[alignment] = {};
  return {nullptr, nothing, size};
}

/// The length, the header and its padding.
Buffer opening(const Bytes& header, BufferPool& pool) {
  const auto used = length_bytes + header.size();
  auto buffer = pool.allocate(aligned(used));
  const std::uint64_t length = header.size();
  std::memcpy(buffer.data(), &length, length_bytes);
  std::memcpy(buffer.data() + length_bytes, header.data(), header.size());
  std::memset(buffer.data() + used, 0, buffer.size() - used);
  return buffer;
}

// From a stream ----------------------------------------------------------------------------------------------------

DType to_dtype(schema::DType dtype) {
  if (static_cast<int>(dtype) >= dtype_count)
    refuse_unknown("a dtype", static_cast<unsigned int>(dtype));
  return static_cast<DType>(dtype);
}

/// Takes the places of buffers in the order in which they were handed out; gaps and overlaps are refused.
class Slices {
public:
  Slices(Buffer whole, std::uint64_t first) : whole_(std::move(whole)), next_(first) {}
  Buffer take(schema::Extent::Reader extent) {
    const auto size = extent.getSize();
    if (extent.getOffset() != next_)
      refuse(Errc::corrupt, "a buffer is said to be at byte " + std::to_string(extent.getOffset()) + "; expected "
                                + std::to_string(next_));
    if (size > whole_.size() - next_)
      refuse(Errc::corrupt, "a buffer of " + std::to_string(size) + " bytes at byte " + std::to_string(next_)
                                + " passes the end, " + std::to_string(whole_.size()));
    auto slice = size == 0 ? Buffer() : whole_.slice(next_, size);
    next_ = std::min<std::uint64_t>(whole_.size(), next_ + aligned(size)); // both are multiples of 64
    return slice;
  }
  void finish() const {
    if (next_ != whole_.size())
      refuse(Errc::corrupt, "bytes follow the last buffer");
  }

private:
  Buffer whole_;
  std::uint64_t next_; ///< <= whole_.size()
};

Column read(schema::Column::Reader reader, Slices& slices) {
  Column column;
  column.name = from_text(reader.getName());
  column.dtype = to_dtype(reader.getDtype());
  column.length = reader.getLength();
  column.null_count = reader.getNullCount();
  column.data = slices.take(reader.getData());
  column.offsets = slices.take(reader.getOffsets());
  column.validity = slices.take(reader.getValidity());
  if (auto sound = check_column(column); !sound)
    throw TroupeError(sound.error());
  return column;
}

Block read(schema::Block::Reader reader, Slices& slices) {
  Block block;
  block.dtype = to_dtype(reader.getDtype());
  block.shape = read_numbers<std::int64_t>(reader.getShape());
  block.data = slices.take(reader.getData());
  if (auto sound = check_block(block); !sound)
    throw TroupeError(sound.error());
  return block;
}

Table read(schema::Table::Reader reader, Allowance& allowance, Slices& slices) {
  Table table;
  table.rows = reader.getRows();
  if (table.rows < 0)
    refuse(Errc::corrupt, "a table of " + std::to_string(table.rows) + " rows");
  const auto columns = reader.getColumns();
  table.columns.reserve(allowance.charge(columns)); // so that the names below stay where they are
  std::unordered_set<std::string_view> names;
  for (auto from : columns) {
    const auto& column = table.columns.emplace_back(read(from, slices));
    if (column.length != table.rows)
      refuse(Errc::corrupt, "column '" + column.name + "' has " + std::to_string(column.length)
                                + " elements in a table of " + std::to_string(table.rows) + " rows");
    if (!names.insert(column.name).second)
      refuse(Errc::corrupt, "two columns are named '" + column.name + "'");
  }
  return table;
}

BagPart read(schema::Bag::Reader reader, Slices& slices) {
  BagPart bag{read(reader.getItems(), slices)};
  if (bag.items.dtype != DType::string)
    refuse(Errc::corrupt, "a bag of " + std::string(to_string(bag.items.dtype)) + "; expected string");
  return bag;
}

ChunkPtr read(schema::ChunkHeader::Reader reader, Allowance& allowance, Slices& slices);

ChunkList read(capnp::List<schema::ChunkHeader>::Reader reader, Allowance& allowance, Slices& slices) {
  ChunkList list;
  list.chunks.reserve(allowance.charge(reader));
  for (auto from : reader) {
    if (from.isList())
      refuse(Errc::corrupt, "a list of chunks holds a list");
    list.chunks.push_back(read(from, allowance, slices));
  }
  return list;
}

ChunkPtr read(schema::ChunkHeader::Reader reader, Allowance& allowance, Slices& slices) {
  switch (reader.which()) {
  case schema::ChunkHeader::BLOCK:
    return make_chunk(read(reader.getBlock(), slices));
  case schema::ChunkHeader::TABLE:
    return make_chunk(read(reader.getTable(), allowance, slices));
  case schema::ChunkHeader::BAG:
    return make_chunk(read(reader.getBag(), slices));
  case schema::ChunkHeader::LIST:
    return make_chunk(read(reader.getList(), allowance, slices));
  }
  refuse_unknown("a chunk of kind", static_cast<unsigned int>(reader.which()));
}

/// @returns The length of the header of a stream that is long enough to hold it.
Result<std::uint64_t> header_length(const Buffer& whole) {
  if (reinterpret_cast<std::uintptr_t>(whole.data()) % alignment != 0)
    return fail(Errc::invalid_argument, "the chunk's stream is not 64-byte aligned in memory");
  if (whole.size() < alignment || whole.size() % alignment != 0)
    return fail(Errc::corrupt, "the chunk's stream has " + std::to_string(whole.size())
                                   + " bytes; expected a multiple of 64, at least 64");
  std::uint64_t length = 0;
  std::memcpy(&length, whole.data(), length_bytes);
  if (length > whole.size() - length_bytes)
    return fail(Errc::corrupt, "the chunk's stream of " + std::to_string(whole.size()) + " bytes claims a header of "
                                   + std::to_string(length));
  return length;
}

} // namespace
} // namespace troupe::wire

namespace troupe {

ChunkStream to_stream(const Chunk& chunk, BufferPool& pool) {
  const auto first = wire::aligned(wire::length_bytes + wire::header_of(chunk, 0).size());
  ChunkStream stream;
  stream.pieces.push_back(wire::opening(wire::header_of(chunk, first), pool));
  stream.size = stream.pieces.back().size();
  for (auto& buffer : buffers_of(chunk)) {
    if (buffer.empty())
      continue;
    const auto padding = wire::aligned(buffer.size()) - buffer.size();
    stream.size += buffer.size() + padding;
    stream.pieces.push_back(std::move(buffer));
    if (padding > 0)
      stream.pieces.push_back(wire::zeros(padding));
  }
  return stream;
}

void copy_range(const ChunkStream& stream, std::uint64_t offset, std::span<std::byte> out) {
  for (const auto& piece : stream.pieces) {
    if (out.empty())
      return;
    if (offset >= piece.size()) {
      offset -= piece.size();
      continue;
    }
    const auto size = std::min<std::size_t>(out.size(), piece.size() - offset);
    std::memcpy(out.data(), piece.data() + offset, size);
    out = out.subspan(size);
    offset = 0;
  }
}

Result<ChunkPtr> from_stream(Buffer whole) {
  using namespace wire; // the read functions above are found beside those of the small values
  TROUPE_TRY(length, wire::header_length(whole));
  const std::span<const std::byte> header{std::as_const(whole).data() + wire::length_bytes, length};
  return wire::read_message<schema::ChunkHeader>(header, "the chunk's header", [&](auto reader, auto& allowance) {
    if (reader.getTotalSize() != whole.size())
      wire::refuse(Errc::corrupt, "it is of a stream of " + std::to_string(reader.getTotalSize()) + " bytes, not of "
                                      + std::to_string(whole.size()));
    wire::Slices slices(whole, wire::aligned(wire::length_bytes + length));
    auto chunk = read(reader, allowance, slices);
    slices.finish();
    return chunk;
  });
}

} // namespace troupe
