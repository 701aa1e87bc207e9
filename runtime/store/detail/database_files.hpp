// The files of an open SQLite database, and whether they are still the ones that the path names: a process would
// otherwise keep writing to files that somebody deleted or replaced. Private to this room. One thread at a time.
#pragma once

#include "runtime/base/result.hpp"

#include <sqlite3.h>

#include <array>
#include <optional>
#include <string>

#include <sys/types.h>

namespace troupe::store {

class DatabaseFiles {
public:
  /// @param path  By which the database was opened; may be a link to it.
  /// @pre `database` is in WAL mode and has read or written since it was opened
  DatabaseFiles(sqlite3* database, const std::string& path);

  /// @returns Errc::not_found where a file was deleted, renamed or replaced since; Errc::corrupt where the head of the
  ///          database is none any more. No descriptor of theirs is opened: closing it would give up SQLite's locks.
  Result<void> check() const;

private:
  struct Identity {
    dev_t device = 0;
    ino_t inode = 0;
    bool operator==(const Identity&) const = default;
  };
  static std::optional<Identity> identity_of(const std::string& path);

  struct File {
    std::string path; ///< from the root
    std::optional<Identity> identity;
  };

  sqlite3* database_;
  std::array<File, 3> files_; ///< the database, its write-ahead log, the index of that
};

} // namespace troupe::store
