// array.rolling {op, axes, sizes, ddof}: for every window of `sizes` along `axes`, its elements reduced; the block
// shrinks along each axis by the window's size less one. op: sum, prod (float64, complex128, int64, uint64), min, max
// (NaN wins), fmin, fmax (NaN loses; all types but complex), var, nanvar (float64, divided by the count less `ddof`).
// The windows are never made (rolling.hpp). Pure function.
#pragma once

#include "runtime/kernels/kernel.hpp"

namespace troupe {

/// @returns Errc::invalid_argument, invalid_shape or invalid_dtype where parameters and block do not fit each other.
Result<ChunkPtr> rolling_windows(const KernelContext& context, std::span<ChunkPtr> inputs);

} // namespace troupe
