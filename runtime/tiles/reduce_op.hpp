// The operations of reductions, by name. Pure values and functions.
#pragma once

#include "runtime/base/result.hpp"
#include "runtime/chunk/dtype.hpp"
#include "runtime/chunk/ufunc.hpp"

#include <cstdint>
#include <string_view>

namespace troupe {

enum class ReduceOp : std::uint8_t {
  sum,  ///< float64, complex128, int64, uint64
  prod, ///< the same types
  min,  ///< every type but complex; NaN wins
  max,
  fmin, ///< NaN loses
  fmax,
  moments, ///< float64: count, mean and sum of squared distances from the mean, along a first axis of 3
};

std::string_view to_string(ReduceOp op);
Result<ReduceOp> reduce_op_from_string(std::string_view name);

/// The type in which values of `dtype` are reduced, to which they are converted first: what sum and prod add up in
/// (float64 for float32, so that partial sums are kept whole), itself for min and max.
DType reduce_type(ReduceOp op, DType dtype);

/// The function of two values that combines partial results. @pre op is not moments
Ufunc combining(ReduceOp op);

} // namespace troupe
