// The files that match a reader's pattern, examined when the read is planned.
#pragma once

#include "runtime/base/params.hpp"
#include "runtime/base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace troupe {

/// Lists of equal length.
struct InputFiles {
  std::vector<std::string> paths;  ///< absolute, so that workers with other working folders find them
  std::vector<std::int64_t> sizes; ///< bytes
  /// What the file system tells these contents from others by (inode, times of the last modification and change),
  /// hashed: part of a read's identity, so that a file that was written anew is read anew.
  std::vector<std::int64_t> versions;
  std::vector<std::int64_t> compressed; ///< not 0 for those that are unpacked; see note_compression()

  std::size_t size() const { return paths.size(); }
};

/// In the order of the paths by bytes.
/// @param pattern  A path, or a glob of *, ? and [...]; folders that match are left out. A file whose very name has
///                 such characters is taken for itself.
/// @returns Errc::not_found when there is no such file (with the nearest names in its folder) or nothing matches;
///          Errc::invalid_argument for a folder; Errc::io_error when a file cannot be examined.
Result<InputFiles> find_input_files(const std::string& pattern);

/// Those of the first pattern, then those of the second, ...; a file that two of them name comes twice. The first
/// error.
Result<InputFiles> find_input_files(const std::vector<std::string>& patterns);

/// Looks at the first bytes of files of text, and notes which of them are compressed.
/// @returns Errc::parse_error for one that is compressed in a way that cannot be read, or that is UTF-16, naming it.
Result<void> note_compression(InputFiles& files);

/// Adds what kernels that read files by partitions take: files, sizes, starts, blocksize, compressed; and `versions`.
/// @param starts  Where the data begin in each file.
void set_file_params(Params& params, const InputFiles& files, std::vector<std::int64_t> starts, std::int64_t blocksize);

} // namespace troupe
