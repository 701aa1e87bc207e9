#include "actors/trust/secret_file.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <memory>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace troupe {
namespace {

constexpr std::size_t least_bytes = 16;
constexpr std::size_t most_bytes = 4096;

struct Descriptor {
  int number = -1;
  explicit Descriptor(int descriptor) : number(descriptor) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number >= 0)
      ::close(number);
  }
};

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

Result<Secret> read_secret(int descriptor, const std::string& path) {
  struct stat status {};
  if (::fstat(descriptor, &status) != 0)
    return fail(Errc::io_error, "cannot look at the secret file '" + path + "': " + std::strerror(errno));
  if (status.st_uid != ::geteuid())
    return fail(Errc::invalid_argument, "the secret file '" + path + "' belongs to another user; name one of your own");
  if ((status.st_mode & 077) != 0)
    return fail(Errc::invalid_argument,
                "others may read the secret file '" + path + "'; make a new one, or chmod 600 it");
  Secret secret(most_bytes);
  const auto count = ::read(descriptor, secret.data(), secret.size());
  if (count < 0)
    return fail(Errc::io_error, "cannot read the secret file '" + path + "': " + std::strerror(errno));
  secret.resize(static_cast<std::size_t>(count));
  if (secret.size() < least_bytes)
    return fail(Errc::invalid_argument, "the secret file '" + path + "' holds " + std::to_string(secret.size())
                                            + " bytes; a secret has at least " + std::to_string(least_bytes));
  return secret;
}

/// Under another name first, so that nobody ever reads half a secret; the first of two processes wins.
Result<void> make_secret(const std::string& path) {
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  std::error_code error;
  if (!folder.empty() && !std::filesystem::exists(folder, error)) {
    std::filesystem::create_directories(folder, error);
    if (error)
      return fail(Errc::io_error, "cannot make the folder of the secret file '" + path + "': " + error.message());
    ::chmod(folder.c_str(), 0700);
  }
  TROUPE_TRY(nonce, random_nonce());
  auto temporary = path + ".XXXXXX";
  const Descriptor file(::mkostemp(temporary.data(), O_CLOEXEC)); // 0600
  if (file.number < 0)
    return fail(Errc::io_error, "cannot make the secret file '" + path + "': " + std::strerror(errno));
  const bool written = ::write(file.number, nonce.data(), nonce.size()) == static_cast<ssize_t>(nonce.size())
                       && ::fsync(file.number) == 0;
  const bool linked = written && (::link(temporary.c_str(), path.c_str()) == 0 || errno == EEXIST);
  const auto reason = errno;
  ::unlink(temporary.c_str());
  if (!linked)
    return fail(Errc::io_error, "cannot make the secret file '" + path + "': " + std::strerror(reason));
  return {};
}

} // namespace

std::string default_secret_file() {
  if (const auto folder = variable("XDG_CONFIG_HOME"); !folder.empty())
    return folder + "/troupe/secret";
  if (const auto home = variable("HOME"); !home.empty())
    return home + "/.config/troupe/secret";
  const auto temporary = variable("TMPDIR");
  return (temporary.empty() ? "/tmp" : temporary) + "/troupe-" + std::to_string(::geteuid()) + "/secret";
}

Result<Secret> load_secret(const std::string& given) {
  const auto path = given.empty() ? default_secret_file() : given;
  for (int attempt = 0; attempt < 2; ++attempt) {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
    if (file.number >= 0)
      return read_secret(file.number, path);
    if (errno != ENOENT)
      return fail(Errc::io_error, "cannot open the secret file '" + path + "': " + std::strerror(errno));
    TROUPE_CHECK(make_secret(path));
  }
  return fail(Errc::io_error, "the secret file '" + path + "' goes away as soon as it is made");
}

} // namespace troupe
