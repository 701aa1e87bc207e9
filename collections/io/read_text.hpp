// The lines of text files as a lazy bag, as dask.bag.read_text names things. Planning looks at names, sizes and first
// bytes; the files are read by the workers, which must see them under the same paths.
#pragma once

#include "collections/bag/bag.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace troupe {

struct ReadTextOptions {
  /// Bytes of a partition, cut where lines begin; 0 for one partition a file.
  std::int64_t blocksize = 0;
};

/// One item a line, without its line end (LF, CRLF or CR); a last line need not have one. Files compressed by gzip,
/// bzip2 or xz are known by their first bytes and unpacked, each as one partition; other compressions and UTF-16 are
/// refused.
/// @param pattern  One file, or a glob such as "logs/*.txt"; files come in the order of their names, by bytes.
/// Throws TroupeError: Errc::not_found for a missing file or a glob without a match, Errc::invalid_argument,
/// Errc::io_error.
Bag read_text(const std::string& pattern, const ReadTextOptions& options = {});
/// Several patterns: the lines of the first one's files, then of the second's, ...
Bag read_text(const std::vector<std::string>& patterns, const ReadTextOptions& options = {});

/// The same, for callers that handle errors as values.
Result<Bag> try_read_text(const std::vector<std::string>& patterns, const ReadTextOptions& options = {});

} // namespace troupe
