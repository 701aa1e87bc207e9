// Infers the types of CSV columns from a sample, by the parser's own rules. Pure functions.
#pragma once

#include "runtime/chunk/dtype.hpp"
#include "runtime/chunk/field_value.hpp"

#include <cstddef>
#include <string_view>
#include <vector>

namespace troupe {

/// Looks at one value after the other:
///
///     1, NA, -3       int64       (a missing value needs no floating point)
///     1, 2.5, NaN     float64
///     True, false     bool
///     only missing    float64, as in pandas
///     anything else   string; also integers beyond int64, which float64 would round
class DTypeGuess {
public:
  void add(std::string_view value, const NaMarkers& markers); ///< unquoted
  DType dtype() const;

private:
  bool integer_ = false;
  bool large_integer_ = false;
  bool real_ = false;
  bool truth_ = false;
  bool text_ = false;
};

struct CsvGuess {
  std::size_t rows = 0;      ///< seen, with `columns` fields each
  std::vector<DType> dtypes; ///< one a column
};

/// Blank lines, and records with another number of fields, which the parser will complain of, are passed over.
CsvGuess guess_dtypes(std::string_view records, std::size_t columns, char sep, const NaMarkers& markers);

} // namespace troupe
