// Values::scalar(): an element as a number of another type, as long as nothing of it is lost. Header only.
#pragma once

#include "collections/session/values.hpp"
#include "runtime/chunk/for_dtype.hpp"

#include <cmath>
#include <complex>
#include <concepts>
#include <optional>
#include <type_traits>
#include <utility>

namespace troupe {
namespace scalar_value_detail {

template <class T>
struct IsComplex : std::false_type {};
template <class T>
struct IsComplex<std::complex<T>> : std::true_type {};

/// Whole numbers to doubles are rounded, as Python's float() does.
template <class To, class From>
constexpr bool rounds = std::is_same_v<To, double>&& std::is_integral_v<From>;

/// Nothing where the type does not hold the number.
template <class To, class From>
std::optional<To> real_as(From value) {
  if constexpr (std::is_same_v<To, From> || std::is_same_v<From, bool> || rounds<To, From>)
    return static_cast<To>(value);
  else if constexpr (std::is_same_v<To, bool>)
    return value == From(0) || value == From(1) ? std::optional(value == From(1)) : std::nullopt;
  else if constexpr (std::is_integral_v<To> && std::is_integral_v<From>)
    return std::in_range<To>(value) ? std::optional(static_cast<To>(value)) : std::nullopt;
  else if constexpr (std::is_integral_v<To>) {
    const auto bound = std::ldexp(1.0, std::numeric_limits<To>::digits); // one more than the largest
    const auto wide = static_cast<double>(value);
    const bool fits = wide < bound && wide >= (std::is_signed_v<To> ? -bound : 0.0) && std::trunc(wide) == wide;
    return fits ? std::optional(static_cast<To>(wide)) : std::nullopt;
  } else if constexpr (std::is_integral_v<From>) {
    const auto cast = static_cast<To>(value);
    const auto bound = std::ldexp(static_cast<To>(1), std::numeric_limits<From>::digits);
    return cast < bound && static_cast<From>(cast) == value ? std::optional(cast) : std::nullopt;
  } else {
    const auto cast = static_cast<To>(value);
    return std::isnan(value) || static_cast<From>(cast) == value ? std::optional(cast) : std::nullopt;
  }
}

template <class To, class From>
std::optional<To> number_as(From value) {
  if constexpr (IsComplex<From>::value && !IsComplex<To>::value) {
    return value.imag() == 0 ? number_as<To>(value.real()) : std::nullopt;
  } else if constexpr (IsComplex<To>::value) {
    using Part = typename To::value_type;
    const auto real = real_as<Part>(std::real(value));
    const auto imag = real_as<Part>(std::imag(value));
    return real && imag ? std::optional(To(*real, *imag)) : std::nullopt;
  } else
    return real_as<To>(value);
}

} // namespace scalar_value_detail

template <class T>
T Values::scalar() const {
  static_assert(std::is_arithmetic_v<T> || scalar_value_detail::IsComplex<T>::value,
                "scalar<T>(): T is an arithmetic or std::complex type");
  require_scalar();
  const auto number = for_dtype(dtype(), [&](auto type) {
    using From = typename decltype(type)::type;
    return scalar_value_detail::number_as<T>(block_.values<From>()[0]);
  });
  if (!number)
    refuse_scalar(std::is_same_v<T, bool>       ? "bool"
                  : std::is_integral_v<T>       ? "whole number of that type"
                  : std::is_floating_point_v<T> ? "real number of that type"
                                                : "complex number of that type");
  return *number;
}

} // namespace troupe
