// Numbers to text and back, the same in every locale. Pure functions.
#pragma once

#include "runtime/base/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace troupe {

/// The shortest text that reads back as the same double (std::to_chars): "0.1", "1e+300", "nan", "-inf"; whole
/// numbers keep a ".0" as NumPy prints them, so that a reader sees a floating-point number.
std::string format_double(double value);

/// "512 B", "1.5 KiB", "3.0 GiB".
std::string format_bytes(std::uint64_t bytes);

/// Reads "1073741824", "1GiB", "1.5 GB", "300kB", "4g": IEC units are powers of 1024, SI units (and bare k, M, G, T as
/// in Dask) powers of 1000.
/// @returns Bytes, or Errc::parse_error naming the text and the forms taken.
Result<std::uint64_t> parse_bytes(std::string_view text);

/// "850 us", "12.3 ms", "4.56 s", "3 min 20 s", "2 h 5 min"; "unknown" for NaN, "forever" for infinity.
std::string format_seconds(double seconds);

/// "1,234,567".
std::string format_count(std::uint64_t count);

} // namespace troupe
