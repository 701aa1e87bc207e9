// Operations of masked arrays element by element: what is masked afterwards, and where an operation has no value.
#include "collections/array/masked.hpp"

#include "collections/array/creation.hpp"
#include "runtime/chunk/dtype_rules.hpp"

#include <cmath>
#include <limits>

namespace troupe::ma {
namespace {

/// Joined where both are.
std::optional<Array> joined(const std::optional<Array>& a, const std::optional<Array>& b) {
  return a && b ? std::optional(logical_or(*a, *b)) : a ? a : b;
}

/// Where numpy.ma's domain of the operation ends (numpy.ma.core, 1.24); nothing for operations that are defined
/// everywhere.
std::optional<Array> outside_domain(Ufunc op, const std::vector<MaskedLike>& operands) {
  const auto& a = operands[0].data;
  switch (op) {
  case Ufunc::sqrt:
    return less(a, 0);
  case Ufunc::log:
  case Ufunc::log2:
  case Ufunc::log10:
    return less_equal(a, 0);
  case Ufunc::arcsin:
  case Ufunc::arccos:
    return less(a, -1.0) | greater(a, 1.0);
  case Ufunc::arccosh:
    return less(a, 1.0);
  case Ufunc::arctanh:
    return less(a, -1.0 + 1e-15) | greater(a, 1.0 - 1e-15);
  case Ufunc::tan:
    return less(absolute(cos(a)), 1e-35);
  case Ufunc::divide:
  case Ufunc::floor_divide:
  case Ufunc::remainder:
  case Ufunc::fmod: {
    const auto size = [](const ArrayLike& x, double factor) {
      return x.array() ? ArrayLike(absolute(x) * factor) : ArrayLike(std::abs(x.scalar()->as_complex()) * factor);
    };
    return greater_equal(size(a, std::numeric_limits<double>::min()), size(operands[1].data, 1));
  }
  default:
    return std::nullopt;
  }
}

bool is_complex_valued(const ArrayLike& operand) { return operand.array() && is_complex(operand.array()->dtype()); }

/// The data where something is masked: those of the first operand, as far as the result's type holds them.
Array kept_where_masked(const Array& result, const Array& mask, const ArrayLike& first, bool always) {
  const auto type = first.array() ? first.array()->dtype() : first.scalar()->dtype();
  if (!always && first.array() && !can_cast(type, result.dtype()))
    return result;
  const auto kept =
      first.array() ? first.array()->astype(result.dtype()) : full({}, *first.scalar()).astype(result.dtype());
  return troupe::where(mask, kept, result);
}

MaskedArray made(Array result, std::optional<Array> mask, const std::vector<MaskedLike>& operands, bool always) {
  std::optional<Scalar> fill_value;
  for (const auto& operand : operands)
    if (operand.mask && !fill_value && operand.data.array()->dtype() == result.dtype())
      fill_value = operand.fill_value;
  if (!mask)
    return {result, zeros_like(result, DType::bool_), fill_value};
  const auto whole = logical_or(*mask, zeros_like(result, DType::bool_)); // broadcast to the result
  return {kept_where_masked(result, whole, operands[0].data, always), whole, fill_value};
}

} // namespace

MaskedArray elementwise(Ufunc op, const std::vector<MaskedLike>& operands) {
  std::vector<ArrayLike> data;
  std::optional<Array> mask;
  for (const auto& operand : operands) {
    data.push_back(operand.data);
    mask = joined(mask, operand.mask);
  }
  const auto result = troupe::elementwise(op, data);
  auto outside =
      is_complex_valued(data[0]) && op != Ufunc::divide ? std::optional<Array>() : outside_domain(op, operands);
  if (outside)
    mask = joined(joined(mask, outside), !isfinite(result));
  return made(result, mask, operands, operands.size() == 2 && !outside);
}

MaskedArray power(const MaskedLike& a, const MaskedLike& b) {
  const auto result = troupe::power(a.data, b.data);
  const auto kept = made(result, joined(a.mask, b.mask), {a, b}, true);
  const auto invalid = !isfinite(kept.data());
  const auto value = full({}, kept.fill_value()).astype(result.dtype());
  return {troupe::where(invalid, value, kept.data()), kept.mask() | invalid, kept.fill_value()};
}

MaskedArray where(const MaskedLike& condition, const MaskedLike& a, const MaskedLike& b) {
  const auto mask_of = [](const MaskedLike& x) { return x.mask ? ArrayLike(*x.mask) : ArrayLike(false); };
  const auto chosen = condition.data;
  const auto data = troupe::where(chosen, a.data, b.data);
  auto mask = logical_or(troupe::where(chosen, mask_of(a), mask_of(b)), zeros_like(data, DType::bool_));
  if (condition.mask)
    mask = logical_or(mask, *condition.mask);
  return {data, mask, a.fill_value};
}

MaskedArray sqrt(const MaskedLike& a) { return elementwise(Ufunc::sqrt, {a}); }
MaskedArray exp(const MaskedLike& a) { return elementwise(Ufunc::exp, {a}); }
MaskedArray log(const MaskedLike& a) { return elementwise(Ufunc::log, {a}); }
MaskedArray log2(const MaskedLike& a) { return elementwise(Ufunc::log2, {a}); }
MaskedArray log10(const MaskedLike& a) { return elementwise(Ufunc::log10, {a}); }
MaskedArray sin(const MaskedLike& a) { return elementwise(Ufunc::sin, {a}); }
MaskedArray cos(const MaskedLike& a) { return elementwise(Ufunc::cos, {a}); }
MaskedArray tan(const MaskedLike& a) { return elementwise(Ufunc::tan, {a}); }
MaskedArray arcsin(const MaskedLike& a) { return elementwise(Ufunc::arcsin, {a}); }
MaskedArray arccos(const MaskedLike& a) { return elementwise(Ufunc::arccos, {a}); }
MaskedArray abs(const MaskedLike& a) { return elementwise(Ufunc::absolute, {a}); }
MaskedArray sinh(const MaskedLike& a) { return elementwise(Ufunc::sinh, {a}); }
MaskedArray cosh(const MaskedLike& a) { return elementwise(Ufunc::cosh, {a}); }
MaskedArray tanh(const MaskedLike& a) { return elementwise(Ufunc::tanh, {a}); }
MaskedArray arctan(const MaskedLike& a) { return elementwise(Ufunc::arctan, {a}); }
MaskedArray floor(const MaskedLike& a) { return elementwise(Ufunc::floor, {a}); }
MaskedArray ceil(const MaskedLike& a) { return elementwise(Ufunc::ceil, {a}); }
MaskedArray square(const MaskedLike& a) { return elementwise(Ufunc::square, {a}); }
MaskedArray arctan2(const MaskedLike& y, const MaskedLike& x) { return elementwise(Ufunc::arctan2, {y, x}); }
MaskedArray hypot(const MaskedLike& a, const MaskedLike& b) { return elementwise(Ufunc::hypot, {a, b}); }
MaskedArray minimum(const MaskedLike& a, const MaskedLike& b) { return elementwise(Ufunc::minimum, {a, b}); }
MaskedArray maximum(const MaskedLike& a, const MaskedLike& b) { return elementwise(Ufunc::maximum, {a, b}); }
MaskedArray round(const MaskedArray& a, int decimals) { return a.round(decimals); }
MaskedArray operator-(const MaskedArray& a) { return elementwise(Ufunc::negative, {a}); }

} // namespace troupe::ma
