// Kernels on one part of a table:
//   table.select    columns -> the table of those columns, in that order
//   table.count     [column] -> float64 (1,): its rows, or those where the column is not null
//   table.sum       column -> float64 (1,): of those that are not null
//   table.to_block  [columns] -> float64 (rows, columns), nulls as NaN; all columns when none are named
// Counts are float64 so that `array.combine` adds them up like any other partial.
#include "runtime/base/suggest.hpp"
#include "runtime/kernels/table/table_kernels.hpp"

#include <algorithm>
#include <limits>

namespace troupe {
namespace {

Result<const Table*> table_input(std::span<ChunkPtr> inputs) {
  if (inputs.size() != 1)
    return fail(Errc::invalid_argument, "expected one table part, got " + std::to_string(inputs.size()) + " inputs");
  return as_table(*inputs[0]);
}

Result<const Column*> column_named(const Table& table, const std::string& name) {
  if (const auto* column = table.find(name))
    return column;
  std::vector<std::string> names;
  for (const auto& column : table.columns)
    names.push_back(column.name);
  return fail(Errc::not_found, "no column '" + name + "'" + did_you_mean(name, names));
}

/// The columns that parameter `columns` names; all when there is none.
Result<std::vector<const Column*>> wanted_columns(const Table& table, const Params& params) {
  std::vector<const Column*> wanted;
  if (!params.has("columns")) {
    for (const auto& column : table.columns)
      wanted.push_back(&column);
    return wanted;
  }
  TROUPE_TRY(names, params.texts("columns"));
  std::size_t next = 0; // names come in the order of the columns, mostly
  for (const auto& name : names) {
    const bool is_next = next < table.columns.size() && table.columns[next].name == name;
    TROUPE_TRY(column, is_next ? Result<const Column*>(&table.columns[next]) : column_named(table, name));
    wanted.push_back(column);
    next = static_cast<std::size_t>(column - table.columns.data()) + 1;
  }
  return wanted;
}

/// Calls use(T{}) with the column's element type.
template <class Use>
Result<void> with_numbers(const Column& column, Use use) {
  switch (column.dtype) {
  case DType::bool_:
    use(bool{});
    return {};
  case DType::int8:
    use(std::int8_t{});
    return {};
  case DType::int16:
    use(std::int16_t{});
    return {};
  case DType::int32:
    use(std::int32_t{});
    return {};
  case DType::int64:
    use(std::int64_t{});
    return {};
  case DType::uint8:
    use(std::uint8_t{});
    return {};
  case DType::uint16:
    use(std::uint16_t{});
    return {};
  case DType::uint32:
    use(std::uint32_t{});
    return {};
  case DType::uint64:
    use(std::uint64_t{});
    return {};
  case DType::float32:
    use(float{});
    return {};
  case DType::float64:
    use(double{});
    return {};
  default:
    return fail(Errc::invalid_dtype, "column '" + column.name + "' is " + std::string(to_string(column.dtype))
                                         + "; a column of real numbers is needed");
  }
}

ChunkPtr one_number(double value, BufferPool& pool) {
  Block block{DType::float64, {1}, pool.allocate(sizeof(double))};
  block.values<double>()[0] = value;
  return make_chunk(std::move(block));
}

Result<ChunkPtr> table_select(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_TRY(table, table_input(inputs));
  TROUPE_TRY(columns, wanted_columns(*table, context.params));
  Table selected{table->rows, {}};
  for (const auto* column : columns)
    selected.columns.push_back(*column);
  return make_chunk(std::move(selected));
}

Result<ChunkPtr> table_count(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_TRY(table, table_input(inputs));
  if (!context.params.has("column"))
    return one_number(static_cast<double>(table->rows), context.pool);
  TROUPE_TRY(name, context.params.text("column"));
  TROUPE_TRY(column, column_named(*table, name));
  return one_number(static_cast<double>(column->length - column->null_count), context.pool);
}

/// Sums of runs, then of those sums: errors grow with the number of runs, not of rows.
template <class T>
double sum_of(const Column& column) {
  constexpr std::int64_t run = 512;
  const auto values = column.values<T>();
  double total = 0;
  for (std::int64_t first = 0; first < column.length; first += run) {
    double partial = 0;
    for (auto row = first; row < std::min(column.length, first + run); ++row)
      if (!column.is_null(row))
        partial += static_cast<double>(values[static_cast<std::size_t>(row)]);
    total += partial;
  }
  return total;
}

Result<ChunkPtr> table_sum(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_TRY(table, table_input(inputs));
  TROUPE_TRY(name, context.params.text("column"));
  TROUPE_TRY(column, column_named(*table, name));
  double sum = 0;
  TROUPE_CHECK(with_numbers(*column, [&]<class T>(T) { sum = sum_of<T>(*column); }));
  return one_number(sum, context.pool);
}

/// Rows [first, last) of a column to every `stride`-th element of `out`.
template <class T>
void copy_rows(const Column& column, std::int64_t first, std::int64_t last, std::size_t stride, double* out) {
  const auto values = column.values<T>();
  for (auto row = first; row < last; ++row, out += stride)
    *out = static_cast<double>(values[static_cast<std::size_t>(row)]);
}

void mark_nulls(const Column& column, std::int64_t first, std::int64_t last, std::size_t stride, double* out) {
  for (auto row = first; row < last; ++row, out += stride)
    if (column.is_null(row))
      *out = std::numeric_limits<double>::quiet_NaN();
}

Result<ChunkPtr> table_to_block(const KernelContext& context, std::span<ChunkPtr> inputs) {
  constexpr std::int64_t tile = 1024; // rows whose output stays in cache while all columns are written
  TROUPE_TRY(table, table_input(inputs));
  TROUPE_TRY(columns, wanted_columns(*table, context.params));
  const auto stride = columns.size();
  Block block{DType::float64, {table->rows, std::ssize(columns)}, {}};
  block.data = context.pool.allocate_for<double>(static_cast<std::size_t>(block.size()));
  auto* const out = block.values<double>().data();
  for (std::int64_t first = 0; first == 0 || first < table->rows; first += tile) {
    const auto last = std::min(table->rows, first + tile);
    for (std::size_t i = 0; i < stride; ++i) {
      auto* const to = out + static_cast<std::size_t>(first) * stride + i;
      TROUPE_CHECK(with_numbers(*columns[i], [&]<class T>(T) { copy_rows<T>(*columns[i], first, last, stride, to); }));
      if (columns[i]->null_count > 0)
        mark_nulls(*columns[i], first, last, stride, to);
    }
  }
  return make_chunk(std::move(block));
}

} // namespace

void add_table(KernelRegistry& registry) {
  add_builtin(registry, {"table.count", table_count, nullptr, nullptr});
  add_builtin(registry, {"table.select", table_select, nullptr, nullptr});
  add_builtin(registry, {"table.sum", table_sum, nullptr, nullptr});
  add_builtin(registry, {"table.to_block", table_to_block, nullptr, nullptr});
}

} // namespace troupe
