// CSV files as a lazy dataframe, as pandas.read_csv and dask.dataframe.read_csv name things. Planning reads the head of
// each file; the rest is read and parsed by the workers, which must see the files under the same paths.
#pragma once

#include "collections/frame/frame.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace troupe {

struct ReadCsvOptions {
  /// Columns to read, all when empty; they come in the order of the file, as in pandas.
  std::vector<std::string> usecols = {};
  /// Types of columns by name: int64, float64, bool or string; those not given are inferred from the sample.
  std::map<std::string, DType> dtype = {};
  /// Bytes of a partition, cut where records begin; 0 for one partition a file.
  std::int64_t blocksize = std::int64_t{8} << 20;
  /// Bytes at the beginning of the first file with any rows from which types are inferred.
  std::int64_t sample = 256'000;
  char sep = ',';
  /// The first record of each file names its columns. Without, they are called "0", "1", ...
  bool header = true;
  /// Names of all columns instead of those in the files.
  std::vector<std::string> names = {};
  /// Texts that stand for a missing value, besides (or instead of) the usual ones: "", "NA", "NaN", "null", ... One
  /// that is a number counts by its value in float64 columns ("-999" for -999.0 and -9.99e2), and by its text in
  /// others.
  std::vector<std::string> na_values = {};
  bool keep_default_na = true;
};

/// @param pattern  One file, or a glob such as "data/2001-*.csv"; files come in the order of their names, by bytes.
/// Fields may be quoted ("a ""quoted"" word", line breaks and all); lines end with LF or CRLF, or with CR in files
/// without any LF outside quotes; blank lines are skipped; a byte order mark of UTF-8 is, too. The same table comes out
/// whatever the blocksize: a record belongs to the partition that it begins in. (Only a quoted field of more than 1 MiB
/// without any quote, where two partitions meet, is refused by name.) Files compressed by gzip, bzip2 or xz are known
/// by their first bytes and unpacked, each as one partition; other compressions and UTF-16 are refused by name. Throws
/// TroupeError: Errc::not_found for a missing file, a glob without a match, a column that is not there (with the
/// nearest names); Errc::parse_error for files with other columns than the first; Errc::invalid_argument for options
/// that make no sense; Errc::io_error. Computing fails with Errc::parse_error at text where a number belongs or a
/// ragged row, naming file, line, column and text.
DataFrame read_csv(const std::string& pattern, const ReadCsvOptions& options = {});
/// Several patterns: the rows of the first one's files, then of the second's, ...
DataFrame read_csv(const std::vector<std::string>& patterns, const ReadCsvOptions& options = {});

/// The same, for callers that handle errors as values.
Result<DataFrame> try_read_csv(const std::string& pattern, const ReadCsvOptions& options = {});
Result<DataFrame> try_read_csv(const std::vector<std::string>& patterns, const ReadCsvOptions& options = {});

} // namespace troupe
