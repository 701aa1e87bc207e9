// The beginning of a CSV file: the names of its columns and the first records. Reads the file.
#pragma once

#include "runtime/base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace troupe {

struct CsvHead {
  std::vector<std::string> header; ///< as written, unquoted; empty when the file is said to have none
  std::int64_t start = 0;          ///< where the records begin: behind a byte order mark and the header
  bool carriage_returns = false;   ///< end the lines, alone; `records` has line feeds instead, and the other way round
  std::string records;             ///< the whole records among the bytes read, blank lines and all
};

struct CsvHeadOptions {
  char sep = ',';
  bool header = true;
  /// Bytes to read; more are read until the header, and (if this is not 0) one record are whole.
  std::int64_t sample = 0;
};

/// @returns Errc::not_found or io_error when it cannot be read; Errc::parse_error when it has no header though it
///          should, is compressed, or is no text.
Result<CsvHead> read_csv_head(const std::string& path, const CsvHeadOptions& options);

/// Names by which columns can be told apart, as pandas makes them: a repeated `a` becomes `a.1`, one without a name
/// `Unnamed: 0`.
std::vector<std::string> distinct_names(const std::vector<std::string>& header);

} // namespace troupe
