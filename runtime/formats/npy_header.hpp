// The header of a .npy file, which describes the elements after it. Pure functions.
// Source: NumPy's format description, numpy/lib/format.py (versions 1.0, 2.0 and 3.0).
#pragma once

#include "runtime/base/result.hpp"
#include "runtime/chunk/dtype.hpp"
#include "runtime/chunk/shape.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace troupe {

struct NpyHeader {
  DType dtype = DType::float64;
  bool swapped = false;       ///< bytes of a number come the other way round (big endian)
  bool fortran_order = false; ///< the first axis changes fastest
  Shape shape;
  std::int64_t data = 0; ///< where the elements begin in the file, in bytes

  bool operator==(const NpyHeader&) const = default;
};

struct NpyElementType {
  DType dtype;
  bool swapped; ///< big endian
};
/// @param descr  as NumPy writes types: "<f8", "|b1", ">i4"; without an order, this machine's
/// @returns Errc::invalid_dtype for elements that Troupe has not.
Result<NpyElementType> npy_element_type(std::string_view descr);
/// Little endian.
std::string npy_type_name(DType dtype);

/// Bytes that are enough to tell how long the head is.
constexpr std::size_t npy_prelude = 12;
/// Longer heads are refused: one of 32 axes needs less.
constexpr std::int64_t longest_npy_head = 64 * 1024;

/// @returns Bytes of the whole head, from the file's first ones; Errc::parse_error when these are not a .npy file's, of
///          another version, cut short, or of a head too long.
Result<std::int64_t> npy_head_length(std::string_view beginning);

/// @param head  as many bytes of the file as npy_head_length() said
/// @returns What it says, or Errc::parse_error naming what is wrong; Errc::invalid_dtype for elements that Troupe has
/// not
///          (objects, texts, records, float16, ...); Errc::invalid_shape for extents that are negative or overflow.
Result<NpyHeader> parse_npy_header(std::string_view head);

/// The head of a file in C order, little endian, its length a multiple of 64 as NumPy makes it.
std::string format_npy_header(DType dtype, const Shape& shape);

} // namespace troupe
