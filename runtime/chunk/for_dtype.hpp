// From an element type known at run time to a C++ type. Header only.
#pragma once

#include "runtime/chunk/dtype.hpp"

#include <cstdlib>

namespace troupe {

template <class T>
struct Type {
  using type = T;
};

/// Calls visit(Type<T>()) with the C++ type of the dtype; all calls must return the same type.
/// @pre dtype is not string (arrays never are)
template <class Visit>
decltype(auto) for_dtype(DType dtype, Visit&& visit) {
  switch (dtype) {
  case DType::bool_:
    return visit(Type<bool>());
  case DType::int8:
    return visit(Type<std::int8_t>());
  case DType::int16:
    return visit(Type<std::int16_t>());
  case DType::int32:
    return visit(Type<std::int32_t>());
  case DType::int64:
    return visit(Type<std::int64_t>());
  case DType::uint8:
    return visit(Type<std::uint8_t>());
  case DType::uint16:
    return visit(Type<std::uint16_t>());
  case DType::uint32:
    return visit(Type<std::uint32_t>());
  case DType::uint64:
    return visit(Type<std::uint64_t>());
  case DType::float32:
    return visit(Type<float>());
  case DType::float64:
    return visit(Type<double>());
  case DType::complex64:
    return visit(Type<std::complex<float>>());
  case DType::complex128:
    return visit(Type<std::complex<double>>());
  case DType::string:
    break;
  }
  std::abort();
}

} // namespace troupe
