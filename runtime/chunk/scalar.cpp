#include "runtime/chunk/scalar.hpp"

#include "runtime/base/number_text.hpp"
#include "runtime/chunk/for_dtype.hpp"
#include "runtime/chunk/number_cast.hpp"

#include <algorithm>
#include <charconv>

namespace troupe {
namespace {

template <class To, class Value>
To convert(const Value& value) {
  return std::visit([](auto held) { return number_cast<To>(held); }, value);
}

} // namespace

DType Scalar::dtype() const {
  return std::visit([](auto held) { return dtype_of_v<decltype(held)>; }, value_);
}

bool Scalar::as_bool() const { return convert<bool>(value_); }
std::int64_t Scalar::as_int64() const { return convert<std::int64_t>(value_); }
std::uint64_t Scalar::as_uint64() const { return convert<std::uint64_t>(value_); }
double Scalar::as_double() const { return convert<double>(value_); }
std::complex<double> Scalar::as_complex() const { return convert<std::complex<double>>(value_); }

void Scalar::fill(DType dtype, void* out, std::size_t count) const {
  for_dtype(dtype, [&]<class T>(Type<T>) { std::fill_n(static_cast<T*>(out), count, convert<T>(value_)); });
}

Params::Value Scalar::to_param() const {
  switch (dtype()) {
  case DType::bool_:
    return std::get<bool>(value_);
  case DType::int64:
    return std::get<std::int64_t>(value_);
  case DType::uint64:
    return Params::Strings{"uint64", std::to_string(std::get<std::uint64_t>(value_))};
  case DType::complex128:
    return Params::Doubles{as_complex().real(), as_complex().imag()};
  default:
    return as_double();
  }
}

Result<Scalar> Scalar::from_params(const Params& params, std::string_view name) {
  const auto* value = params.find(name);
  if (value) {
    if (const auto* truth = std::get_if<bool>(value))
      return Scalar(*truth);
    if (const auto* whole = std::get_if<std::int64_t>(value))
      return Scalar(*whole);
    if (const auto* real = std::get_if<double>(value))
      return Scalar(*real);
    if (const auto* parts = std::get_if<Params::Doubles>(value); parts && parts->size() == 2)
      return Scalar(std::complex<double>((*parts)[0], (*parts)[1]));
    if (const auto* texts = std::get_if<Params::Strings>(value);
        texts && texts->size() == 2 && (*texts)[0] == "uint64") {
      std::uint64_t number = 0;
      const auto& digits = (*texts)[1];
      if (std::from_chars(digits.data(), digits.data() + digits.size(), number).ptr == digits.data() + digits.size())
        return Scalar(number);
    }
  }
  return fail(Errc::invalid_argument, "parameter '" + std::string(name) + "' must be a number");
}

std::string to_string(const Scalar& scalar) {
  switch (scalar.dtype()) {
  case DType::bool_:
    return scalar.as_bool() ? "True" : "False";
  case DType::int64:
    return std::to_string(scalar.as_int64());
  case DType::uint64:
    return std::to_string(scalar.as_uint64());
  case DType::complex128:
    return "(" + format_double(scalar.as_complex().real()) + (scalar.as_complex().imag() < 0 ? "" : "+")
           + format_double(scalar.as_complex().imag()) + "j)";
  default:
    return format_double(scalar.as_double());
  }
}

} // namespace troupe
