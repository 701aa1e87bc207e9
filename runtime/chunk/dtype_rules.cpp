#include "runtime/chunk/dtype_rules.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

namespace troupe {
namespace {

DType signed_of_size(std::size_t size) {
  switch (size) {
  case 1:
    return DType::int8;
  case 2:
    return DType::int16;
  case 4:
    return DType::int32;
  default:
    return DType::int64;
  }
}

DType promote_integers(DType a, DType b) {
  if (is_signed(a) == is_signed(b))
    return size_of(a) >= size_of(b) ? a : b;
  const auto with_sign = is_signed(a) ? a : b;
  const auto without = is_signed(a) ? b : a;
  if (size_of(with_sign) > size_of(without))
    return with_sign;
  return without == DType::uint64 ? DType::float64 : signed_of_size(2 * size_of(without));
}

/// The place of a type in the order bool, integers, the rest, in which a number of a later place sets the kind.
int category(DType dtype) { return dtype == DType::bool_ ? 0 : is_integer(dtype) ? 1 : 2; }

bool fits_float32(double value) {
  return !std::isfinite(value) || std::abs(value) <= static_cast<double>(std::numeric_limits<float>::max());
}

DType smallest_signed(std::int64_t value) {
  for (auto [dtype, bits] : {std::pair{DType::int8, 7}, {DType::int16, 15}, {DType::int32, 31}})
    if (value >= -(std::int64_t{1} << bits) && value < (std::int64_t{1} << bits))
      return dtype;
  return DType::int64;
}

DType smallest_unsigned(std::uint64_t value) {
  if (value < (1ull << 8))
    return DType::uint8;
  if (value < (1ull << 16))
    return DType::uint16;
  return value < (1ull << 32) ? DType::uint32 : DType::uint64;
}

/// numpy.min_scalar_type, with non-negative numbers taken as signed where `sign` says that the arrays are.
DType smallest_type(const Scalar& scalar, bool sign) {
  switch (scalar.dtype()) {
  case DType::bool_:
    return DType::bool_;
  case DType::int64: {
    const auto value = scalar.as_int64();
    return value < 0 || sign ? smallest_signed(value) : smallest_unsigned(static_cast<std::uint64_t>(value));
  }
  case DType::uint64:
    return smallest_unsigned(scalar.as_uint64());
  case DType::complex128: {
    const auto value = scalar.as_complex();
    return fits_float32(value.real()) && fits_float32(value.imag()) ? DType::complex64 : DType::complex128;
  }
  default:
    return fits_float32(scalar.as_double()) ? DType::float32 : DType::float64;
  }
}

} // namespace

bool is_integer(DType dtype) { return dtype >= DType::int8 && dtype <= DType::uint64; }
bool is_signed(DType dtype) { return dtype >= DType::int8 && dtype <= DType::int64; }
bool is_unsigned(DType dtype) { return dtype >= DType::uint8 && dtype <= DType::uint64; }
bool is_floating(DType dtype) { return dtype == DType::float32 || dtype == DType::float64; }
bool is_complex(DType dtype) { return dtype == DType::complex64 || dtype == DType::complex128; }

DType floating_of(DType dtype) {
  if (is_floating(dtype) || is_complex(dtype))
    return dtype;
  return size_of(dtype) >= 4 ? DType::float64 : DType::float32;
}

DType real_of(DType dtype) {
  return dtype == DType::complex64 ? DType::float32 : dtype == DType::complex128 ? DType::float64 : dtype;
}

DType complex_of(DType dtype) {
  return floating_of(dtype) == DType::float32 || dtype == DType::complex64 ? DType::complex64 : DType::complex128;
}

DType sum_of(DType dtype) {
  if (dtype == DType::bool_ || is_signed(dtype))
    return DType::int64;
  return is_unsigned(dtype) ? DType::uint64 : dtype;
}

DType promote(DType a, DType b) {
  if (a == b || b == DType::bool_)
    return a;
  if (a == DType::bool_)
    return b;
  if (is_integer(a) && is_integer(b))
    return promote_integers(a, b);
  const auto wide = real_of(floating_of(a)) == DType::float64 || real_of(floating_of(b)) == DType::float64;
  if (is_complex(a) || is_complex(b))
    return wide ? DType::complex128 : DType::complex64;
  return wide ? DType::float64 : DType::float32;
}

DType promote(std::span<const DType> dtypes) {
  // NumPy orders integers by width first; the kinds alone decide here, since integers' promotion does not depend on the
  // order.
  const auto most =
      *std::max_element(dtypes.begin(), dtypes.end(), [](DType a, DType b) { return category(a) < category(b); });
  auto type = most;
  for (const auto dtype : dtypes)
    type = promote(type, promote(most, dtype));
  return type;
}

DType result_type(std::span<const Operand> operands, DType (*each)(DType)) {
  const auto seen = [each](DType dtype) { return each ? each(dtype) : dtype; };
  int arrays = -1;
  int scalars = -1;
  for (const auto& operand : operands)
    (operand.scalar ? scalars : arrays) =
        std::max(operand.scalar ? scalars : arrays, category(operand.scalar ? operand.scalar->dtype() : operand.dtype));
  const bool by_value = scalars >= 0 && arrays >= scalars;
  auto type = DType::bool_;
  for (const auto& operand : operands)
    if (!operand.scalar)
      type = promote(type, operand.dtype);
  const bool sign = is_signed(type);
  std::vector<DType> types;
  for (const auto& operand : operands)
    types.push_back(seen(!operand.scalar ? operand.dtype
                         : by_value      ? smallest_type(*operand.scalar, sign)
                                         : operand.scalar->dtype()));
  // NumPy takes them one by one where a number counts by its value, and only there.
  return by_value
             ? std::accumulate(types.begin(), types.end(), DType::bool_, [](DType a, DType b) { return promote(a, b); })
             : promote(types);
}

bool can_cast(DType from, DType to, Casting casting) {
  if (from == to)
    return true;
  switch (casting) {
  case Casting::no:
    return false;
  case Casting::unsafe:
    return true;
  case Casting::safe:
    return promote(from, to) == to;
  case Casting::same_kind:
    break;
  }
  const auto kind = [](DType dtype) {
    return dtype == DType::bool_ ? 0 : is_unsigned(dtype) ? 1 : is_signed(dtype) ? 2 : is_floating(dtype) ? 3 : 4;
  };
  return kind(from) <= kind(to);
}

} // namespace troupe
