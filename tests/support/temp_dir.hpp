// A folder of a test's own. Thread-safe once made. Invariant: exists as long as the object, empty at first.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace troupe::test {

class TempDir {
public:
  /// Throws std::filesystem::filesystem_error when it cannot be made.
  TempDir();
  /// Removes the folder and all that is in it.
  ~TempDir();
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::string operator/(std::string_view name) const { return (path_ / name).string(); }
  /// Writes a file, making the folders above it. @returns Its full path.
  std::string write(std::string_view name, std::string_view contents) const;

private:
  std::filesystem::path path_;
};

} // namespace troupe::test
