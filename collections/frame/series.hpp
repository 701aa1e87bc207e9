// One lazy column, as pandas.Series. An immutable handle, cheap to copy and safe to share between threads.
// Invariant: the expression has one task a partition, whose table has exactly this column.
// Errors in a call (the sum of texts) are thrown by it as TroupeError.
#pragma once

#include "collections/array/array.hpp"
#include "collections/frame/field.hpp"
#include "runtime/graph/expression.hpp"

#include <cstdint>
#include <iosfwd>
#include <string>

namespace troupe {

class Series {
public:
  /// For those who wrap an expression whose tables have just this column. @returns Errc::invalid_argument without one.
  static Result<Series> make(ExpressionPtr expression, Field field);

  const std::string& name() const { return field_.name; }
  DType dtype() const { return field_.dtype; }
  std::uint32_t npartitions() const { return expression_->tasks(); }
  const ExpressionPtr& expression() const { return expression_; }

  /// The four below are 0-d float64 arrays. Missing values count in size() alone, as in pandas.
  Array size() const;
  Array count() const;
  Array sum() const;
  Array mean() const; ///< NaN when no value is there

private:
  friend class DataFrame; // the only one that knows that the table has just this column
  Series(ExpressionPtr expression, Field field) : expression_(std::move(expression)), field_(std::move(field)) {}
  ExpressionPtr expression_;
  Field field_;
};

/// "Series(delay int64; 8 partitions)".
std::string to_string(const Series& series);
std::ostream& operator<<(std::ostream& out, const Series& series);

} // namespace troupe
