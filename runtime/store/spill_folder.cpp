#include "runtime/store/spill_folder.hpp"

#include "runtime/base/number_text.hpp"

#include <xxhash.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <new>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/uio.h>
#include <unistd.h>

namespace troupe {
namespace {

/// Linux moves at most 2 GiB a call.
constexpr std::size_t most_at_once = std::size_t{1} << 30;

std::string reason() {
  return std::strerror(errno);
}

Result<void> write_whole(int descriptor, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const auto count = ::write(descriptor, bytes.data(), std::min(bytes.size(), most_at_once));
    if (count < 0 && errno == EINTR)
      continue;
    if (count <= 0)
      return fail(Errc::io_error, count < 0 ? reason() : "nothing could be written");
    bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
  return {};
}

/// @returns How many bytes there were; less than asked for at the end of the file.
Result<std::size_t> read_whole(int descriptor, std::span<std::byte> bytes) {
  std::size_t got = 0;
  while (got < bytes.size()) {
    const auto count = ::pread(descriptor, bytes.data() + got, std::min(bytes.size() - got, most_at_once), static_cast<off_t>(got));
    if (count < 0 && errno == EINTR)
      continue;
    if (count < 0)
      return fail(Errc::io_error, "cannot read a spilled chunk back: " + reason());
    if (count == 0)
      break;
    got += static_cast<std::size_t>(count);
  }
  return got;
}

std::uint64_t checksum_of(std::span<const Buffer> pieces) {
  struct Free {
    void operator()(XXH3_state_t* state) const { XXH3_freeState(state); }
  };
  const std::unique_ptr<XXH3_state_t, Free> state(XXH3_createState());
  if (!state)
    throw std::bad_alloc();
  XXH3_64bits_reset(state.get());
  for (const auto& piece : pieces)
    if (!piece.empty())
      XXH3_64bits_update(state.get(), piece.data(), piece.size());
  return XXH3_64bits_digest(state.get());
}

} // namespace

SpillFile::SpillFile(SpillFile&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), size_(other.size_), checksum_(other.checksum_),
      usage_(std::move(other.usage_)) {}

SpillFile& SpillFile::operator=(SpillFile&& other) noexcept {
  if (this != &other) {
    close();
    descriptor_ = std::exchange(other.descriptor_, -1);
    size_ = other.size_;
    checksum_ = other.checksum_;
    usage_ = std::move(other.usage_);
  }
  return *this;
}

SpillFile::~SpillFile() {
  close();
}

void SpillFile::close() noexcept {
  if (descriptor_ < 0)
    return;
  ::close(std::exchange(descriptor_, -1));
  usage_->fetch_sub(size_);
}

Result<Buffer> SpillFile::read(BufferPool& pool) const {
  Buffer whole;
  try {
    whole = pool.allocate(size_);
  } catch (const std::bad_alloc&) {
    return fail(Errc::out_of_memory, "no memory to read a spilled chunk of " + format_bytes(size_) + " back");
  }
  TROUPE_TRY(got, read_whole(descriptor_, {whole.data(), whole.size()}));
  if (got != size_)
    return fail(Errc::corrupt, "a spill file ends after " + std::to_string(got) + " of " + std::to_string(size_) + " bytes");
  if (XXH3_64bits(whole.data(), whole.size()) != checksum_)
    return fail(Errc::corrupt, "a spill file of " + std::to_string(size_) + " bytes does not have its checksum");
  return whole;
}

Result<SpillFolder> SpillFolder::make(const std::string& path, std::uint64_t quota) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error)
    return fail(Errc::io_error, "cannot make the spill folder '" + path + "': " + error.message());
  SpillFolder folder(path, quota);
  TROUPE_TRY(descriptor, folder.open_nameless());
  ::close(descriptor);
  return folder;
}

Result<int> SpillFolder::open_nameless() const {
  int descriptor = ::open(path_.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (descriptor < 0 && (errno == EOPNOTSUPP || errno == EISDIR || errno == ENOENT)) { // a file system without such files
    auto name = path_ + "/.troupe-spill-XXXXXX";
    descriptor = ::mkostemp(name.data(), O_CLOEXEC);
    if (descriptor >= 0)
      ::unlink(name.c_str());
  }
  if (descriptor < 0)
    return fail(Errc::io_error, "cannot write to the spill folder '" + path_ + "': " + reason());
  return descriptor;
}

Result<SpillFile> SpillFolder::write(std::span<const Buffer> pieces) {
  std::uint64_t size = 0;
  for (const auto& piece : pieces)
    size += piece.size();
  TROUPE_TRY(descriptor, open_nameless());
  SpillFile file(descriptor, usage_);
  file.size_ = size;
  if (const auto before = usage_->fetch_add(size); quota_ > 0 && before + size > quota_)
    return fail(Errc::out_of_memory, "the spill quota of " + format_bytes(quota_) + " does not hold " + format_bytes(size) +
                                       " beside the " + format_bytes(before) + " that are spilled");
  for (const auto& piece : pieces)
    if (auto written = write_whole(descriptor, {piece.data(), piece.size()}); !written)
      return fail(written.error().code, "cannot spill " + format_bytes(size) + " to '" + path_ + "': " + written.error().message);
  file.checksum_ = checksum_of(pieces);
  return file;
}

} // namespace troupe
