// Turns a fault in CSV text into an error message with file, line and column. Reads the file from its start to count
// lines, only once a fault was found. Thread-safe.
#pragma once

#include "runtime/base/error.hpp"
#include "runtime/kernels/files/file_params.hpp"
#include "runtime/kernels/files/text_partition.hpp"
#include "runtime/kernels/table/csv_parse.hpp"

namespace troupe {

/// Where a byte of a CSV file is, in terms of what stands before it.
struct CsvPlace {
  std::int64_t line = 1; ///< 1-based, as editors count
  bool inside_quotes = false;
  std::int64_t opened_line = 0; ///< of the quote that is open there
};

/// @param offset  in the text, unpacked. May be its size. A file that cannot be read any more ends where reading
/// failed.
CsvPlace csv_place(const FileTask& task, std::int64_t offset, const CsvFormat& format);

/// @returns The fault as the user is told; when the partition turns out to begin inside a quoted field, then that.
Error csv_error(const FileTask& task, const TextPartition& text, const CsvFormat& format, const CsvFault& fault);

} // namespace troupe
