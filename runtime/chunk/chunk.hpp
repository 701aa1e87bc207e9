// What a task makes and a chunk actor owns: an n-d block, a part of a table, a part of a bag, or several of these.
// A chunk is written by the kernel that makes it and read-only from then on, so it is shared between threads freely;
// a kernel that holds the only handle (`use_count() == 1`) may take over those of its buffers that are unique().
#pragma once

#include "runtime/base/result.hpp"
#include "runtime/chunk/buffer.hpp"
#include "runtime/chunk/dtype.hpp"
#include "runtime/chunk/shape.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace troupe {

/// A dense n-d array in C order. Invariant: data.size() == element_count(shape) * size_of(dtype).
struct Block {
  DType dtype = DType::float64;
  Shape shape;
  Buffer data;

  std::int64_t size() const { return element_count(shape); }
  /// @pre dtype is T's.
  template <class T>
  std::span<T> values() {
    return data.as<T>();
  }
  template <class T>
  std::span<const T> values() const {
    return data.as<T>();
  }
};

/// One column in Arrow's layout. Invariants: fixed-width data holds `length` values; strings have length + 1 int64
/// offsets into `data`; `validity`, when not empty, has one bit an element, least significant first, 0 meaning null.
struct Column {
  std::string name;
  DType dtype = DType::float64;
  std::int64_t length = 0;
  Buffer data;
  Buffer offsets;
  Buffer validity;
  std::int64_t null_count = 0;

  bool is_null(std::int64_t row) const {
    if (validity.empty())
      return false;
    const auto byte = std::to_integer<unsigned>(validity.data()[row >> 3]);
    return ((byte >> (row & 7)) & 1u) == 0;
  }
  template <class T>
  std::span<const T> values() const {
    return data.as<T>();
  }
  template <class T>
  std::span<T> values() {
    return data.as<T>();
  }
  /// @pre dtype is string.
  std::string_view text(std::int64_t row) const {
    const auto ends = offsets.as<std::int64_t>();
    const auto begin = ends[static_cast<std::size_t>(row)];
    return {reinterpret_cast<const char*>(data.data()) + begin,
            static_cast<std::size_t>(ends[static_cast<std::size_t>(row) + 1] - begin)};
  }
};

/// Rows [first_row, first_row + rows) of nothing in particular: a table's part knows only its own rows.
/// Invariant: every column has `rows` elements; names are unique.
struct Table {
  std::int64_t rows = 0;
  std::vector<Column> columns;

  /// nullptr when there is none of that name.
  const Column* find(std::string_view name) const {
    for (const auto& column : columns)
      if (column.name == name)
        return &column;
    return nullptr;
  }
};

/// Part of a bag: a sequence of texts. Invariant: items.dtype is string, and none is null.
struct BagPart {
  Column items;
};

struct ChunkList;
using Chunk = std::variant<Block, Table, BagPart, ChunkList>;
using ChunkPtr = std::shared_ptr<Chunk>;

/// What one task makes for several readers, each of which takes one of them (the kernel fused.output).
/// Invariant: none is null, and none is a list.
struct ChunkList {
  std::vector<ChunkPtr> chunks;
};

template <class T>
ChunkPtr make_chunk(T value) {
  return std::make_shared<Chunk>(std::move(value));
}

/// Bytes its buffers hold.
std::uint64_t nbytes(const Chunk& chunk);

/// "block float64 (1000, 100)", "table of 3 columns, 1000 rows".
std::string describe(const Chunk& chunk);

/// Its buffers in the order in which they are written to the wire and to disk: a block's data; each column's data,
/// offsets, validity (empty ones too); a list's chunk by chunk.
std::vector<Buffer> buffers_of(const Chunk& chunk);

/// @returns The block, or Errc::invalid_argument saying what it is instead.
Result<const Block*> as_block(const Chunk& chunk);
Result<const Table*> as_table(const Chunk& chunk);

} // namespace troupe
