// A number without an element type of its own, as Python's: `x + 1`, `full(shape, 2.5)`. Pure value.
#pragma once

#include "runtime/base/params.hpp"
#include "runtime/base/result.hpp"
#include "runtime/chunk/dtype.hpp"

#include <complex>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>
#include <variant>

namespace troupe {

class Scalar {
public:
  /// Any arithmetic type: bool stays bool, whole numbers become int64 (uint64 where they are unsigned and do not fit),
  /// the rest float64.
  template <class Number>
  requires std::is_arithmetic_v<Number> Scalar(Number number) {
    if constexpr (std::is_same_v<Number, bool>)
      value_ = number;
    else if constexpr (std::is_floating_point_v<Number>)
      value_ = static_cast<double>(number);
    else if constexpr (std::is_unsigned_v<Number>) {
      if (static_cast<std::uint64_t>(number) >> 63)
        value_ = static_cast<std::uint64_t>(number);
      else
        value_ = static_cast<std::int64_t>(number);
    } else
      value_ = static_cast<std::int64_t>(number);
  }
  template <std::floating_point Part>
  Scalar(std::complex<Part> value) : value_(std::complex<double>(value)) {}

  /// bool_, int64, uint64, float64 or complex128.
  DType dtype() const;
  bool as_bool() const;
  std::int64_t as_int64() const; ///< truncated; wraps as a cast of the machine's where it does not fit
  std::uint64_t as_uint64() const;
  double as_double() const; ///< of a complex number the real part
  std::complex<double> as_complex() const;

  /// Writes it `count` times as values of `dtype`, converted as astype() does. @pre out holds count * size_of(dtype)
  void fill(DType dtype, void* out, std::size_t count) const;

  /// As a parameter of a kernel, and back. @returns Errc::invalid_argument naming the parameter when it is no number.
  Params::Value to_param() const;
  static Result<Scalar> from_params(const Params& params, std::string_view name);

  bool operator==(const Scalar&) const = default;

private:
  Scalar() = default;
  std::variant<bool, std::int64_t, std::uint64_t, double, std::complex<double>> value_;
};

/// "2", "2.5", "(1+2j)", "True".
std::string to_string(const Scalar& scalar);

} // namespace troupe
