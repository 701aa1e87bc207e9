#include "collections/array/operators.hpp"

#include "runtime/chunk/dtype_rules.hpp"

namespace troupe {
namespace {

std::string operand_text(const ArrayLike& operand) {
  return operand.array() ? to_string(*operand.array()) : to_string(*operand.scalar());
}

/// Extents that are not known are the same where the same mask chose them.
bool same_shape(const Array& a, const Array& b) {
  if (a.ndim() != b.ndim())
    return false;
  for (std::size_t axis = 0; axis < a.ndim(); ++axis)
    if (a.layout().chosen(axis) != b.layout().chosen(axis)
        || a.layout().bounds().shape()[axis] != b.layout().bounds().shape()[axis])
      return false;
  return true;
}

} // namespace

Array updated(Ufunc op, const Array& a, const ArrayLike& b) {
  const auto changed = elementwise(op, {a, b});
  const auto refuse = [&](Errc code, const std::string& what) {
    throw TroupeError({code, std::string(to_string(op)) + " in place of " + to_string(a) + " and " + operand_text(b)
                                 + " makes " + what + "; name the result anew: x = x + y"});
  };
  if (!can_cast(changed.dtype(), a.dtype(), Casting::same_kind))
    refuse(Errc::invalid_dtype,
           std::string(to_string(changed.dtype())) + ", which " + std::string(to_string(a.dtype())) + " does not hold");
  if (!same_shape(changed, a))
    refuse(Errc::invalid_shape, "another shape: " + to_string(changed));
  return changed.astype(a.dtype());
}

void operator+=(Selection&& a, const ArrayLike& b) { std::move(a) = updated(Ufunc::add, a, b); }
void operator-=(Selection&& a, const ArrayLike& b) { std::move(a) = updated(Ufunc::subtract, a, b); }
void operator*=(Selection&& a, const ArrayLike& b) { std::move(a) = updated(Ufunc::multiply, a, b); }
void operator/=(Selection&& a, const ArrayLike& b) { std::move(a) = updated(Ufunc::divide, a, b); }
void operator%=(Selection&& a, const ArrayLike& b) { std::move(a) = updated(Ufunc::remainder, a, b); }
void operator&=(Selection&& a, const ArrayLike& b) { std::move(a) = updated(Ufunc::bitwise_and, a, b); }
void operator|=(Selection&& a, const ArrayLike& b) { std::move(a) = updated(Ufunc::bitwise_or, a, b); }
void operator^=(Selection&& a, const ArrayLike& b) { std::move(a) = updated(Ufunc::bitwise_xor, a, b); }
void operator<<=(Selection&& a, const ArrayLike& b) { std::move(a) = updated(Ufunc::left_shift, a, b); }
void operator>>=(Selection&& a, const ArrayLike& b) { std::move(a) = updated(Ufunc::right_shift, a, b); }

Array operator-(const Array& a) { return negative(a); }
Array operator+(const Array& a) { return positive(a); }
Array operator~(const Array& a) { return invert(a); }
Array operator!(const Array& a) { return logical_not(a); }

} // namespace troupe
