// What an array function takes for an operand: an array, or a number without an element type of its own. Pure value.
#pragma once

#include "collections/array/array.hpp"
#include "runtime/chunk/scalar.hpp"

#include <complex>
#include <type_traits>
#include <utility>
#include <variant>

namespace troupe {

/// Numbers count as in NumPy 1.24: float32 array + 1.5 stays float32, int64 array + 1.5 becomes float64.
class ArrayLike {
public:
  ArrayLike(Array array) : value_(std::move(array)) {}
  ArrayLike(Scalar scalar) : value_(scalar) {}
  template <class Number>
    requires std::is_arithmetic_v<Number>
  ArrayLike(Number number) : value_(Scalar(number)) {}
  template <std::floating_point Part> ArrayLike(std::complex<Part> number) : value_(Scalar(number)) {}

  /// nullptr where it is the other.
  const Array* array() const { return std::get_if<Array>(&value_); }
  const Scalar* scalar() const { return std::get_if<Scalar>(&value_); }

private:
  std::variant<Array, Scalar> value_;
};

} // namespace troupe
