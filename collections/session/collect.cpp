#include "collections/session/assemble.hpp"
#include "collections/session/compute.hpp"
#include "collections/session/concatenate.hpp"

namespace troupe {

Result<Values> collect(const Array& array, std::span<const ChunkPtr> chunks) {
  TROUPE_TRY(grid, grid_of(array.layout(), chunks));
  TROUPE_TRY(block, assemble(grid, array.dtype(), chunks));
  return Values(std::move(block));
}

Result<ChunkPtr> collect(const Delayed&, std::span<const ChunkPtr> chunks) {
  if (chunks.size() != 1 || !chunks[0])
    return fail(Errc::internal, "a delayed call has " + std::to_string(chunks.size()) + " results; expected one");
  return chunks[0];
}

Result<Table> collect(const DataFrame&, std::span<const ChunkPtr> chunks) { return concatenate_tables(chunks); }

Result<Column> collect(const Series& series, std::span<const ChunkPtr> chunks) {
  TROUPE_TRY(table, concatenate_tables(chunks));
  const auto* column = table.find(series.name());
  if (!column || table.columns.size() != 1)
    return fail(Errc::internal, "column '" + series.name() + "' was asked for; the parts have others");
  return *column;
}

Result<std::vector<std::string>> collect(const Bag&, std::span<const ChunkPtr> chunks) {
  std::vector<std::string> items;
  for (const auto& chunk : chunks) {
    const auto* part = chunk ? std::get_if<BagPart>(chunk.get()) : nullptr;
    if (!part)
      return fail(Errc::internal, "a part of a bag is " + (chunk ? "a " + describe(*chunk) : std::string("missing")));
    for (std::int64_t i = 0; i < part->items.length; ++i)
      items.emplace_back(part->items.text(i));
  }
  return items;
}

Result<std::vector<std::pair<std::string, std::int64_t>>> collect(const BagFrequencies&,
                                                                  std::span<const ChunkPtr> chunks) {
  TROUPE_TRY(table, concatenate_tables(chunks));
  const auto* values = table.find("value");
  const auto* counts = table.find("count");
  if (!values || !counts || values->dtype != DType::string || counts->dtype != DType::int64)
    return fail(Errc::internal, "frequencies are a table of value and count; another one came");
  std::vector<std::pair<std::string, std::int64_t>> pairs;
  for (std::int64_t row = 0; row < table.rows; ++row)
    pairs.emplace_back(values->text(row), counts->values<std::int64_t>()[static_cast<std::size_t>(row)]);
  return pairs;
}

} // namespace troupe
