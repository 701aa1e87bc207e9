#include "runtime/formats/part_files.hpp"

#include <filesystem>

namespace troupe {
namespace {

constexpr const char* mark = ".part-";
constexpr std::size_t digits_of_writer = 16;

/// `beginning`, and a writer's digits.
bool is_part(const std::string& name, const std::string& beginning) {
  return name.size() == beginning.size() + digits_of_writer && name.starts_with(beginning)
         && name.find_first_not_of("0123456789abcdef", beginning.size()) == std::string::npos;
}

} // namespace

std::string part_name(const std::string& after, const std::string& writer) {
  return after + mark + writer.substr(0, digits_of_writer);
}

Result<void> remove_other_parts(const DataFolders& folders, const PartFile& names) {
  const std::filesystem::path after(names.after);
  const auto beginning = after.filename().string() + mark;
  const auto own = std::filesystem::path(names.part).filename().string();
  if (!is_part(own, beginning) || after.filename().empty()
      || after.parent_path() != std::filesystem::path(names.part).parent_path())
    return fail(Errc::invalid_argument, "'" + names.part + "' is no name for what is to become '" + names.after + "'");
  TROUPE_TRY(others, folders.names_in(after.parent_path().string()));
  for (const auto& name : others)
    if (is_part(name, beginning) && name != own)
      TROUPE_CHECK(folders.remove((after.parent_path() / name).string()));
  return {};
}

Result<void> require_file_or_nothing(const DataFolders& folders, const std::string& path) {
  TROUPE_TRY(found, folders.entry(path));
  if (found == DataFolders::Entry::none || found == DataFolders::Entry::file)
    return {};
  return fail(Errc::already_exists,
              "'" + path + "' is " + (found == DataFolders::Entry::folder ? "a folder" : "no regular file"));
}

Result<std::string> path_of_token(const DataFolders& folders, const PartFile& names, std::int64_t token) {
  for (const auto* path : {&names.part, &names.after}) {
    TROUPE_TRY(found, folders.identity(*path));
    if (token >= 0 && found == token)
      return *path;
  }
  return fail(Errc::io_error, "'" + names.part + "' is gone: another writer of '" + names.after + "' has begun");
}

} // namespace troupe
