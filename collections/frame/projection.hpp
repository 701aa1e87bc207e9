// Column selection: a reader is changed to read fewer columns; after any other layer the columns are selected. Pure
// function.
#pragma once

#include "collections/frame/field.hpp"
#include "runtime/graph/expression.hpp"

namespace troupe {

/// @param kept  Columns that the tables of `source` have, in the order wanted.
/// @returns Tables of just those. A reader, which names its columns in `usecols` and their types in `dtypes`, is told
/// to
///          read no others; what it would have found wrong in those goes unnoticed, as in Dask.
Result<ExpressionPtr> project(const ExpressionPtr& source, const Fields& kept);

} // namespace troupe
