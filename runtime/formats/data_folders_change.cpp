// The part of DataFolders that examines and changes paths.
#include "runtime/formats/data_place.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string_view>

namespace troupe {
namespace {

Failure refused(const std::string& what, const std::string& path, int reason) {
  if (reason == ENOENT)
    return fail(Errc::not_found, "no file '" + path + "'");
  return fail(Errc::io_error, "cannot " + what + " '" + path + "': " + std::strerror(reason));
}

/// @param at  a folder; read through a descriptor of its own
std::vector<std::string> names_of(const FileDescriptor& at, const std::string& name) {
  std::vector<std::string> names;
  const int opened = ::openat(at.number(), name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  DIR* folder = opened < 0 ? nullptr : ::fdopendir(opened);
  if (!folder)
    return names;
  while (const auto* entry = ::readdir(folder))
    if (entry->d_name != std::string_view(".") && entry->d_name != std::string_view(".."))
      names.emplace_back(entry->d_name);
  ::closedir(folder);
  std::sort(names.begin(), names.end());
  return names;
}

} // namespace

Result<DataFolders::Entry> DataFolders::entry(const std::string& path) const {
  TROUPE_TRY(place, place_of(path));
  struct stat status = {};
  const auto parent = place.walk();
  if (!parent || ::fstatat(parent.number(), place.name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0)
    return Entry::none;
  return S_ISREG(status.st_mode) ? Entry::file : S_ISDIR(status.st_mode) ? Entry::folder : Entry::other;
}

Result<bool> DataFolders::exists(const std::string& path) const {
  TROUPE_TRY(found, entry(path));
  return found != Entry::none;
}

Result<std::int64_t> DataFolders::identity(const std::string& path) const {
  TROUPE_TRY(place, place_of(path));
  struct statx status = {};
  const auto parent = place.walk();
  if (!parent
      || ::statx(parent.number(), place.name.c_str(), AT_SYMLINK_NOFOLLOW, STATX_INO | STATX_BTIME, &status) != 0)
    return std::int64_t{-1};
  // Numbers of files are given again; together with the time of birth, where the file system knows it, they are not.
  auto mixed = status.stx_ino * 0x9E3779B97F4A7C15u;
  if ((status.stx_mask & STATX_BTIME) != 0)
    mixed ^= (static_cast<std::uint64_t>(status.stx_btime.tv_sec) * 1'000'000'000u + status.stx_btime.tv_nsec)
             * 0xC2B2AE3D27D4EB4Fu;
  return static_cast<std::int64_t>((mixed ^ mixed >> 32) & 0x7FFFFFFFFFFFFFFFu);
}

Result<std::vector<std::string>> DataFolders::names_in(const std::string& folder) const {
  TROUPE_TRY(place, place_of(folder));
  const auto parent = place.walk();
  return parent ? names_of(parent, place.name) : std::vector<std::string>();
}

Result<void> DataFolders::make_folder(const std::string& path) const {
  TROUPE_TRY(place, place_of(path));
  place.parents.push_back(place.name);
  if (!place.walk(true))
    return refused("make the folder", path, errno);
  return {};
}

Result<void> DataFolders::rename(const std::string& from, const std::string& to, unsigned how) const {
  TROUPE_TRY(old, place_of(from));
  TROUPE_TRY(next, place_of(to));
  const auto source = old.walk();
  const auto target = source ? next.walk() : FileDescriptor();
  if (!target || ::renameat2(source.number(), old.name.c_str(), target.number(), next.name.c_str(), how) != 0)
    return fail(Errc::io_error, "cannot rename '" + from + "' to '" + to + "': " + std::strerror(errno));
  return {};
}

Result<void> DataFolders::rename(const std::string& from, const std::string& to) const { return rename(from, to, 0); }
Result<void> DataFolders::exchange(const std::string& from, const std::string& to) const {
  return rename(from, to, RENAME_EXCHANGE);
}

Result<void> DataFolders::link(const std::string& file, const std::string& name) const {
  TROUPE_TRY(old, place_of(file));
  TROUPE_TRY(next, place_of(name));
  const auto source = old.walk();
  const auto target = source ? next.walk() : FileDescriptor();
  if (!target || ::linkat(source.number(), old.name.c_str(), target.number(), next.name.c_str(), 0) != 0)
    return fail(Errc::io_error, "cannot give '" + file + "' the name '" + name + "' too: " + std::strerror(errno));
  return {};
}

Result<void> DataFolders::remove(const std::string& path) const {
  TROUPE_TRY(place, place_of(path));
  const auto parent = place.walk();
  if (!parent || ::unlinkat(parent.number(), place.name.c_str(), 0) == 0 || errno == ENOENT)
    return {};
  if (errno != EISDIR && errno != EPERM)
    return refused("remove", path, errno);
  const FileDescriptor folder(
      ::openat(parent.number(), place.name.c_str(), O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  for (const auto& name : folder ? names_of(parent, place.name) : std::vector<std::string>())
    ::unlinkat(folder.number(), name.c_str(), 0);
  if (::unlinkat(parent.number(), place.name.c_str(), AT_REMOVEDIR) != 0)
    return refused("remove", path, errno);
  return {};
}

} // namespace troupe
