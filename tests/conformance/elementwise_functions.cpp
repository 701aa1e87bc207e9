#include "collections/array/elementwise.hpp"
#include "tests/conformance/case.hpp"

#include <functional>
#include <vector>

namespace troupe::conformance {
namespace {

void add(std::vector<Function>& table, Ufunc op, std::vector<Types> types) {
  table.push_back({std::string(to_string(op)), [op, types](Case& given) {
                     return std::vector{elementwise(op, given.broadcasting(types, given.content()))};
                   }});
}

} // namespace

void add_elementwise(std::vector<Function>& table) {
  const auto any = Types::any, numbers = Types::numbers, real = Types::real, ordered = Types::ordered;
  for (auto op : {Ufunc::add, Ufunc::multiply, Ufunc::divide, Ufunc::equal, Ufunc::not_equal, Ufunc::maximum,
                  Ufunc::minimum, Ufunc::fmax, Ufunc::fmin, Ufunc::less, Ufunc::less_equal, Ufunc::greater,
                  Ufunc::greater_equal, Ufunc::logical_and, Ufunc::logical_or, Ufunc::logical_xor})
    add(table, op, {any, any});
  add(table, Ufunc::subtract, {numbers, numbers});
  for (auto op : {Ufunc::floor_divide, Ufunc::remainder, Ufunc::fmod, Ufunc::arctan2, Ufunc::hypot, Ufunc::copysign,
                  Ufunc::nextafter, Ufunc::logaddexp, Ufunc::logaddexp2, Ufunc::heaviside})
    add(table, op, {ordered, ordered});
  for (auto op : {Ufunc::gcd, Ufunc::lcm, Ufunc::bitwise_and, Ufunc::bitwise_or, Ufunc::bitwise_xor, Ufunc::left_shift,
                  Ufunc::right_shift})
    add(table, op, {Types::integers, Types::integers});
  for (auto op : {Ufunc::positive, Ufunc::negative, Ufunc::sign})
    add(table, op, {numbers});
  for (auto op :
       {Ufunc::absolute, Ufunc::square,      Ufunc::reciprocal, Ufunc::conjugate, Ufunc::sqrt,     Ufunc::exp,
        Ufunc::log,      Ufunc::log10,       Ufunc::sin,        Ufunc::cos,       Ufunc::tan,      Ufunc::arcsin,
        Ufunc::arccos,   Ufunc::arctan,      Ufunc::sinh,       Ufunc::exp2,      Ufunc::expm1,    Ufunc::log2,
        Ufunc::log1p,    Ufunc::rint,        Ufunc::cosh,       Ufunc::tanh,      Ufunc::arcsinh,  Ufunc::arccosh,
        Ufunc::arctanh,  Ufunc::logical_not, Ufunc::isnan,      Ufunc::isinf,     Ufunc::isfinite, Ufunc::real,
        Ufunc::imag,     Ufunc::angle})
    add(table, op, {any});
  for (auto op : {Ufunc::fabs, Ufunc::cbrt, Ufunc::floor, Ufunc::ceil, Ufunc::trunc, Ufunc::deg2rad, Ufunc::rad2deg,
                  Ufunc::signbit, Ufunc::spacing})
    add(table, op, {real});
  add(table, Ufunc::invert, {Types::integers});
  add(table, Ufunc::where, {Types::boolean, any, any});
  add(table, Ufunc::clip, {any, any, any});
  table.push_back({"power", [](Case& given) {
                     return std::vector{
                         power(given.array(Types::inexact, 1, 2),
                               given.option("exponent", static_cast<double>(given.integer(-8, 12)) / 4))};
                   }});
  table.push_back({"ldexp", [](Case& given) {
                     return std::vector{
                         ldexp(given.array(Types::floating), given.option("exponent", given.integer(-30, 30)))};
                   }});
  table.push_back({"astype", [](Case& given) {
                     const auto x = given.array(given.dtype(Types::any), given.shape(), Content::plain);
                     const auto to = given.dtype(Types::any);
                     given.option("dtype", to_string(to));
                     return std::vector{astype(x, to)};
                   }});
  table.push_back({"around", [](Case& given) {
                     return std::vector{around(given.array(Types::inexact),
                                               given.option("decimals", static_cast<int>(given.integer(-1, 3))))};
                   }});
  table.push_back({"nan_to_num", [](Case& given) { return std::vector{nan_to_num(given.array(Types::real))}; }});
  table.push_back({"nan_to_num", [](Case& given) {
                     return std::vector{nan_to_num(given.array(Types::inexact), given.option("nan", 2.5),
                                                   given.option("posinf", 7.0), given.option("neginf", -7.5))};
                   }});
  table.push_back({"isclose", [real](Case& given) {
                     const auto operands = given.broadcasting({real, real}, given.content());
                     return std::vector{isclose(operands[0], operands[1])};
                   }});
  // What is made of others.
  using Unary = Array (*)(const ArrayLike&);
  for (const auto& [name, function] : {std::pair<const char*, Unary>{"degrees", degrees},
                                       {"radians", radians},
                                       {"fix", fix},
                                       {"isposinf", isposinf},
                                       {"isneginf", isneginf}})
    table.push_back(
        {name, [function = function](Case& given) { return std::vector{function(given.array(Types::floating))}; }});
  for (const auto& [name, function] :
       {std::pair<const char*, Unary>{"abs", abs}, {"conj", conj}, {"isreal", isreal}, {"iscomplex", iscomplex}})
    table.push_back(
        {name, [function = function](Case& given) { return std::vector{function(given.array(Types::any))}; }});
  using Binary = Array (*)(const ArrayLike&, const ArrayLike&);
  for (const auto& [name, function] : {std::pair<const char*, Binary>{"mod", mod}, {"true_divide", true_divide}})
    table.push_back({name, [function = function](Case& given) {
                       const auto operands = given.broadcasting({Types::ordered, Types::ordered}, given.content());
                       return std::vector{function(operands[0], operands[1])};
                     }});
  table.push_back({"divmod", [ordered](Case& given) {
                     const auto operands = given.broadcasting({ordered, ordered}, given.content());
                     const auto [quotient, rest] = divmod(operands[0], operands[1]);
                     return std::vector{quotient, rest};
                   }});
  table.push_back({"sinc", [](Case& given) { return std::vector{sinc(given.array(Types::floating, 1, 3))}; }});
  table.push_back({"modf", [](Case& given) {
                     const auto [fraction, whole] = modf(given.array(Types::floating));
                     return std::vector{fraction, whole};
                   }});
  table.push_back({"frexp", [](Case& given) {
                     const auto [mantissa, exponent] = frexp(given.array(Types::floating));
                     return std::vector{mantissa, exponent};
                   }});
  table.push_back({"piecewise", [](Case& given) {
                     const auto x = given.array(Types::real);
                     const bool otherwise = given.option("otherwise", given.chance(0.5));
                     std::vector<std::function<ArrayLike(const Array&)>> functions{[](const Array& a) { return a * 2; },
                                                                                   [](const Array&) { return 3; }};
                     if (otherwise)
                       functions.push_back([](const Array& a) { return a + 1; });
                     return std::vector{piecewise(x, {x > 1, x > 2}, functions)};
                   }});
  table.push_back({"select", [](Case& given) {
                     const auto shape = given.shape(1, 3);
                     const auto first = given.array(DType::bool_, shape, Content::plain),
                                second = given.array(DType::bool_, shape, Content::plain);
                     const auto a = given.array(given.dtype(Types::any), shape, given.content());
                     const auto b = given.array(given.dtype(Types::any), shape, given.content());
                     return std::vector{select({first, second}, {a, b}, given.option("default", given.integer(0, 9)))};
                   }});
  table.push_back({"float_power", [](Case& given) {
                     return std::vector{
                         float_power(given.array(Types::real, 1, 2),
                                     given.option("exponent", static_cast<double>(given.integer(-8, 12)) / 4))};
                   }});
  table.push_back({"add", [](Case& given) { // each cut its own way
                     const auto shape = given.shape(1, 3);
                     const auto a = given.array(given.dtype(Types::any), shape, given.content());
                     return std::vector{add(a, given.array(given.dtype(Types::any), shape, given.content()))};
                   }});
  table.push_back(
      {"chain", [](Case& given) { // several functions in one task
         const auto operands = given.broadcasting({Types::floating, Types::floating, Types::floating}, Content::plain);
         const auto sum = maximum(operands[0], operands[1]) - operands[2];
         return std::vector{where(sum > 0, sqrt(absolute(sum)) * 2 - 1, sum / 3)};
       }});
}

} // namespace troupe::conformance
