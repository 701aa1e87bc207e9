// An open file in a data folder, read and written at any offset. Thread-safe; closed with the object.
#pragma once

#include "runtime/base/result.hpp"
#include "runtime/formats/data_folders.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace troupe {

class OpenFile {
public:
  /// Errors of all functions name the file: those of DataFolders::open(), and Errc::io_error with the system's reason.
  static Result<OpenFile> to_read(const DataFolders& folders, const std::string& path);
  static Result<OpenFile> to_write(const DataFolders& folders, const std::string& path);
  /// Made where it is not there; what it holds stays.
  static Result<OpenFile> to_make(const DataFolders& folders, const std::string& path);

  Result<std::int64_t> size() const;
  Result<void> resize(std::int64_t bytes) const;
  /// All of `to`, or Errc::io_error when the file ends before.
  Result<void> read(std::int64_t at, std::span<std::byte> to) const;
  Result<void> write(std::int64_t at, std::span<const std::byte> from) const;

private:
  OpenFile(std::string path, FileDescriptor descriptor) : path_(std::move(path)), descriptor_(std::move(descriptor)) {}
  static Result<OpenFile> open(const DataFolders& folders, const std::string& path, int flags, const char* to);
  Failure failure(const char* what) const;

  std::string path_;
  FileDescriptor descriptor_;
};

} // namespace troupe
