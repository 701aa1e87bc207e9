#include "runtime/formats/data_folders.hpp"

#include "runtime/formats/data_place.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <optional>
#include <utility>

namespace troupe {
namespace {

namespace fs = std::filesystem;

/// The parts of `path` below `folder`; nothing when it is not below. @pre both are absolute and without links, "." and
/// ".."
std::optional<std::vector<std::string>> parts_below(const fs::path& folder, const fs::path& path) {
  auto [above, below] = std::mismatch(folder.begin(), folder.end(), path.begin(), path.end());
  if (above != folder.end())
    return std::nullopt;
  std::vector<std::string> parts;
  for (; below != path.end(); ++below)
    if (!below->empty())
      parts.push_back(below->string());
  return parts;
}

/// Links are told of by what opens them.
bool is_special(const struct stat& status) { return !S_ISREG(status.st_mode) && !S_ISLNK(status.st_mode); }

Failure not_regular(const std::string& path, const struct stat& status) {
  const char* kind = S_ISDIR(status.st_mode)    ? "a folder"
                     : S_ISFIFO(status.st_mode) ? "a pipe"
                     : S_ISSOCK(status.st_mode) ? "a socket"
                                                : "a device";
  return fail(Errc::io_error, "'" + path + "' is not a regular file: it is " + kind);
}

} // namespace

FileDescriptor::~FileDescriptor() {
  const auto reason = errno; // of what went wrong before, which is told of after
  if (number_ >= 0)
    ::close(number_);
  errno = reason;
}
FileDescriptor::FileDescriptor(FileDescriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
FileDescriptor& FileDescriptor::operator=(FileDescriptor&& other) noexcept {
  std::swap(number_, other.number_);
  return *this;
}

Result<DataFolders> DataFolders::make(const std::vector<std::string>& folders) {
  DataFolders made;
  for (const auto& folder : folders) {
    std::error_code error;
    const auto path = fs::canonical(folder, error);
    if (error)
      return fail(error == std::errc::no_such_file_or_directory ? Errc::not_found : Errc::io_error,
                  "cannot use the data folder '" + folder + "': " + error.message());
    FileDescriptor descriptor(::open(path.c_str(), O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!descriptor)
      return fail(Errc::io_error, "cannot use the data folder '" + folder + "': " + std::strerror(errno));
    made.paths_.push_back(path.string());
    made.descriptors_.push_back(std::make_shared<const FileDescriptor>(std::move(descriptor)));
  }
  return made;
}

Result<DataFolders> DataFolders::working_folder() {
  std::error_code error;
  const auto path = fs::current_path(error);
  if (error || path == "/")
    return DataFolders();
  return make({path.string()});
}

void DataFolders::stay_in_working_folder() {
  std::error_code error;
  working_ = fs::current_path(error).string();
}

const DataFolders& DataFolders::everything() {
  static const DataFolders all = make({"/"}).value();
  return all;
}

bool DataFolders::is_everything() const { return std::find(paths_.begin(), paths_.end(), "/") != paths_.end(); }

Failure DataFolders::outside(const std::string& path) const {
  std::string listed;
  for (const auto& folder : paths_)
    listed += (listed.empty() ? "'" : ", '") + folder + "'";
  return fail(Errc::invalid_argument, "'" + path + "' is outside the folders that jobs may use files of here ("
                                          + (listed.empty() ? "none" : listed)
                                          + "); --data-folder of the worker names them");
}

Result<DataFolders::Place> DataFolders::place_of(const std::string& path) const {
  std::error_code error;
  const auto absolute = working_.empty() ? fs::absolute(path, error) : fs::path(working_) / path;
  const auto resolved = error ? fs::path() : fs::weakly_canonical(absolute, error);
  // What cannot be resolved is told of only inside: the reason would say what is where nobody may look.
  const auto& judged = error ? absolute.lexically_normal() : resolved;
  for (std::size_t i = 0; i < paths_.size(); ++i) {
    auto parts = parts_below(paths_[i], judged);
    if (!parts)
      continue;
    if (error)
      return fail(Errc::io_error, "cannot examine '" + path + "': " + error.message());
    Place place{descriptors_[i].get(), std::move(*parts), "."};
    if (!place.parents.empty()) {
      place.name = std::move(place.parents.back());
      place.parents.pop_back();
    }
    return place;
  }
  return outside(path);
}

Result<FileDescriptor> DataFolders::open(const std::string& path, int flags, const char* to) const {
  TROUPE_TRY(place, place_of(path));
  struct stat status = {};
  if (const auto parent = place.walk()) {
    // Examined before, since to open a device or a pipe may do something or wait, and after, for what was put there
    // meanwhile.
    if (::fstatat(parent.number(), place.name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0 && is_special(status))
      return not_regular(path, status);
    const auto quietly = O_NONBLOCK | O_NOCTTY | O_NOFOLLOW | O_CLOEXEC;
    FileDescriptor opened(::openat(parent.number(), place.name.c_str(), flags | quietly, 0666));
    if (opened && ::fstat(opened.number(), &status) == 0)
      return is_special(status) ? Result<FileDescriptor>(not_regular(path, status))
                                : Result<FileDescriptor>(std::move(opened));
  }
  const auto reason = errno;
  if (reason == ENOENT)
    return fail(Errc::not_found, "no file '" + path + "'" + ((flags & O_CREAT) != 0 ? ", nor its folder" : ""));
  return fail(Errc::io_error, "cannot open file '" + path + "' to " + to + ": " + std::strerror(reason));
}

} // namespace troupe
