// NumPy's rules about element types: what two types make together and what may become what. Pure functions.
// Where NumPy answers float16, which Troupe does not have, the answer is float32.
#pragma once

#include "runtime/chunk/dtype.hpp"
#include "runtime/chunk/scalar.hpp"

#include <span>

namespace troupe {

bool is_integer(DType dtype);  ///< signed or unsigned, not bool
bool is_signed(DType dtype);   ///< signed integers only
bool is_unsigned(DType dtype); ///< unsigned integers only
bool is_floating(DType dtype); ///< float32, float64
bool is_complex(DType dtype);

/// The smallest type that holds both, as numpy.promote_types. @pre neither is string
DType promote(DType a, DType b);
/// The same of several at once, as numpy.result_type of types and numpy.concatenate: each meets the largest kind first,
/// so uint16, int8 and complex64 make complex64, though uint16 and int8 alone make int32. @pre dtypes is not empty, and
/// holds no string
DType promote(std::span<const DType> dtypes);

/// One operand of an operation: an array's type, or a number that has no type of its own.
struct Operand {
  DType dtype = DType::float64;
  const Scalar* scalar = nullptr; ///< when set, `dtype` does not count
};

/// The type in which operands meet, as numpy.result_type of NumPy 1.24 (Debian 12): a number counts by its kind and
/// value, not as int64 or float64, so float32 array + 1.5 stays float32 and int8 array + 300 becomes int16.
/// 0-d arrays count as arrays: their values are not known before they are computed. @pre operands is not empty
/// @param each  where given, what becomes of each operand's type before they meet
DType result_type(std::span<const Operand> operands, DType (*each)(DType) = nullptr);

enum class Casting { no, safe, same_kind, unsafe };
/// As numpy.can_cast(from, to, casting).
bool can_cast(DType from, DType to, Casting casting = Casting::safe);

/// float64 for float64 and 32- and 64-bit integers, float32 for what is smaller; complex types stay. What sin() makes.
DType floating_of(DType dtype);
/// complex64 -> float32, complex128 -> float64, others themselves.
DType real_of(DType dtype);
/// float32 -> complex64, others -> complex128.
DType complex_of(DType dtype);
/// What sum() and prod() add up in: int64, uint64 for integers and bool, others themselves.
DType sum_of(DType dtype);

} // namespace troupe
