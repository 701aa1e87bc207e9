// A resolved path inside the data folders: shared by the sources of DataFolders.
#pragma once

#include "runtime/formats/data_folders.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <string>
#include <vector>

namespace troupe {

/// A path, resolved: where to begin, and the names to walk from there.
struct DataFolders::Place {
  const FileDescriptor* folder;
  std::vector<std::string> parents;
  std::string name; ///< "." for the folder itself

  /// @returns What `name` is in; none with errno set when that is not there, or a link was put in its place. @param
  /// make missing
  FileDescriptor walk(bool make = false) const {
    FileDescriptor at(::fcntl(folder->number(), F_DUPFD_CLOEXEC, 0));
    for (const auto& part : parents) {
      if (make && ::mkdirat(at.number(), part.c_str(), 0777) != 0 && errno != EEXIST)
        return FileDescriptor();
      at = FileDescriptor(::openat(at.number(), part.c_str(), O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
      if (!at)
        break;
    }
    return at;
  }
};

} // namespace troupe
