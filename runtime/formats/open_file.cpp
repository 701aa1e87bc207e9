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

Result<OpenFile> OpenFile::open(const DataFolders& folders, const std::string& path, int flags, const char* to) {
  TROUPE_TRY(descriptor, folders.open(path, flags, to));
  return OpenFile(path, std::move(descriptor));
}

Result<OpenFile> OpenFile::to_read(const DataFolders& folders, const std::string& path) {
  return open(folders, path, O_RDONLY, "read");
}
Result<OpenFile> OpenFile::to_write(const DataFolders& folders, const std::string& path) {
  return open(folders, path, O_WRONLY, "write");
}
Result<OpenFile> OpenFile::to_make(const DataFolders& folders, const std::string& path) {
  return open(folders, path, O_WRONLY | O_CREAT, "write");
}

Failure OpenFile::failure(const char* what) const {
  return fail(Errc::io_error, std::string("cannot ") + what + " file '" + path_ + "': " + std::strerror(errno));
}

Result<std::int64_t> OpenFile::size() const {
  struct stat status = {};
  if (::fstat(descriptor_.number(), &status) != 0)
    return failure("examine");
  return std::int64_t{status.st_size};
}

Result<void> OpenFile::resize(std::int64_t bytes) const {
  if (::ftruncate(descriptor_.number(), bytes) != 0)
    return failure("resize");
  return {};
}

Result<void> OpenFile::read(std::int64_t at, std::span<std::byte> to) const {
  while (!to.empty()) {
    const auto got = ::pread(descriptor_.number(), to.data(), std::min(to.size(), most_at_once), at);
    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0)
      return failure("read");
    if (got == 0)
      return fail(Errc::io_error, "file '" + path_ + "' ends after " + std::to_string(at) + " bytes; "
                                      + std::to_string(to.size()) + " more were expected there");
    at += got;
    to = to.subspan(static_cast<std::size_t>(got));
  }
  return {};
}

Result<void> OpenFile::write(std::int64_t at, std::span<const std::byte> from) const {
  while (!from.empty()) {
    const auto put = ::pwrite(descriptor_.number(), from.data(), std::min(from.size(), most_at_once), at);
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
