#include "runtime/formats/data_folders.hpp"

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

constexpr int as_folder = O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;

/// The parts of `path` below `folder`; nothing when it is not below. @pre both are absolute and without links, "." and ".."
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

Failure refused(const std::string& what, const std::string& path, int reason) {
  if (reason == ENOENT)
    return fail(Errc::not_found, "no file '" + path + "'");
  return fail(Errc::io_error, "cannot " + what + " '" + path + "': " + std::strerror(reason));
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

/// A path, resolved: where to begin, and the names to walk from there.
struct DataFolders::Place {
  const FileDescriptor* folder;
  std::vector<std::string> parents;
  std::string name; ///< "." for the folder itself

  /// @returns What `name` is in; none with errno set when that is not there, or a link was put in its place. @param make missing
  FileDescriptor walk(bool make = false) const {
    FileDescriptor at(::fcntl(folder->number(), F_DUPFD_CLOEXEC, 0));
    for (const auto& part : parents) {
      if (make && ::mkdirat(at.number(), part.c_str(), 0777) != 0 && errno != EEXIST)
        return FileDescriptor();
      at = FileDescriptor(::openat(at.number(), part.c_str(), as_folder));
      if (!at)
        break;
    }
    return at;
  }
};

Result<DataFolders> DataFolders::make(const std::vector<std::string>& folders) {
  DataFolders made;
  for (const auto& folder : folders) {
    std::error_code error;
    const auto path = fs::canonical(folder, error);
    if (error)
      return fail(error == std::errc::no_such_file_or_directory ? Errc::not_found : Errc::io_error,
                  "cannot use the data folder '" + folder + "': " + error.message());
    FileDescriptor descriptor(::open(path.c_str(), as_folder));
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
  return fail(Errc::invalid_argument,
              "'" + path + "' is outside the folders that jobs may use files of here (" + (listed.empty() ? "none" : listed) +
                "); --data-folder of the worker names them");
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
  if (const auto parent = place.walk()) {
    FileDescriptor opened(::openat(parent.number(), place.name.c_str(), flags | O_NOFOLLOW | O_CLOEXEC, 0666));
    if (opened)
      return opened;
  }
  const auto reason = errno;
  if (reason == ENOENT)
    return fail(Errc::not_found, "no file '" + path + "'" + ((flags & O_CREAT) != 0 ? ", nor its folder" : ""));
  return fail(Errc::io_error, "cannot open file '" + path + "' to " + to + ": " + std::strerror(reason));
}

Result<bool> DataFolders::exists(const std::string& path) const {
  TROUPE_TRY(place, place_of(path));
  struct stat status = {};
  const auto parent = place.walk();
  return parent && ::fstatat(parent.number(), place.name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0;
}

Result<void> DataFolders::make_folder(const std::string& path) const {
  TROUPE_TRY(place, place_of(path));
  place.parents.push_back(place.name);
  if (!place.walk(true))
    return refused("make the folder", path, errno);
  return {};
}

Result<void> DataFolders::rename(const std::string& from, const std::string& to) const {
  TROUPE_TRY(old, place_of(from));
  TROUPE_TRY(next, place_of(to));
  const auto source = old.walk();
  const auto target = source ? next.walk() : FileDescriptor();
  if (!target || ::renameat(source.number(), old.name.c_str(), target.number(), next.name.c_str()) != 0)
    return fail(Errc::io_error, "cannot rename '" + from + "' to '" + to + "': " + std::strerror(errno));
  return {};
}

} // namespace troupe
