// Fewer columns of a table, read rather than dropped where a reader makes it. Pure function.
#pragma once

#include "collections/frame/field.hpp"
#include "runtime/graph/expression.hpp"

namespace troupe {

/// @param kept  Columns that the tables of `source` have, in the order wanted.
/// @returns Tables of just those. A reader, which names its columns in `usecols` and their types in `dtypes`, is told to
///          read no others; what it would have found wrong in those goes unnoticed, as in Dask.
Result<ExpressionPtr> project(const ExpressionPtr& source, const Fields& kept);

} // namespace troupe
