#include "collections/array/elementwise.hpp"

#include "collections/array/blockwise.hpp"

namespace troupe {
namespace {

void require_float64(const Array& array, const char* what) {
  if (array.dtype() != DType::float64)
    throw TroupeError({Errc::invalid_dtype, std::string(what) + " takes float64 arrays; got " + to_string(array)});
}

Array binary(const char* op, const Array& a, const Array& b) {
  require_float64(a, op);
  require_float64(b, op);
  return blockwise("array.binary", Params{}.set("op", op), {a, b}, DType::float64).value();
}

Array scalar(const char* op, const Array& a, double value, bool reverse) {
  require_float64(a, op);
  const auto params = Params{}.set("op", op).set("value", value).set("reverse", reverse);
  return blockwise("array.scalar", params, {a}, DType::float64).value();
}

Array unary(const char* op, const Array& a) {
  require_float64(a, op);
  return blockwise("array.unary", Params{}.set("op", op), {a}, DType::float64).value();
}

} // namespace

Array add(const Array& a, const Array& b) { return binary("add", a, b); }
Array subtract(const Array& a, const Array& b) { return binary("subtract", a, b); }
Array multiply(const Array& a, const Array& b) { return binary("multiply", a, b); }
Array divide(const Array& a, const Array& b) { return binary("divide", a, b); }
Array power(const Array& a, const Array& b) { return binary("power", a, b); }
Array minimum(const Array& a, const Array& b) { return binary("minimum", a, b); }
Array maximum(const Array& a, const Array& b) { return binary("maximum", a, b); }

Array power(const Array& a, double exponent) { return scalar("power", a, exponent, false); }
Array power(double base, const Array& exponent) { return scalar("power", exponent, base, true); }
Array minimum(const Array& a, double b) { return scalar("minimum", a, b, false); }
Array minimum(double a, const Array& b) { return scalar("minimum", b, a, true); }
Array maximum(const Array& a, double b) { return scalar("maximum", a, b, false); }
Array maximum(double a, const Array& b) { return scalar("maximum", b, a, true); }

Array operator+(const Array& a, const Array& b) { return add(a, b); }
Array operator-(const Array& a, const Array& b) { return subtract(a, b); }
Array operator*(const Array& a, const Array& b) { return multiply(a, b); }
Array operator/(const Array& a, const Array& b) { return divide(a, b); }
Array operator+(const Array& a, double b) { return scalar("add", a, b, false); }
Array operator-(const Array& a, double b) { return scalar("subtract", a, b, false); }
Array operator*(const Array& a, double b) { return scalar("multiply", a, b, false); }
Array operator/(const Array& a, double b) { return scalar("divide", a, b, false); }
Array operator+(double a, const Array& b) { return scalar("add", b, a, true); }
Array operator-(double a, const Array& b) { return scalar("subtract", b, a, true); }
Array operator*(double a, const Array& b) { return scalar("multiply", b, a, true); }
Array operator/(double a, const Array& b) { return scalar("divide", b, a, true); }
Array operator-(const Array& a) { return negative(a); }

Array absolute(const Array& a) { return unary("absolute", a); }
Array abs(const Array& a) { return absolute(a); }
Array negative(const Array& a) { return unary("negative", a); }
Array sqrt(const Array& a) { return unary("sqrt", a); }
Array square(const Array& a) { return unary("square", a); }
Array exp(const Array& a) { return unary("exp", a); }
Array log(const Array& a) { return unary("log", a); }
Array sin(const Array& a) { return unary("sin", a); }
Array cos(const Array& a) { return unary("cos", a); }
Array tanh(const Array& a) { return unary("tanh", a); }

} // namespace troupe
