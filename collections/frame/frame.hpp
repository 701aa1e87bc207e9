// The lazy dataframe: what pandas.DataFrame and dask.dataframe are to Python. Nothing is read until compute().
// An immutable handle, cheap to copy and safe to share between threads.
// Invariants: the expression has one task a partition, and the table which that task makes has exactly the frame's
// columns, in order and of their types. How many rows a partition has is not known before it is computed.
// Errors in a call (a column that is not there) are thrown by it as TroupeError.
#pragma once

#include "collections/array/array.hpp"
#include "collections/frame/field.hpp"
#include "collections/frame/series.hpp"
#include "runtime/graph/expression.hpp"

#include <cstdint>
#include <initializer_list>
#include <iosfwd>
#include <string>
#include <vector>

namespace troupe {

class DataFrame {
public:
  /// For those who add readers: wraps an expression.
  /// @returns Errc::invalid_argument without an expression, or when two columns share a name.
  static Result<DataFrame> make(ExpressionPtr expression, Fields fields);

  std::vector<std::string> columns() const { return names_of(fields_); }
  /// Name and type of each column, in order.
  const Fields& dtypes() const { return fields_; }
  std::uint32_t npartitions() const { return expression_->tasks(); }
  const ExpressionPtr& expression() const { return expression_; }

  /// One column: df["delay"].
  Series operator[](const std::string& column) const;
  /// Those columns, in that order: df[{"delay", "hour"}]. A reader below reads no others.
  DataFrame operator[](const std::vector<std::string>& columns) const;
  DataFrame operator[](std::initializer_list<std::string> columns) const { return (*this)[std::vector(columns)]; }
  DataFrame select(const std::vector<std::string>& columns) const { return (*this)[columns]; }

  /// Python's len(df): all rows, as a 0-d float64 array.
  Array len() const;
  /// Rows of each partition, as a float64 vector of npartitions() chunks of one element.
  Array partition_lengths() const;

  /// The columns as a float64 matrix, missing values as NaN: one chunk of rows a partition, all columns in it.
  /// @param lengths  Rows of each partition, as partition_lengths() computes them.
  /// Throws Errc::invalid_argument when there are not npartitions() of them, Errc::invalid_dtype for a column of texts.
  /// Wrong lengths are an error when the chunks are assembled.
  Array to_array(const std::vector<std::int64_t>& lengths) const;

private:
  DataFrame(ExpressionPtr expression, Fields fields) : expression_(std::move(expression)), fields_(std::move(fields)) {}
  ExpressionPtr expression_;
  Fields fields_;
};

/// "DataFrame(delay int64, origin string; 8 partitions)".
std::string to_string(const DataFrame& frame);
std::ostream& operator<<(std::ostream& out, const DataFrame& frame);

} // namespace troupe
