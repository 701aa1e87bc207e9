// A file of the operating system, read and written at any place. Thread-safe; closed with the object.
#pragma once

#include "runtime/base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace troupe {

class OpenFile {
public:
  /// Errors of all functions name the file: Errc::not_found, Errc::io_error with the system's reason.
  static Result<OpenFile> to_read(const std::string& path);
  static Result<OpenFile> to_write(const std::string& path);
  /// Made where it is not there; what it holds stays.
  static Result<OpenFile> to_make(const std::string& path);
  ~OpenFile();
  OpenFile(OpenFile&& other) noexcept;
  OpenFile& operator=(OpenFile&&) = delete;

  Result<std::int64_t> size() const;
  Result<void> resize(std::int64_t bytes) const;
  /// All of `to`, or Errc::io_error when the file ends before.
  Result<void> read(std::int64_t at, std::span<std::byte> to) const;
  Result<void> write(std::int64_t at, std::span<const std::byte> from) const;

private:
  OpenFile(std::string path, int descriptor) : path_(std::move(path)), descriptor_(descriptor) {}
  static Result<OpenFile> open(const std::string& path, int flags, const char* to);
  Failure failure(const char* what) const;

  std::string path_;
  int descriptor_ = -1;
};

} // namespace troupe
