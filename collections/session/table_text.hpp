// Computed tables and columns printed as pandas does: columns below their names, rows by their number. Pure functions,
// but for what the stream is.
//
//     std::cout << compute(client, df) << "\n";       //    hour  delay
//                                                     // 0     7   2.50
//                                                     // 1     8    NaN
#pragma once

#include "runtime/chunk/chunk.hpp"

#include <cstdint>
#include <iosfwd>
#include <string>

namespace troupe {

/// As pandas names them among its display options.
struct TableTextOptions {
  std::int64_t max_rows =
      60; ///< of more rows than these the first and the last `min_rows` / 2 are shown, and how many there are
  std::int64_t min_rows = 10;
  std::int64_t max_columns = 20; ///< of more columns the first and the last half of these
  std::size_t max_colwidth = 50; ///< longer texts are cut short
  int precision = 6;             ///< most digits after the point
};

/// Missing values are NaN among numbers and texts, <NA> among whole numbers and truth values. What would not print is
/// escaped.
std::string to_string(const Table& table, const TableTextOptions& options = {});
/// The same with the column's name and type below: "Name: delay, dtype: float64".
std::string to_string(const Column& column, const TableTextOptions& options = {});
std::ostream& operator<<(std::ostream& out, const Table& table);
std::ostream& operator<<(std::ostream& out, const Column& column);

} // namespace troupe
