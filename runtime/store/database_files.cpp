#include "runtime/store/detail/database_files.hpp"

#include <cstring>
#include <filesystem>
#include <string_view>

#include <sys/stat.h>

namespace troupe::store {
namespace {

constexpr std::string_view head = "SQLite format 3"; // and a zero

} // namespace

DatabaseFiles::DatabaseFiles(sqlite3* database, const std::string& path) : database_(database) {
  std::error_code error;
  const std::string real = sqlite3_db_filename(database, "main");
  files_[0].path = std::filesystem::absolute(path, error).string();
  files_[1].path = real + "-wal";
  files_[2].path = real + "-shm";
  for (auto& file : files_)
    file.identity = identity_of(file.path);
}

std::optional<DatabaseFiles::Identity> DatabaseFiles::identity_of(const std::string& path) {
  struct stat found {};
  if (::stat(path.c_str(), &found) != 0)
    return std::nullopt;
  return Identity{found.st_dev, found.st_ino};
}

Result<void> DatabaseFiles::check() const {
  for (const auto& file : files_)
    if (file.identity && identity_of(file.path) != file.identity)
      return fail(Errc::not_found,
                  "'" + file.path
                      + "' was deleted or replaced while it was in use: what is written now would not be found again");
  int moved = 0; // also where a folder above it was renamed and another put in its place
  if (sqlite3_file_control(database_, "main", SQLITE_FCNTL_HAS_MOVED, &moved) == SQLITE_OK && moved != 0)
    return fail(Errc::not_found,
                "it was renamed or deleted while it was in use: what is written now would not be found again");
  sqlite3_file* file = nullptr;
  sqlite3_file_control(database_, "main", SQLITE_FCNTL_FILE_POINTER, static_cast<void*>(&file));
  std::array<char, 16> bytes{};
  if (!file || !file->pMethods)
    return {};
  if (file->pMethods->xRead(file, bytes.data(), static_cast<int>(bytes.size()), 0) != SQLITE_OK
      || std::memcmp(bytes.data(), head.data(), head.size()) != 0)
    return fail(Errc::corrupt,
                "its first bytes are not those of a database any more: something else has written over it");
  return {};
}

} // namespace troupe::store
