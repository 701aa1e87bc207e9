// The file `info` of a folder of .npy files that are one array, as dask.array's to_npy_stack writes it: a pickled
// dictionary of chunks, dtype and axis. Pure functions. Source: Python's pickletools (protocols 0 to 4),
// dask/array/core.py.
#pragma once

#include "runtime/base/result.hpp"
#include "runtime/chunk/dtype.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace troupe {

/// Invariant: `chunks` has the extents along every axis of the whole array; all but those along `axis` are one.
struct NpyStackInfo {
  std::vector<std::vector<std::int64_t>> chunks;
  DType dtype = DType::float64;
  bool swapped = false; ///< big endian
  std::int64_t axis = 0;

  bool operator==(const NpyStackInfo&) const = default;
};

/// A pickle of protocol 2, which Python reads to the dictionary that dask writes.
std::string format_npy_stack_info(const NpyStackInfo& info);

/// Reads pickles of that dictionary and nothing else: nothing that a pickle names is called.
/// @returns Errc::parse_error for anything else; Errc::invalid_dtype for elements that Troupe has not.
Result<NpyStackInfo> parse_npy_stack_info(std::string_view pickle);

} // namespace troupe
