#include "runtime/chunk/sound_chunk.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace troupe {
namespace {

bool holds(const Buffer& buffer, std::int64_t count, std::size_t size) {
  std::uint64_t bytes = 0;
  return count >= 0 && !__builtin_mul_overflow(static_cast<std::uint64_t>(count), std::uint64_t{size}, &bytes)
         && bytes == buffer.size();
}

Result<void> check(const Block& block) {
  if (block.dtype == DType::string)
    return fail(Errc::invalid_argument, "a block of strings; blocks hold numbers");
  std::int64_t count = 1;
  bool impossible = false;
  for (const auto extent : block.shape)
    impossible |= extent < 0 || __builtin_mul_overflow(count, extent, &count);
  if (impossible || !holds(block.data, count, size_of(block.dtype)))
    return fail(Errc::invalid_shape, "a block " + std::string(to_string(block.dtype)) + " " + to_string(block.shape)
                                         + " of " + std::to_string(block.data.size()) + " bytes");
  return {};
}

bool texts_fit(const Column& column) {
  if (column.length < 0 || !holds(column.offsets, column.length + 1, sizeof(std::int64_t)))
    return false;
  const auto offsets = column.offsets.as<std::int64_t>();
  bool falls = offsets.front() < 0;
  for (std::size_t i = 1; i < offsets.size(); ++i)
    falls |= offsets[i] < offsets[i - 1];
  return !falls && static_cast<std::uint64_t>(offsets.back()) <= column.data.size();
}

Result<void> check(const Column& column) {
  const bool fits =
      column.dtype == DType::string ? texts_fit(column) : holds(column.data, column.length, size_of(column.dtype));
  const auto bits = column.length < 0 ? 0 : static_cast<std::uint64_t>(column.length);
  if (!fits || (!column.validity.empty() && column.validity.size() < (bits + 7) / 8))
    return fail(Errc::invalid_shape, "a column '" + column.name + "' of " + std::to_string(column.length) + " elements "
                                         + std::string(to_string(column.dtype)) + " whose buffers do not hold them");
  return {};
}

/// Sorted, so that tables of very many columns take no quadratic time.
Result<void> check_names(const Table& table) {
  std::vector<std::string_view> names;
  names.reserve(table.columns.size());
  for (const auto& column : table.columns)
    names.push_back(column.name);
  std::sort(names.begin(), names.end());
  if (const auto twice = std::adjacent_find(names.begin(), names.end()); twice != names.end())
    return fail(Errc::invalid_argument, "a table with two columns '" + std::string(*twice) + "'");
  return {};
}

Result<void> check(const Table& table) {
  for (const auto& column : table.columns) {
    TROUPE_CHECK(check(column));
    if (column.length != table.rows)
      return fail(Errc::invalid_shape, "a table of " + std::to_string(table.rows) + " rows with "
                                           + std::to_string(column.length) + " in column '" + column.name + "'");
  }
  return check_names(table);
}

Result<void> check(const BagPart& part) {
  if (part.items.dtype != DType::string || part.items.null_count != 0)
    return fail(Errc::invalid_argument, "a part of a bag that is no list of texts");
  return check(part.items);
}

Result<void> check(const ChunkList& list) {
  for (const auto& chunk : list.chunks) {
    if (!chunk || std::holds_alternative<ChunkList>(*chunk))
      return fail(Errc::invalid_argument,
                  "a list of chunks, one of which is " + std::string(chunk ? "a list" : "missing"));
    TROUPE_CHECK(check_sound(*chunk));
  }
  return {};
}

} // namespace

Result<void> check_sound(const Chunk& chunk) {
  return std::visit([](const auto& what) { return check(what); }, chunk);
}

} // namespace troupe
