#include "collections/io/input_files.hpp"

#include "runtime/base/key.hpp"
#include "runtime/base/suggest.hpp"
#include "runtime/formats/compressed_file.hpp"
#include "runtime/formats/open_file.hpp"

#include <glob.h>
#include <sys/stat.h>
#include <time.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

namespace troupe {
namespace {

namespace fs = std::filesystem;

bool has_wildcards(const std::string& pattern) { return pattern.find_first_of("*?[") != std::string::npos; }

std::int64_t nanoseconds(const timespec& time) { return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec; }

/// The time of modification alone would not do: copies keep it on purpose.
std::int64_t version_of(const struct stat& status) {
  KeyHasher hasher;
  hasher.number(status.st_ino);
  for (const auto& time : {status.st_mtim, status.st_ctim})
    hasher.number(static_cast<std::uint64_t>(nanoseconds(time)));
  return static_cast<std::int64_t>(hasher.finish().low);
}

/// File systems tell the time in ticks of some milliseconds. A file that was changed within this one could be changed
/// again without a trace, so its end is waited for; not where the file's clock is another machine's.
void let_tick_pass(const timespec& changed) {
  constexpr std::int64_t longest_tick = 20'000'000;
  timespec now = {};
  for (int tries = 0; tries < 25; ++tries) {
    ::clock_gettime(CLOCK_REALTIME_COARSE, &now);
    const auto ahead = nanoseconds(changed) - nanoseconds(now);
    if (ahead < 0 || ahead > longest_tick)
      return;
    const timespec pause{0, 1'000'000};
    ::nanosleep(&pause, nullptr);
  }
}

Result<void> append(const std::string& path, const struct stat& status, InputFiles& files) {
  std::error_code error;
  const auto absolute = fs::absolute(path, error);
  if (error)
    return fail(Errc::io_error, "cannot examine file '" + path + "': " + error.message());
  files.paths.push_back(absolute.lexically_normal().string());
  files.sizes.push_back(status.st_size);
  files.versions.push_back(version_of(status));
  let_tick_pass(status.st_ctim);
  files.compressed.push_back(0);
  return {};
}

/// What else is in the folder where the file is not.
std::string nearest_files(const std::string& path) {
  const fs::path wanted(path);
  std::vector<std::string> names;
  std::error_code error;
  const auto folder = wanted.has_parent_path() ? wanted.parent_path() : fs::path(".");
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
    names.push_back(at->path().filename().string());
  std::sort(names.begin(), names.end());
  return did_you_mean(wanted.filename().string(), names);
}

Result<InputFiles> one_file(const std::string& path) {
  struct stat status = {};
  if (::stat(path.c_str(), &status) != 0) {
    const auto reason = errno;
    if (reason == ENOENT || reason == ENOTDIR)
      return fail(Errc::not_found, "no file '" + path + "'" + nearest_files(path));
    return fail(Errc::io_error, "cannot examine file '" + path + "': " + std::strerror(reason));
  }
  if (S_ISDIR(status.st_mode))
    return fail(Errc::invalid_argument,
                "'" + path + "' is a folder; name its files, such as '" + (fs::path(path) / "*").string() + "'");
  if (!S_ISREG(status.st_mode))
    return fail(Errc::invalid_argument, "'" + path + "' is not a regular file");
  InputFiles files;
  TROUPE_CHECK(append(path, status, files));
  return files;
}

/// Paths that match, sorted by bytes rather than as the locale has it.
std::vector<std::string> matches(const std::string& pattern) {
  glob_t found = {};
  std::vector<std::string> paths;
  if (::glob(pattern.c_str(), GLOB_NOSORT, nullptr, &found) == 0)
    paths.assign(found.gl_pathv, found.gl_pathv + found.gl_pathc);
  ::globfree(&found);
  std::sort(paths.begin(), paths.end());
  return paths;
}

Result<InputFiles> matching_files(const std::string& pattern) {
  InputFiles files;
  for (const auto& path : matches(pattern)) {
    struct stat status = {};
    if (::stat(path.c_str(), &status) != 0)
      return fail(Errc::io_error, "cannot examine file '" + path + "': " + std::strerror(errno));
    if (S_ISREG(status.st_mode))
      TROUPE_CHECK(append(path, status, files));
  }
  if (files.size() > 0)
    return files;
  const auto folder = fs::path(pattern).parent_path().string();
  struct stat status = {};
  const bool lost = !folder.empty() && !has_wildcards(folder) && ::stat(folder.c_str(), &status) != 0;
  return fail(Errc::not_found,
              "no file matches '" + pattern + "'" + (lost ? ": there is no folder '" + folder + "'" : ""));
}

} // namespace

Result<InputFiles> find_input_files(const std::string& pattern) {
  if (pattern.empty())
    return fail(Errc::invalid_argument, "the name of the file to read is empty");
  struct stat status = {};
  if (!has_wildcards(pattern) || ::stat(pattern.c_str(), &status) == 0)
    return one_file(pattern);
  return matching_files(pattern);
}

Result<InputFiles> find_input_files(const std::vector<std::string>& patterns) {
  if (patterns.empty())
    return fail(Errc::invalid_argument, "there is no file to read: the list of patterns is empty");
  InputFiles all;
  for (const auto& pattern : patterns) {
    TROUPE_TRY(files, find_input_files(pattern));
    all.paths.insert(all.paths.end(), files.paths.begin(), files.paths.end());
    all.sizes.insert(all.sizes.end(), files.sizes.begin(), files.sizes.end());
    all.versions.insert(all.versions.end(), files.versions.begin(), files.versions.end());
    all.compressed.insert(all.compressed.end(), files.compressed.begin(), files.compressed.end());
  }
  return all;
}

Result<void> note_compression(InputFiles& files) {
  for (std::size_t i = 0; i < files.size(); ++i) {
    TROUPE_TRY(file, OpenFile::to_read(DataFolders::everything(), files.paths[i]));
    TROUPE_TRY(beginning, beginning_of(file, 16));
    TROUPE_TRY(compressed, is_compressed_text(files.paths[i], beginning));
    files.compressed[i] = compressed ? 1 : 0;
  }
  return {};
}

void set_file_params(Params& params, const InputFiles& files, std::vector<std::int64_t> starts,
                     std::int64_t blocksize) {
  params.set("files", files.paths)
      .set("sizes", files.sizes)
      .set("versions", files.versions)
      .set("compressed", files.compressed);
  params.set("starts", std::move(starts)).set("blocksize", blocksize);
}

} // namespace troupe
