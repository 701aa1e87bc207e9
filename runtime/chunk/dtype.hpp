// Element types of arrays and columns, named as NumPy names them. Pure values.
#pragma once

#include "runtime/base/result.hpp"

#include <complex>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace troupe {

/// The numbers are part of the wire format: append only.
enum class DType : std::uint8_t {
  bool_ = 0,
  int8 = 1,
  int16 = 2,
  int32 = 3,
  int64 = 4,
  uint8 = 5,
  uint16 = 6,
  uint32 = 7,
  uint64 = 8,
  float32 = 9,
  float64 = 10,
  complex64 = 11,
  complex128 = 12,
  string = 13, ///< UTF-8, variable length; columns and bags only
};
constexpr int dtype_count = 14;

/// @returns Bytes an element takes; 0 for string.
std::size_t size_of(DType dtype);
/// "float64", "bool", "string", ...
std::string_view to_string(DType dtype);
/// @returns The dtype of that NumPy name (also "float", "int", "str"), or Errc::invalid_dtype with the nearest names.
Result<DType> dtype_from_string(std::string_view name);

template <class T>
struct dtype_of;
template <>
struct dtype_of<bool> {
  static constexpr DType value = DType::bool_;
};
template <>
struct dtype_of<std::int8_t> {
  static constexpr DType value = DType::int8;
};
template <>
struct dtype_of<std::int16_t> {
  static constexpr DType value = DType::int16;
};
template <>
struct dtype_of<std::int32_t> {
  static constexpr DType value = DType::int32;
};
template <>
struct dtype_of<std::int64_t> {
  static constexpr DType value = DType::int64;
};
template <>
struct dtype_of<std::uint8_t> {
  static constexpr DType value = DType::uint8;
};
template <>
struct dtype_of<std::uint16_t> {
  static constexpr DType value = DType::uint16;
};
template <>
struct dtype_of<std::uint32_t> {
  static constexpr DType value = DType::uint32;
};
template <>
struct dtype_of<std::uint64_t> {
  static constexpr DType value = DType::uint64;
};
template <>
struct dtype_of<float> {
  static constexpr DType value = DType::float32;
};
template <>
struct dtype_of<double> {
  static constexpr DType value = DType::float64;
};
template <>
struct dtype_of<std::complex<float>> {
  static constexpr DType value = DType::complex64;
};
template <>
struct dtype_of<std::complex<double>> {
  static constexpr DType value = DType::complex128;
};
template <class T>
inline constexpr DType dtype_of_v = dtype_of<T>::value;

} // namespace troupe
