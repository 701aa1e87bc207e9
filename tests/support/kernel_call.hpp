// Chunks by their values, and kernels called by name as a worker calls them. Header only, so that only the tests of
// rooms that know kernels need them. Throws TroupeError where a test asks for a value and there is none.
#pragma once

#include "runtime/formats/data_folders.hpp"
#include "runtime/kernels/builtin/builtin_kernels.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace troupe::test {

inline Block block_of(Shape shape, const std::vector<double>& values) {
  Block block{DType::float64, std::move(shape), process_pool().allocate_for<double>(values.size())};
  std::copy(values.begin(), values.end(), block.values<double>().begin());
  return block;
}

inline ChunkPtr chunk_of(Shape shape, const std::vector<double>& values) {
  return make_chunk(block_of(std::move(shape), values));
}

template <class T>
Column column_of(std::string name, const std::vector<T>& values) {
  Column column;
  column.name = std::move(name);
  column.dtype = dtype_of_v<T>;
  column.length = static_cast<std::int64_t>(values.size());
  column.data = process_pool().allocate_for<T>(values.size());
  std::copy(values.begin(), values.end(), column.values<T>().begin());
  return column;
}

inline Column text_column_of(std::string name, const std::vector<std::string>& texts) {
  Column column;
  column.name = std::move(name);
  column.dtype = DType::string;
  column.length = static_cast<std::int64_t>(texts.size());
  column.offsets = process_pool().allocate_for<std::int64_t>(texts.size() + 1);
  std::string all;
  auto ends = column.offsets.as<std::int64_t>();
  ends[0] = 0;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    all += texts[i];
    ends[i + 1] = static_cast<std::int64_t>(all.size());
  }
  column.data = process_pool().allocate(all.size());
  if (!all.empty())
    std::memcpy(column.data.data(), all.data(), all.size());
  return column;
}

/// Marks the rows as missing.
inline Column with_nulls(Column column, std::initializer_list<std::int64_t> rows) {
  column.validity = process_pool().allocate(static_cast<std::size_t>(column.length + 7) / 8);
  std::memset(column.validity.data(), 0xFF, column.validity.size());
  for (const auto row : rows)
    column.validity.data()[row >> 3] &= ~(std::byte{1} << (row & 7));
  column.null_count = static_cast<std::int64_t>(rows.size());
  return column;
}

inline ChunkPtr table_of(std::vector<Column> columns) {
  Table table;
  table.rows = columns.empty() ? 0 : columns.front().length;
  table.columns = std::move(columns);
  return make_chunk(std::move(table));
}

inline ChunkPtr bag_of(const std::vector<std::string>& items) {
  return make_chunk(BagPart{text_column_of("items", items)});
}

/// The texts of a column, "<null>" for those that are missing.
inline std::vector<std::string> texts_in(const Column& column) {
  std::vector<std::string> texts;
  for (std::int64_t row = 0; row < column.length; ++row)
    texts.push_back(column.is_null(row) ? "<null>" : std::string(column.text(row)));
  return texts;
}

inline std::vector<std::string> items_in(const ChunkPtr& chunk) { return texts_in(std::get<BagPart>(*chunk).items); }

inline std::vector<double> doubles_in(const ChunkPtr& chunk) {
  const auto values = as_block(*chunk).value()->values<double>();
  return {values.begin(), values.end()};
}

template <class T>
std::vector<T> values_in(const ChunkPtr& table, std::string_view column) {
  const auto* found = as_table(*table).value()->find(column);
  if (!found || found->dtype != dtype_of_v<T>)
    throw TroupeError(Error{Errc::not_found, "no such column of that type: " + std::string(column)});
  const auto values = found->template values<T>();
  return {values.begin(), values.end()};
}

/// True when the two hold the same bytes: NaN equals itself, 0.0 is not -0.0.
inline bool same_bits(const std::vector<double>& a, const std::vector<double>& b) {
  return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0);
}

inline Result<ChunkPtr> call_kernel(const KernelRegistry& registry, const std::string& name, const Params& params,
                                    std::vector<ChunkPtr> inputs = {}, std::uint32_t index = 0) {
  return registry.get(name).value()->run(
      KernelContext{params, index, process_pool(), nullptr, &DataFolders::everything()}, inputs);
}

inline Result<ChunkPtr> call_kernel(const std::string& name, const Params& params, std::vector<ChunkPtr> inputs = {},
                                    std::uint32_t index = 0) {
  return call_kernel(process_kernels(), name, params, std::move(inputs), index);
}

} // namespace troupe::test
