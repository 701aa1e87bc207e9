// The folders in which jobs may use files, and the only way to a file whose path came in a message. No path leads
// elsewhere: absolute, with "..", or over symbolic links, even links created meanwhile. It is resolved once, and then
// opened name by name from the folder without following a link. Immutable once made, so safe to share between threads.
#pragma once

#include "runtime/base/result.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace troupe {

/// An open file or folder, closed with the object; -1 is none.
class FileDescriptor {
public:
  explicit FileDescriptor(int number = -1) : number_(number) {}
  ~FileDescriptor();
  FileDescriptor(FileDescriptor&& other) noexcept;
  FileDescriptor& operator=(FileDescriptor&& other) noexcept;
  int number() const { return number_; }
  explicit operator bool() const { return number_ >= 0; }

private:
  int number_;
};

class DataFolders {
public:
  /// None: every path is refused.
  DataFolders() = default;
  /// @param folders  "/" is everything. @returns Errc::not_found or Errc::io_error for one that cannot be used.
  static Result<DataFolders> make(const std::vector<std::string>& folders);
  /// The folder that this process works in, or none where that is "/": everything must be said by name.
  static Result<DataFolders> working_folder();
  /// For paths that are this process's own words.
  static const DataFolders& everything();

  /// Relative paths start at the present working folder from now on, wherever somebody takes the process to later.
  void stay_in_working_folder();

  /// With symbolic links resolved.
  const std::vector<std::string>& paths() const { return paths_; }
  bool is_everything() const;

  // All of these: Errc::invalid_argument for a path that leads out of the folders, naming them and the flag;
  // Errc::not_found; Errc::io_error with the system's reason. Relative paths start at the working folder.

  /// As open(2) does, but regular files alone: Errc::io_error for a folder, a pipe, a socket or a device, without
  /// waiting.
  /// @param to  "read" or "write", for messages
  Result<FileDescriptor> open(const std::string& path, int flags, const char* to) const;
  enum class Entry { none, file, folder, other };
  /// What is there, behind links that stay within.
  Result<Entry> entry(const std::string& path) const;
  Result<bool> exists(const std::string& path) const;
  /// What tells the file or folder that is there from any that is put there later: not negative; -1 for none.
  Result<std::int64_t> identity(const std::string& path) const;
  /// Sorted by bytes; none of a folder that is not there.
  Result<std::vector<std::string>> names_in(const std::string& folder) const;
  /// With those that it is in, as far as they are not there.
  Result<void> make_folder(const std::string& path) const;
  Result<void> rename(const std::string& from, const std::string& to) const;
  /// Gives each the other's name, at once.
  Result<void> exchange(const std::string& from, const std::string& to) const;
  /// A second name for a file.
  Result<void> link(const std::string& file, const std::string& name) const;
  /// A file, or a folder with the files in it. What is not there is no failure.
  Result<void> remove(const std::string& path) const;

private:
  struct Place;
  Result<Place> place_of(const std::string& path) const;
  Result<void> rename(const std::string& from, const std::string& to, unsigned how) const;
  Failure outside(const std::string& path) const;

  std::vector<std::string> paths_;
  std::vector<std::shared_ptr<const FileDescriptor>> descriptors_; ///< of the folders, in that order
  std::string working_; ///< where relative paths start; empty: in the working folder of the time
};

} // namespace troupe
