// The elementwise functions of arrays: names, number of operands, and the types in which they run. Used where
// expressions are built and where they run. Pure values and functions.
#pragma once

#include "runtime/base/result.hpp"
#include "runtime/chunk/dtype_rules.hpp"

#include <span>
#include <string_view>

namespace troupe {

/// Named as NumPy names them. They travel by name, so the order is free.
enum class Ufunc : std::uint8_t {
  // two operands, in their common type
  add,
  subtract,
  multiply,
  divide,
  floor_divide,
  remainder,
  fmod,
  power,
  maximum,
  minimum,
  fmax,
  fmin,
  gcd,
  lcm,
  bitwise_and,
  bitwise_or,
  bitwise_xor,
  left_shift,
  right_shift,
  // two operands, floating
  arctan2,
  hypot,
  copysign,
  nextafter,
  logaddexp,
  logaddexp2,
  ldexp,
  heaviside,
  // two operands, to bool
  equal,
  not_equal,
  less,
  less_equal,
  greater,
  greater_equal,
  logical_and,
  logical_or,
  logical_xor,
  // one operand, its type
  positive,
  negative,
  absolute,
  fabs,
  sign,
  square,
  reciprocal,
  invert,
  conjugate,
  rint,
  floor,
  ceil,
  trunc,
  // one operand, floating
  sqrt,
  cbrt,
  exp,
  exp2,
  expm1,
  log,
  log2,
  log10,
  log1p,
  sin,
  cos,
  tan,
  arcsin,
  arccos,
  arctan,
  sinh,
  cosh,
  tanh,
  arcsinh,
  arccosh,
  arctanh,
  deg2rad,
  rad2deg,
  spacing,
  // one operand, to bool
  logical_not,
  isnan,
  isinf,
  isfinite,
  signbit,
  // one operand, complex to real
  real,
  imag,
  angle,
  // three operands
  where,
  clip,
  // one operand, to the type asked for
  astype,
  // one operand, floating
  erf,
  erfc,
  // two operands, real to complex: its parts
  from_parts,
};
constexpr int ufunc_count = static_cast<int>(Ufunc::from_parts) + 1;

std::string_view to_string(Ufunc op);
/// @returns Errc::not_found with the nearest names.
Result<Ufunc> ufunc_from_string(std::string_view name);
/// Operands it takes: 1, 2 or 3.
int arity(Ufunc op);

/// The types in which a function runs on given operands.
struct UfuncTypes {
  DType loop = DType::float64;   ///< what all operands are converted to; the first of where() to bool instead
  DType result = DType::float64; ///< what comes out
};

/// NumPy's choice. @returns Errc::invalid_dtype naming function and types when NumPy has no such function, e.g.
/// subtract on bool or floor on complex. @pre operands.size() == arity(op); op is not astype
Result<UfuncTypes> ufunc_types(Ufunc op, std::span<const Operand> operands);

/// The type that comes out of a loop of `op` in `loop`.
DType ufunc_result(Ufunc op, DType loop);

} // namespace troupe
