#include "runtime/chunk/ufunc.hpp"

#include "runtime/base/suggest.hpp"

#include <array>
#include <string>
#include <vector>

namespace troupe {
namespace {

/// Which types a function runs in, from the type in which its operands meet.
enum class Family : std::uint8_t {
  any,           ///< every type, itself
  no_bool,       ///< every type but bool, which NumPy refuses
  bool_as_int8,  ///< every type, bool as int8
  real_int8,     ///< integers and floats, bool as int8
  integer_int8,  ///< integers, bool as int8
  bits,          ///< bool and integers
  floating,      ///< floats and complex; integers become floats
  floating_real, ///< floats; integers become floats
  divide,        ///< floats and complex; integers become float64
  rounding,      ///< floats; integers become floats (NumPy 1.24)
  truth,         ///< bool
};

struct UfuncRow {
  std::string_view name;
  int arity;
  Family family;
  bool to_bool = false;
  bool to_real = false;
  bool to_complex = false;
};

constexpr std::array<UfuncRow, ufunc_count> ufunc_rows{{
    {"add", 2, Family::any},
    {"subtract", 2, Family::no_bool},
    {"multiply", 2, Family::any},
    {"divide", 2, Family::divide},
    {"floor_divide", 2, Family::real_int8},
    {"remainder", 2, Family::real_int8},
    {"fmod", 2, Family::real_int8},
    {"power", 2, Family::bool_as_int8},
    {"maximum", 2, Family::any},
    {"minimum", 2, Family::any},
    {"fmax", 2, Family::any},
    {"fmin", 2, Family::any},
    {"gcd", 2, Family::integer_int8},
    {"lcm", 2, Family::integer_int8},
    {"bitwise_and", 2, Family::bits},
    {"bitwise_or", 2, Family::bits},
    {"bitwise_xor", 2, Family::bits},
    {"left_shift", 2, Family::integer_int8},
    {"right_shift", 2, Family::integer_int8},
    {"arctan2", 2, Family::floating_real},
    {"hypot", 2, Family::floating_real},
    {"copysign", 2, Family::floating_real},
    {"nextafter", 2, Family::floating_real},
    {"logaddexp", 2, Family::floating_real},
    {"logaddexp2", 2, Family::floating_real},
    {"ldexp", 2, Family::floating_real},
    {"heaviside", 2, Family::floating_real},
    {"equal", 2, Family::any, true},
    {"not_equal", 2, Family::any, true},
    {"less", 2, Family::any, true},
    {"less_equal", 2, Family::any, true},
    {"greater", 2, Family::any, true},
    {"greater_equal", 2, Family::any, true},
    {"logical_and", 2, Family::truth, true},
    {"logical_or", 2, Family::truth, true},
    {"logical_xor", 2, Family::truth, true},
    {"positive", 1, Family::no_bool},
    {"negative", 1, Family::no_bool},
    {"absolute", 1, Family::any, false, true},
    {"fabs", 1, Family::floating_real},
    {"sign", 1, Family::no_bool},
    {"square", 1, Family::bool_as_int8},
    {"reciprocal", 1, Family::bool_as_int8},
    {"invert", 1, Family::bits},
    {"conjugate", 1, Family::bool_as_int8},
    {"rint", 1, Family::floating},
    {"floor", 1, Family::rounding},
    {"ceil", 1, Family::rounding},
    {"trunc", 1, Family::rounding},
    {"sqrt", 1, Family::floating},
    {"cbrt", 1, Family::floating_real},
    {"exp", 1, Family::floating},
    {"exp2", 1, Family::floating},
    {"expm1", 1, Family::floating},
    {"log", 1, Family::floating},
    {"log2", 1, Family::floating},
    {"log10", 1, Family::floating},
    {"log1p", 1, Family::floating},
    {"sin", 1, Family::floating},
    {"cos", 1, Family::floating},
    {"tan", 1, Family::floating},
    {"arcsin", 1, Family::floating},
    {"arccos", 1, Family::floating},
    {"arctan", 1, Family::floating},
    {"sinh", 1, Family::floating},
    {"cosh", 1, Family::floating},
    {"tanh", 1, Family::floating},
    {"arcsinh", 1, Family::floating},
    {"arccosh", 1, Family::floating},
    {"arctanh", 1, Family::floating},
    {"deg2rad", 1, Family::floating_real},
    {"rad2deg", 1, Family::floating_real},
    {"spacing", 1, Family::floating_real},
    {"logical_not", 1, Family::truth, true},
    {"isnan", 1, Family::floating, true},
    {"isinf", 1, Family::floating, true},
    {"isfinite", 1, Family::floating, true},
    {"signbit", 1, Family::floating_real, true},
    {"real", 1, Family::any, false, true},
    {"imag", 1, Family::any, false, true},
    {"angle", 1, Family::floating, false, true},
    {"where", 3, Family::any},
    {"clip", 3, Family::any},
    {"astype", 1, Family::any},
    {"erf", 1, Family::floating_real},
    {"erfc", 1, Family::floating_real},
    {"from_parts", 2, Family::floating_real, false, false, true},
}};

const UfuncRow& row_of(Ufunc op) { return ufunc_rows[static_cast<std::size_t>(op)]; }

/// The loop's type, or nothing where NumPy has none.
Result<DType> loop_type(Family family, DType common) {
  const auto none = [] { return fail(Errc::invalid_dtype, "no loop"); };
  const bool truth = common == DType::bool_;
  switch (family) {
  case Family::any:
    return common;
  case Family::no_bool:
    if (truth)
      return none();
    return common;
  case Family::bool_as_int8:
    return truth ? DType::int8 : common;
  case Family::real_int8:
    if (is_complex(common))
      return none();
    return truth ? DType::int8 : common;
  case Family::integer_int8:
    if (!truth && !is_integer(common))
      return none();
    return truth ? DType::int8 : common;
  case Family::bits:
    if (!truth && !is_integer(common))
      return none();
    return common;
  case Family::floating:
    return floating_of(common);
  case Family::floating_real:
  case Family::rounding:
    if (is_complex(common))
      return none();
    return floating_of(common);
  case Family::divide:
    return is_floating(common) || is_complex(common) ? common : DType::float64;
  case Family::truth:
    return DType::bool_;
  }
  return none();
}

} // namespace

std::string_view to_string(Ufunc op) { return row_of(op).name; }

Result<Ufunc> ufunc_from_string(std::string_view name) {
  for (int i = 0; i < ufunc_count; ++i)
    if (ufunc_rows[static_cast<std::size_t>(i)].name == name)
      return static_cast<Ufunc>(i);
  std::vector<std::string> names;
  for (const auto& row : ufunc_rows)
    names.emplace_back(row.name);
  return fail(Errc::not_found, "no array function '" + std::string(name) + "'" + did_you_mean(name, names));
}

int arity(Ufunc op) { return row_of(op).arity; }

DType ufunc_result(Ufunc op, DType loop) {
  if (row_of(op).to_bool)
    return DType::bool_;
  if (row_of(op).to_complex)
    return complex_of(loop);
  return row_of(op).to_real ? real_of(loop) : loop;
}

Result<UfuncTypes> ufunc_types(Ufunc op, std::span<const Operand> operands) {
  const auto family = row_of(op).family;
  const bool floating = family == Family::floating || family == Family::floating_real || family == Family::rounding;
  const auto common =
      result_type(op == Ufunc::where ? operands.subspan(1) : operands, floating ? floating_of : nullptr);
  const auto loop = op == Ufunc::angle && common == DType::float32 && operands[0].dtype == DType::bool_
                        ? Result<DType>(DType::float64) // NumPy takes it for arctan2(0, x)
                        : loop_type(family, common);
  if (loop)
    return UfuncTypes{*loop, ufunc_result(op, *loop)};
  std::string types;
  for (const auto& operand : operands)
    types += (types.empty() ? "" : ", ")
             + (operand.scalar ? to_string(*operand.scalar) : std::string(to_string(operand.dtype)));
  return fail(Errc::invalid_dtype, std::string(to_string(op)) + " is not defined for " + types);
}

} // namespace troupe
