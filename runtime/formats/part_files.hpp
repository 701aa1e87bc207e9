// Unfinished outputs under another name: `x.npy.part-...` for `x.npy`, a file or a folder. Thread-safe. A target has
// one writer: whoever starts last takes over, and the next step of the other fails.
#pragma once

#include "runtime/base/result.hpp"
#include "runtime/formats/data_folders.hpp"

#include <cstdint>
#include <string>

namespace troupe {

struct PartFile {
  std::string part;
  std::string after; ///< the name that it gets
};

/// `after`, ".part-" and the first 16 digits of what all of a writer's tasks share.
/// @param writer  hexadecimal digits, 16 or more
std::string part_name(const std::string& after, const std::string& writer);

/// Removes what other writers of the same name left. Errc::invalid_argument when `part` is not called as part_name()
/// has it.
Result<void> remove_other_parts(const DataFolders& folders, const PartFile& names);

/// Errc::already_exists for a folder or a device where a file is to be.
Result<void> require_file_or_nothing(const DataFolders& folders, const std::string& path);

/// @param token  DataFolders::identity() of the part
/// @returns Where that is now: `part`, or `after` when it has been renamed already; Errc::io_error when it is neither,
/// since
///          another writer has begun.
Result<std::string> path_of_token(const DataFolders& folders, const PartFile& names, std::int64_t token);

} // namespace troupe
