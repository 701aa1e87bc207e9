#include "runtime/kernels/ml/table_rows.hpp"

#include "runtime/base/suggest.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace troupe {
namespace {

/// Calls visit with a value of the type that the dtype stands for. @returns False when it stands for no real number.
template <class Visit>
bool with_type(DType dtype, Visit&& visit) {
  switch (dtype) {
  case DType::bool_:
    visit(std::uint8_t{});
    return true; // a byte of 0 or 1; any other byte counts as its number
  case DType::int8:
    visit(std::int8_t{});
    return true;
  case DType::int16:
    visit(std::int16_t{});
    return true;
  case DType::int32:
    visit(std::int32_t{});
    return true;
  case DType::int64:
    visit(std::int64_t{});
    return true;
  case DType::uint8:
    visit(std::uint8_t{});
    return true;
  case DType::uint16:
    visit(std::uint16_t{});
    return true;
  case DType::uint32:
    visit(std::uint32_t{});
    return true;
  case DType::uint64:
    visit(std::uint64_t{});
    return true;
  case DType::float32:
    visit(float{});
    return true;
  case DType::float64:
    visit(double{});
    return true;
  default:
    return false;
  }
}

Result<void> check_column(const Table& table, const Column& column) {
  bool long_enough = true;
  const bool numeric = with_type(column.dtype, [&](auto value) {
    long_enough = column.data.size() / sizeof(value) >= static_cast<std::size_t>(table.rows);
  });
  if (!numeric)
    return fail(Errc::invalid_dtype, "column '" + column.name + "' is of dtype " + std::string(to_string(column.dtype))
                                         + "; expected numbers");
  const bool bits_enough =
      column.validity.empty() || column.validity.size() >= static_cast<std::size_t>(table.rows + 7) / 8;
  if (column.length != table.rows || !long_enough || !bits_enough)
    return fail(Errc::invalid_shape, "column '" + column.name + "' is shorter than the " + std::to_string(table.rows)
                                         + " rows of its table");
  return {};
}

/// One column's values `stride` apart; a missing one becomes NaN.
void spread(const Column& column, std::int64_t first, std::int64_t count, double* out, std::int64_t stride) {
  with_type(column.dtype, [&](auto value) {
    using T = decltype(value);
    const auto* values = column.values<T>().data() + first;
    for (std::int64_t row = 0; row < count; ++row)
      out[row * stride] = static_cast<double>(values[row]);
  });
  if (column.null_count != 0 && !column.validity.empty())
    for (std::int64_t row = 0; row < count; ++row)
      if (column.is_null(first + row))
        out[row * stride] = std::numeric_limits<double>::quiet_NaN();
}

} // namespace

Result<Missing> missing_from_string(const std::string& name) {
  if (name == "error")
    return Missing::error;
  if (name == "drop")
    return Missing::drop;
  return fail(Errc::invalid_argument, "parameter 'missing' is '" + name + "'; expected 'error' or 'drop'");
}

Result<TableRows> TableRows::make(const Table& table, std::span<const std::string> names, Missing missing) {
  TableRows rows;
  rows.rows_ = table.rows;
  rows.missing_ = missing;
  for (const auto& name : names) {
    const auto* column = table.find(name);
    if (!column) {
      std::vector<std::string> there;
      for (const auto& candidate : table.columns)
        there.push_back(candidate.name);
      return fail(Errc::not_found, "no column '" + name + "'" + did_you_mean(name, there));
    }
    TROUPE_CHECK(check_column(table, *column));
    rows.columns_.push_back(column);
  }
  return rows;
}

Result<std::int64_t> TableRows::read(std::int64_t first, std::int64_t count, double* out) const {
  const auto width = static_cast<std::int64_t>(columns_.size());
  for (std::int64_t k = 0; k < width; ++k)
    spread(*columns_[static_cast<std::size_t>(k)], first, count, out + k, width);
  std::int64_t kept = 0;
  for (std::int64_t row = 0; row < count; ++row) {
    const double* values = out + row * width;
    bool whole = true;
    for (std::int64_t k = 0; k < width; ++k) {
      if (!std::isnan(values[k]))
        continue;
      if (missing_ == Missing::error)
        return fail(Errc::invalid_argument,
                    "column '" + columns_[static_cast<std::size_t>(k)]->name + "' has no value in row "
                        + std::to_string(first + row)
                        + " of its chunk (counted from 0); leave such rows out with missing='drop'");
      whole = false;
    }
    if (!whole)
      continue;
    if (kept != row)
      std::copy_n(values, width, out + kept * width);
    ++kept;
  }
  return kept;
}

} // namespace troupe
