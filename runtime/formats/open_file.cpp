#include "runtime/formats/open_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace troupe {
namespace {
constexpr std::size_t most_at_once = std::size_t{1} << 30; // what one call moves, at most
}

Result<OpenFile> OpenFile::open(const std::string& path, int flags, const char* to) {
  const auto descriptor = ::open(path.c_str(), flags | O_CLOEXEC, 0666);
  if (descriptor >= 0)
    return OpenFile(path, descriptor);
  const auto reason = errno;
  return reason == ENOENT ? fail(Errc::not_found, "no file '" + path + "'" + ((flags & O_CREAT) != 0 ? ", nor its folder" : ""))
                          : fail(Errc::io_error, "cannot open file '" + path + "' to " + to + ": " + std::strerror(reason));
}

Result<OpenFile> OpenFile::to_read(const std::string& path) { return open(path, O_RDONLY, "read"); }
Result<OpenFile> OpenFile::to_write(const std::string& path) { return open(path, O_WRONLY, "write"); }
Result<OpenFile> OpenFile::to_make(const std::string& path) { return open(path, O_WRONLY | O_CREAT, "write"); }

OpenFile::~OpenFile() {
  if (descriptor_ >= 0)
    ::close(descriptor_);
}

OpenFile::OpenFile(OpenFile&& other) noexcept : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)) {}

Failure OpenFile::failure(const char* what) const {
  return fail(Errc::io_error, std::string("cannot ") + what + " file '" + path_ + "': " + std::strerror(errno));
}

Result<std::int64_t> OpenFile::size() const {
  struct stat status = {};
  if (::fstat(descriptor_, &status) != 0)
    return failure("examine");
  return std::int64_t{status.st_size};
}

Result<void> OpenFile::resize(std::int64_t bytes) const {
  if (::ftruncate(descriptor_, bytes) != 0)
    return failure("resize");
  return {};
}

Result<void> OpenFile::read(std::int64_t at, std::span<std::byte> to) const {
  while (!to.empty()) {
    const auto got = ::pread(descriptor_, to.data(), std::min(to.size(), most_at_once), at);
    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0)
      return failure("read");
    if (got == 0)
      return fail(Errc::io_error, "file '" + path_ + "' ends after " + std::to_string(at) + " bytes; " + std::to_string(to.size()) +
                                    " more were expected there");
    at += got;
    to = to.subspan(static_cast<std::size_t>(got));
  }
  return {};
}

Result<void> OpenFile::write(std::int64_t at, std::span<const std::byte> from) const {
  while (!from.empty()) {
    const auto put = ::pwrite(descriptor_, from.data(), std::min(from.size(), most_at_once), at);
    if (put < 0 && errno == EINTR)
      continue;
    if (put < 0)
      return failure("write");
    at += put;
    from = from.subspan(static_cast<std::size_t>(put));
  }
  return {};
}

} // namespace troupe
