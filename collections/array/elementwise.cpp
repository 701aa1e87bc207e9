#include "collections/array/elementwise.hpp"

#include "collections/array/blockwise.hpp"
#include "collections/array/creation.hpp"
#include "collections/array/windowed.hpp"
#include "runtime/chunk/dtype_rules.hpp"

#include <cmath>
#include <limits>
#include <numbers>

namespace troupe {
namespace {

std::string text_of(const ArrayLike& operand) {
  return operand.array() ? to_string(*operand.array()) : to_string(*operand.scalar());
}

/// Of windows that are cut alike: of each element once, rather than in every window that holds it.
Result<Array> each_element(const Params& params, const std::vector<Array>& arrays, DType dtype) {
  const auto seen = alike_windows(arrays);
  if (!seen)
    return blockwise("array.elementwise", params, arrays, dtype);
  std::vector<Array> sources;
  for (const auto& one : *seen)
    sources.push_back(one.source);
  TROUPE_TRY(made, blockwise("array.elementwise", params, sources, dtype));
  return windows_view({made, seen->front().axes, seen->front().sizes});
}

Result<Array> applied(Ufunc op, const std::vector<ArrayLike>& operands) {
  std::vector<Operand> types;
  std::vector<Array> arrays;
  auto params = Params{}.set("op", std::string(to_string(op)));
  for (std::size_t place = 0; place < operands.size(); ++place) {
    if (const auto* array = operands[place].array()) {
      types.push_back({array->dtype(), nullptr});
      arrays.push_back(*array);
    } else {
      types.push_back({DType::float64, operands[place].scalar()});
      params.set("p" + std::to_string(place), operands[place].scalar()->to_param());
    }
  }
  if (arrays.empty())
    return fail(Errc::invalid_argument, std::string(to_string(op)) + " of numbers alone: " + text_of(operands[0])
                                            + "; one operand must be an array");
  TROUPE_TRY(type, ufunc_types(op, types));
  params.set("dtype", std::string(to_string(type.loop)));
  return each_element(params, arrays, type.result);
}

bool holds_signed(const ArrayLike& a) {
  return a.array() ? is_signed(a.array()->dtype()) : a.scalar()->dtype() == DType::int64;
}
bool holds_uint64(const ArrayLike& a) {
  return (a.array() ? a.array()->dtype() : a.scalar()->dtype()) == DType::uint64;
}

ArrayLike as_uint64(const ArrayLike& a) {
  return a.array() ? ArrayLike(astype(*a.array(), DType::uint64)) : ArrayLike(a.scalar()->as_uint64());
}

/// Signed numbers beside uint64 meet in no integer type, and in float64 two that differ may become equal: what is
/// negative is below all that is not, the rest is compared as uint64.
Array compared(Ufunc op, const ArrayLike& a, const ArrayLike& b) {
  const bool first = holds_signed(a) && a.array() && holds_uint64(b),
             second = holds_signed(b) && b.array() && holds_uint64(a);
  if (!first && !second)
    return elementwise(op, {a, b});
  const auto unsigned_result = elementwise(op, {as_uint64(a), as_uint64(b)});
  const bool if_negative =
      op == Ufunc::not_equal
      || (first ? op == Ufunc::less || op == Ufunc::less_equal : op == Ufunc::greater || op == Ufunc::greater_equal);
  const auto negative = elementwise(Ufunc::less, {first ? a : b, 0});
  return if_negative ? logical_or(negative, unsigned_result) : logical_and(logical_not(negative), unsigned_result);
}

/// Whole numbers to tens, hundreds, ...: halves to even, in whole numbers.
Array around_whole(const Array& a, int places) {
  const auto wide = a.dtype() == DType::uint64 ? DType::uint64 : DType::int64;
  Array x = a.astype(wide);
  std::int64_t unit = 1;
  for (int i = 0; i < places; ++i)
    unit *= 10;
  const Array tens = floor_divide(x, unit), rest = x - tens * unit;
  const Array odd = remainder(tens, 2) == 1;
  const Array up = (rest * 2 > unit) | ((rest * 2 == unit) & odd);
  return ((tens + up.astype(wide)) * unit).astype(a.dtype());
}

double largest(DType dtype) {
  return dtype == DType::float32 ? static_cast<double>(std::numeric_limits<float>::max())
                                 : std::numeric_limits<double>::max();
}

} // namespace

Array elementwise(Ufunc op, const std::vector<ArrayLike>& operands) {
  if (operands.size() != static_cast<std::size_t>(arity(op)))
    throw TroupeError({Errc::invalid_argument, std::string(to_string(op)) + " takes " + std::to_string(arity(op))
                                                   + " operands; it was given " + std::to_string(operands.size())});
  return applied(op, operands).value();
}

Array add(const ArrayLike& a, const ArrayLike& b) { return elementwise(Ufunc::add, {a, b}); }
Array subtract(const ArrayLike& a, const ArrayLike& b) { return elementwise(Ufunc::subtract, {a, b}); }
Array multiply(const ArrayLike& a, const ArrayLike& b) { return elementwise(Ufunc::multiply, {a, b}); }
Array divide(const ArrayLike& a, const ArrayLike& b) { return elementwise(Ufunc::divide, {a, b}); }
Array floor_divide(const ArrayLike& a, const ArrayLike& b) { return elementwise(Ufunc::floor_divide, {a, b}); }
Array remainder(const ArrayLike& a, const ArrayLike& b) { return elementwise(Ufunc::remainder, {a, b}); }
Array fmod(const ArrayLike& a, const ArrayLike& b) { return elementwise(Ufunc::fmod, {a, b}); }
Array power(const ArrayLike& a, const ArrayLike& b) { return elementwise(Ufunc::power, {a, b}); }
Array pow(const ArrayLike& a, const ArrayLike& b) { return power(a, b); }
Array gcd(const ArrayLike& a, const ArrayLike& b) { return elementwise(Ufunc::gcd, {a, b}); }
Array lcm(const ArrayLike& a, const ArrayLike& b) { return elementwise(Ufunc::lcm, {a, b}); }
Array gcd(const Array& a, const Array& b) { return elementwise(Ufunc::gcd, {a, b}); }
Array lcm(const Array& a, const Array& b) { return elementwise(Ufunc::lcm, {a, b}); }
Array heaviside(const ArrayLike& a, const ArrayLike& b) { return elementwise(Ufunc::heaviside, {a, b}); }
Array logaddexp(const ArrayLike& a, const ArrayLike& b) { return elementwise(Ufunc::logaddexp, {a, b}); }
Array logaddexp2(const ArrayLike& a, const ArrayLike& b) { return elementwise(Ufunc::logaddexp2, {a, b}); }
Array arctan2(const ArrayLike& a, const ArrayLike& b) { return elementwise(Ufunc::arctan2, {a, b}); }
Array hypot(const ArrayLike& a, const ArrayLike& b) { return elementwise(Ufunc::hypot, {a, b}); }
Array minimum(const ArrayLike& a, const ArrayLike& b) { return elementwise(Ufunc::minimum, {a, b}); }
Array maximum(const ArrayLike& a, const ArrayLike& b) { return elementwise(Ufunc::maximum, {a, b}); }
Array fmin(const ArrayLike& a, const ArrayLike& b) { return elementwise(Ufunc::fmin, {a, b}); }
Array fmax(const ArrayLike& a, const ArrayLike& b) { return elementwise(Ufunc::fmax, {a, b}); }
Array equal(const ArrayLike& a, const ArrayLike& b) { return compared(Ufunc::equal, a, b); }
Array not_equal(const ArrayLike& a, const ArrayLike& b) { return compared(Ufunc::not_equal, a, b); }
Array less(const ArrayLike& a, const ArrayLike& b) { return compared(Ufunc::less, a, b); }
Array less_equal(const ArrayLike& a, const ArrayLike& b) { return compared(Ufunc::less_equal, a, b); }
Array greater(const ArrayLike& a, const ArrayLike& b) { return compared(Ufunc::greater, a, b); }
Array greater_equal(const ArrayLike& a, const ArrayLike& b) { return compared(Ufunc::greater_equal, a, b); }
Array logical_and(const ArrayLike& a, const ArrayLike& b) { return elementwise(Ufunc::logical_and, {a, b}); }
Array logical_or(const ArrayLike& a, const ArrayLike& b) { return elementwise(Ufunc::logical_or, {a, b}); }
Array logical_xor(const ArrayLike& a, const ArrayLike& b) { return elementwise(Ufunc::logical_xor, {a, b}); }
Array bitwise_and(const ArrayLike& a, const ArrayLike& b) { return elementwise(Ufunc::bitwise_and, {a, b}); }
Array bitwise_or(const ArrayLike& a, const ArrayLike& b) { return elementwise(Ufunc::bitwise_or, {a, b}); }
Array bitwise_xor(const ArrayLike& a, const ArrayLike& b) { return elementwise(Ufunc::bitwise_xor, {a, b}); }
Array left_shift(const ArrayLike& a, const ArrayLike& b) { return elementwise(Ufunc::left_shift, {a, b}); }
Array right_shift(const ArrayLike& a, const ArrayLike& b) { return elementwise(Ufunc::right_shift, {a, b}); }
Array copysign(const ArrayLike& a, const ArrayLike& b) { return elementwise(Ufunc::copysign, {a, b}); }
Array nextafter(const ArrayLike& a, const ArrayLike& b) { return elementwise(Ufunc::nextafter, {a, b}); }
Array ldexp(const ArrayLike& a, const ArrayLike& exponent) { // whose type does not count
  const bool both = a.array() && exponent.array();
  return elementwise(Ufunc::ldexp,
                     {a, both ? ArrayLike(exponent.array()->astype(floating_of(a.array()->dtype()))) : exponent});
}

Array positive(const ArrayLike& a) { return elementwise(Ufunc::positive, {a}); }
Array negative(const ArrayLike& a) { return elementwise(Ufunc::negative, {a}); }
Array absolute(const ArrayLike& a) { return elementwise(Ufunc::absolute, {a}); }
Array fabs(const ArrayLike& a) { return elementwise(Ufunc::fabs, {a}); }
Array sign(const ArrayLike& a) { return elementwise(Ufunc::sign, {a}); }
Array square(const ArrayLike& a) { return elementwise(Ufunc::square, {a}); }
Array reciprocal(const ArrayLike& a) { return elementwise(Ufunc::reciprocal, {a}); }
Array sqrt(const ArrayLike& a) { return elementwise(Ufunc::sqrt, {a}); }
Array cbrt(const ArrayLike& a) { return elementwise(Ufunc::cbrt, {a}); }
Array exp(const ArrayLike& a) { return elementwise(Ufunc::exp, {a}); }
Array exp2(const ArrayLike& a) { return elementwise(Ufunc::exp2, {a}); }
Array expm1(const ArrayLike& a) { return elementwise(Ufunc::expm1, {a}); }
Array log(const ArrayLike& a) { return elementwise(Ufunc::log, {a}); }
Array log2(const ArrayLike& a) { return elementwise(Ufunc::log2, {a}); }
Array log10(const ArrayLike& a) { return elementwise(Ufunc::log10, {a}); }
Array log1p(const ArrayLike& a) { return elementwise(Ufunc::log1p, {a}); }
Array sin(const ArrayLike& a) { return elementwise(Ufunc::sin, {a}); }
Array cos(const ArrayLike& a) { return elementwise(Ufunc::cos, {a}); }
Array tan(const ArrayLike& a) { return elementwise(Ufunc::tan, {a}); }
Array arcsin(const ArrayLike& a) { return elementwise(Ufunc::arcsin, {a}); }
Array arccos(const ArrayLike& a) { return elementwise(Ufunc::arccos, {a}); }
Array arctan(const ArrayLike& a) { return elementwise(Ufunc::arctan, {a}); }
Array sinh(const ArrayLike& a) { return elementwise(Ufunc::sinh, {a}); }
Array cosh(const ArrayLike& a) { return elementwise(Ufunc::cosh, {a}); }
Array tanh(const ArrayLike& a) { return elementwise(Ufunc::tanh, {a}); }
Array arcsinh(const ArrayLike& a) { return elementwise(Ufunc::arcsinh, {a}); }
Array arccosh(const ArrayLike& a) { return elementwise(Ufunc::arccosh, {a}); }
Array arctanh(const ArrayLike& a) { return elementwise(Ufunc::arctanh, {a}); }
Array deg2rad(const ArrayLike& a) { return elementwise(Ufunc::deg2rad, {a}); }
Array rad2deg(const ArrayLike& a) { return elementwise(Ufunc::rad2deg, {a}); }
Array rint(const ArrayLike& a) { return elementwise(Ufunc::rint, {a}); }
Array floor(const ArrayLike& a) { return elementwise(Ufunc::floor, {a}); }
Array ceil(const ArrayLike& a) { return elementwise(Ufunc::ceil, {a}); }
Array trunc(const ArrayLike& a) { return elementwise(Ufunc::trunc, {a}); }
Array logical_not(const ArrayLike& a) { return elementwise(Ufunc::logical_not, {a}); }
Array invert(const ArrayLike& a) { return elementwise(Ufunc::invert, {a}); }
Array isnan(const ArrayLike& a) { return elementwise(Ufunc::isnan, {a}); }
Array isinf(const ArrayLike& a) { return elementwise(Ufunc::isinf, {a}); }
Array isfinite(const ArrayLike& a) { return elementwise(Ufunc::isfinite, {a}); }
Array signbit(const ArrayLike& a) { return elementwise(Ufunc::signbit, {a}); }
Array erf(const ArrayLike& a) { return elementwise(Ufunc::erf, {a}); }
Array erfc(const ArrayLike& a) { return elementwise(Ufunc::erfc, {a}); }
Array spacing(const ArrayLike& a) { return elementwise(Ufunc::spacing, {a}); }
Array real(const ArrayLike& a) { return elementwise(Ufunc::real, {a}); }
Array imag(const ArrayLike& a) { return elementwise(Ufunc::imag, {a}); }
Array conjugate(const ArrayLike& a) { return elementwise(Ufunc::conjugate, {a}); }
Array angle(const ArrayLike& a) { return elementwise(Ufunc::angle, {a}); }

Array true_divide(const ArrayLike& a, const ArrayLike& b) { return divide(a, b); }
Array mod(const ArrayLike& a, const ArrayLike& b) { return remainder(a, b); }
Array abs(const ArrayLike& a) { return absolute(a); }
Array radians(const ArrayLike& a) { return deg2rad(a); }
Array degrees(const ArrayLike& a) { return rad2deg(a); }
Array fix(const ArrayLike& a) { return trunc(a); }
Array conj(const ArrayLike& a) { return conjugate(a); }
Array round(const Array& a, int decimals) { return around(a, decimals); }
std::pair<Array, Array> divmod(const ArrayLike& a, const ArrayLike& b) { return {floor_divide(a, b), remainder(a, b)}; }
Array clip(const ArrayLike& a, const ArrayLike& low, const ArrayLike& high) {
  return elementwise(Ufunc::clip, {a, low, high});
}
Array where(const ArrayLike& condition, const ArrayLike& a, const ArrayLike& b) {
  return elementwise(Ufunc::where, {condition, a, b});
}

Array float_power(const ArrayLike& a, const ArrayLike& b) {
  const auto wide = [](const ArrayLike& x) -> ArrayLike {
    return x.array() && !is_complex(x.array()->dtype()) ? astype(*x.array(), DType::float64) : x;
  };
  return power(wide(a), wide(b));
}

Array around(const Array& a, int decimals) {
  if (is_integer(a.dtype()) && decimals < 0 && decimals >= -18)
    return around_whole(a, -decimals);
  if (is_integer(a.dtype()) || a.dtype() == DType::bool_)
    return decimals >= 0 && a.dtype() != DType::bool_ ? a
                                                      : astype(around(astype(a, DType::float64), decimals), a.dtype());
  if (decimals == 0)
    return rint(a);
  if (is_complex(a.dtype()))
    return elementwise(Ufunc::from_parts, {around(real(a), decimals), around(imag(a), decimals)});
  const auto scale = std::pow(10.0, std::abs(decimals));
  if (decimals < 0)
    return rint(a / scale) * scale;
  const auto scaled = a * scale;
  return where(isfinite(scaled), rint(scaled) / scale, a); // what is too large to be scaled has no fraction
}

Array isclose(const ArrayLike& a, const ArrayLike& other, double rtol, double atol, bool equal_nan) {
  // As NumPy: whole numbers are compared as float64, so that differences do not wrap around.
  const auto b = other.array() && !is_floating(other.array()->dtype()) && !is_complex(other.array()->dtype())
                     ? ArrayLike(other.array()->astype(DType::float64))
                 : other.scalar() && other.scalar()->dtype() != DType::complex128
                     ? ArrayLike(other.scalar()->as_double())
                     : other;
  const auto tolerance =
      b.array() ? ArrayLike(atol + rtol * absolute(b)) : ArrayLike(atol + rtol * std::abs(b.scalar()->as_complex()));
  const auto near = less_equal(absolute(subtract(a, b)), tolerance);
  const auto finite = b.array() ? ArrayLike(isfinite(b)) : ArrayLike(std::isfinite(std::abs(b.scalar()->as_complex())));
  const auto close = logical_or(logical_and(near, finite), equal(a, b));
  return equal_nan ? logical_or(close, logical_and(not_equal(a, a), not_equal(b, b))) : close;
}

Array nan_to_num(const Array& a, double nan, std::optional<double> posinf, std::optional<double> neginf) {
  if (is_complex(a.dtype()))
    return elementwise(Ufunc::from_parts,
                       {nan_to_num(real(a), nan, posinf, neginf), nan_to_num(imag(a), nan, posinf, neginf)});
  if (!is_floating(a.dtype()))
    return a;
  const auto most = largest(a.dtype());
  const auto finite = !posinf && !neginf
                          ? clip(a, -most, most)
                          : where(isposinf(a), posinf.value_or(most), where(isneginf(a), neginf.value_or(-most), a));
  return where(isnan(a), nan, finite).astype(a.dtype());
}

Array astype(const Array& a, DType dtype) {
  if (a.dtype() == dtype)
    return a;
  if (dtype == DType::string)
    throw TroupeError({Errc::invalid_dtype, "arrays hold numbers: " + to_string(a) + " cannot become string"});
  const auto params = Params{}.set("op", "astype").set("dtype", std::string(to_string(dtype)));
  return each_element(params, {a}, dtype).value();
}

Array select(const std::vector<Array>& conditions, const std::vector<ArrayLike>& choices, const Scalar& otherwise) {
  if (conditions.empty() || conditions.size() != choices.size())
    throw TroupeError({Errc::invalid_argument, "select needs as many choices as conditions, and some; it was given "
                                                   + std::to_string(conditions.size()) + " conditions and "
                                                   + std::to_string(choices.size()) + " choices"});
  std::vector<Operand> types;
  for (const auto& choice : choices)
    types.push_back({choice.array() ? choice.array()->dtype() : DType::float64, choice.scalar()});
  const auto type = result_type(
      std::vector<Operand>{{result_type(types), nullptr}, {DType::float64, &otherwise}}); // of the choices first
  ArrayLike chosen(otherwise);
  for (auto i = conditions.size(); i-- > 0;)
    chosen = where(conditions[i], choices[i].array() ? ArrayLike(choices[i].array()->astype(type)) : choices[i], chosen)
                 .astype(type);
  return *chosen.array();
}

Array piecewise(const Array& a, const std::vector<Array>& conditions,
                const std::vector<std::function<ArrayLike(const Array&)>>& functions) {
  if (functions.size() != conditions.size() && functions.size() != conditions.size() + 1)
    throw TroupeError(
        {Errc::invalid_argument, "piecewise needs a function for each of " + std::to_string(conditions.size())
                                     + " conditions, or one more; it was given " + std::to_string(functions.size())});
  const auto of_type = [&](const ArrayLike& made) {
    return made.array() ? made.array()->astype(a.dtype()) : full_like(a, *made.scalar());
  };
  auto result = functions.size() > conditions.size() ? of_type(functions.back()(a)) : zeros_like(a);
  for (std::size_t i = 0; i < conditions.size(); ++i)
    result = where(conditions[i], of_type(functions[i](a)), result);
  return result;
}

std::pair<Array, Array> modf(const ArrayLike& a) {
  const auto whole = trunc(a);
  return {copysign(where(isinf(a), 0, a - whole), a), whole};
}

std::pair<Array, Array> frexp(const ArrayLike& number) {
  const auto a = number.array() ? ArrayLike(number.array()->astype(floating_of(number.array()->dtype()))) : number;
  const auto plain = isfinite(a) & not_equal(a, 0);
  const auto guess = where(plain, floor(log2(absolute(where(plain, a, 1)))) + 1, 0);
  const auto nearly = ldexp(a, negative(guess));
  const auto size = absolute(nearly); // near a power of two the logarithm may be rounded past it
  const auto step = where(plain & greater_equal(size, 1), 1, where(plain & less(size, 0.5), -1, 0));
  return {ldexp(nearly, astype(negative(step), nearly.dtype())), astype(guess + step, DType::int32)};
}

Array sinc(const ArrayLike& a) {
  const auto turn = multiply(where(equal(a, 0), 1e-20, a), std::numbers::pi);
  return sin(turn) / turn;
}

Array isposinf(const ArrayLike& a) { return isinf(a) & !signbit(a); }
Array isneginf(const ArrayLike& a) { return isinf(a) & signbit(a); }
Array isreal(const ArrayLike& a) { return equal(imag(a), 0); }
Array iscomplex(const ArrayLike& a) { return not_equal(imag(a), 0); }

Array Array::astype(DType dtype) const { return troupe::astype(*this, dtype); }

} // namespace troupe
