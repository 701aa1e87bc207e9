// Numeric columns of a table part as rows of doubles; rows with missing values are refused or left out. One thread at a
// time.
// Invariant: rows come in the table's order.
#pragma once

#include "runtime/chunk/chunk.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace troupe {

enum class Missing { error, drop };

/// @returns The policy of that name, or Errc::invalid_argument naming the two.
Result<Missing> missing_from_string(const std::string& name);

class TableRows {
public:
  /// @param names  The columns wanted, in that order; integers, booleans and floats.
  /// @returns Errc::not_found for a column that is not there (with the nearest names), Errc::invalid_dtype for one that
  ///          holds no numbers, Errc::invalid_shape for one shorter than the table.
  static Result<TableRows> make(const Table& table, std::span<const std::string> names, Missing missing);

  std::int64_t rows() const { return rows_; }
  /// Writes rows [first, first + count) to `out`, one place for each name, and skips those without a value.
  /// @returns How many were written; with Missing::error, Errc::invalid_argument naming column and row.
  Result<std::int64_t> read(std::int64_t first, std::int64_t count, double* out) const;

private:
  std::int64_t rows_ = 0;
  std::vector<const Column*> columns_;
  Missing missing_ = Missing::error;
};

} // namespace troupe
