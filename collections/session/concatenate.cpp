#include "collections/session/concatenate.hpp"

#include <algorithm>
#include <cstring>

namespace troupe {
namespace {

/// The bytes of data that the column's rows use (a text column's buffer may be longer).
std::span<const std::byte> used_data(const Column& column) {
  if (column.dtype != DType::string)
    return {column.data.data(), static_cast<std::size_t>(column.length) * size_of(column.dtype)};
  if (column.length == 0)
    return {};
  const auto offsets = column.offsets.as<std::int64_t>();
  const auto begin = offsets[0];
  return {column.data.data() + begin,
          static_cast<std::size_t>(offsets[static_cast<std::size_t>(column.length)] - begin)};
}

Buffer join_data(std::span<const Column* const> columns, BufferPool& pool) {
  std::size_t bytes = 0;
  for (const auto* column : columns)
    bytes += used_data(*column).size();
  auto data = pool.allocate(bytes);
  auto* to = data.data();
  for (const auto* column : columns)
    if (const auto from = used_data(*column); !from.empty())
      to = std::copy(from.begin(), from.end(), to);
  return data;
}

Buffer join_offsets(std::span<const Column* const> columns, std::int64_t length, BufferPool& pool) {
  auto buffer = pool.allocate_for<std::int64_t>(static_cast<std::size_t>(length) + 1);
  auto to = buffer.as<std::int64_t>().begin();
  std::int64_t base = 0;
  *to++ = 0;
  for (const auto* column : columns) {
    if (column->length == 0)
      continue;
    const auto from = column->offsets.as<std::int64_t>();
    for (std::size_t row = 1; row <= static_cast<std::size_t>(column->length); ++row)
      *to++ = base + from[row] - from[0];
    base = *(to - 1);
  }
  return buffer;
}

Buffer join_validity(std::span<const Column* const> columns, std::int64_t length, BufferPool& pool) {
  auto buffer = pool.allocate((static_cast<std::size_t>(length) + 7) / 8);
  std::fill_n(buffer.data(), buffer.size(), std::byte{0});
  std::int64_t at = 0;
  for (const auto* column : columns)
    for (std::int64_t row = 0; row < column->length; ++row, ++at)
      if (!column->is_null(row))
        buffer.data()[at >> 3] |= std::byte{1} << (at & 7);
  return buffer;
}

Result<std::vector<const Table*>> tables_of(std::span<const ChunkPtr> parts) {
  std::vector<const Table*> tables;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto* table = parts[i] ? std::get_if<Table>(parts[i].get()) : nullptr;
    if (!table)
      return fail(Errc::invalid_argument, "part " + std::to_string(i) + " of a table is "
                                              + (parts[i] ? "a " + describe(*parts[i]) : std::string("missing")));
    if (i > 0 && table->columns.size() != tables[0]->columns.size())
      return fail(Errc::invalid_argument, "part " + std::to_string(i) + " of a table has "
                                              + std::to_string(table->columns.size()) + " columns; part 0 has "
                                              + std::to_string(tables[0]->columns.size()));
    tables.push_back(table);
  }
  return tables;
}

} // namespace

Result<Column> concatenate_columns(std::span<const Column* const> columns, BufferPool& pool) {
  Column joined;
  joined.name = columns[0]->name;
  joined.dtype = columns[0]->dtype;
  bool any_validity = false;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (columns[i]->dtype != joined.dtype)
      return fail(Errc::invalid_dtype, "column '" + joined.name + "' is " + std::string(to_string(columns[i]->dtype))
                                           + " in part " + std::to_string(i) + " and "
                                           + std::string(to_string(joined.dtype)) + " in part 0");
    joined.length += columns[i]->length;
    joined.null_count += columns[i]->null_count;
    any_validity |= !columns[i]->validity.empty();
  }
  joined.data = join_data(columns, pool);
  if (joined.dtype == DType::string)
    joined.offsets = join_offsets(columns, joined.length, pool);
  if (any_validity)
    joined.validity = join_validity(columns, joined.length, pool);
  return joined;
}

Result<Table> concatenate_tables(std::span<const ChunkPtr> parts, BufferPool& pool) {
  TROUPE_TRY(tables, tables_of(parts));
  if (tables.size() == 1)
    return *tables[0];
  Table joined;
  for (const auto* table : tables)
    joined.rows += table->rows;
  for (std::size_t at = 0; at < tables[0]->columns.size(); ++at) {
    const auto& wanted = tables[0]->columns[at];
    std::vector<const Column*> columns;
    for (std::size_t i = 0; i < tables.size(); ++i) { // parts have their columns in one order, mostly
      const auto& there = tables[i]->columns[at];
      columns.push_back(there.name == wanted.name ? &there : tables[i]->find(wanted.name));
      if (!columns.back())
        return fail(Errc::invalid_argument,
                    "part " + std::to_string(i) + " of a table has no column '" + wanted.name + "'");
    }
    TROUPE_TRY(column, concatenate_columns(columns, pool));
    joined.columns.push_back(std::move(column));
  }
  return joined;
}

Result<BagPart> concatenate_bags(std::span<const ChunkPtr> parts, BufferPool& pool) {
  std::vector<const Column*> columns;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto* bag = parts[i] ? std::get_if<BagPart>(parts[i].get()) : nullptr;
    if (!bag)
      return fail(Errc::invalid_argument, "part " + std::to_string(i) + " of a bag is "
                                              + (parts[i] ? "a " + describe(*parts[i]) : std::string("missing")));
    columns.push_back(&bag->items);
  }
  if (columns.size() == 1)
    return BagPart{*columns[0]};
  TROUPE_TRY(items, concatenate_columns(columns, pool));
  return BagPart{items};
}

} // namespace troupe
