// The loops that a tile program is made of: one function over one tile, for one operation in one element type, chosen
// for the CPU when the process starts. Pure functions; safe to call from many threads. Accuracy: +, -, *, /, sqrt,
// rounding and comparisons are exact as IEEE 754 says; what SLEEF computes (exp, log, powers, trigonometric and
// hyperbolic functions) is within 1 ulp, hypot within 0.5; what is made of several operations (logaddexp, complex
// functions) within a few. All CPUs with FMA make the same bits.
#pragma once

#include "runtime/chunk/ufunc.hpp"

#include <cstddef>

namespace troupe {

/// @param in   one pointer for each operand, each to `count` values of the loop's type (the first of where(): bool)
/// @param out  `count` values of the result's type; may be one of `in` where the elements are of equal size
using TileFunction = void (*)(const void* const* in, void* out, std::size_t count);

/// @returns The loop, or nullptr when there is none: ufunc_types() never asks for one that is missing.
TileFunction tile_function(Ufunc op, DType loop);
/// The loop that converts, as astype() does. @pre neither is string
TileFunction cast_function(DType from, DType to);

} // namespace troupe
