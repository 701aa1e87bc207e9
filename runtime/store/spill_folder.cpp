#include "runtime/store/spill_folder.hpp"

#include "runtime/base/number_text.hpp"

#include <xxhash.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
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

Result<void> write_whole(int descriptor, std::vector<iovec> parts) {
  std::size_t first = 0;
  while (first < parts.size()) {
    const auto count = ::writev(descriptor, parts.data() + first, static_cast<int>(std::min<std::size_t>(parts.size() - first, IOV_MAX)));
    if (count < 0 && errno == EINTR)
      continue;
    if (count <= 0)
      return fail(Errc::io_error, count < 0 ? reason() : "nothing could be written");
    for (auto left = static_cast<std::size_t>(count); left > 0 || (first < parts.size() && parts[first].iov_len == 0);) {
      auto& part = parts[first];
      const auto step = std::min(left, part.iov_len);
      part.iov_base = static_cast<std::byte*>(part.iov_base) + step;
      part.iov_len -= step;
      left -= step;
      first += part.iov_len == 0 ? 1 : 0;
    }
  }
  return {};
}

/// @returns How many bytes there were; less than asked for at the end of the file.
Result<std::size_t> read_whole(int descriptor, std::uint64_t offset, std::span<std::byte> bytes) {
  std::size_t got = 0;
  while (got < bytes.size()) {
    const auto count = ::pread(descriptor, bytes.data() + got, std::min(bytes.size() - got, most_at_once), static_cast<off_t>(offset + got));
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

/// The pieces one after the other, block by block: each is hashed while it is in the cache to be written.
class BlockWriter {
public:
  explicit BlockWriter(int descriptor) : descriptor_(descriptor), state_(XXH3_createState()) {
    if (!state_)
      throw std::bad_alloc();
    XXH3_64bits_reset(state_.get());
  }

  Result<void> add(std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
      const auto part = bytes.first(std::min<std::size_t>(bytes.size(), SpillFile::block_bytes - filled_));
      XXH3_64bits_update(state_.get(), part.data(), part.size());
      parts_.push_back({const_cast<std::byte*>(part.data()), part.size()});
      filled_ += part.size();
      bytes = bytes.subspan(part.size());
      if (filled_ == SpillFile::block_bytes)
        TROUPE_CHECK(end_block());
    }
    return {};
  }
  Result<void> end_block() {
    if (filled_ == 0)
      return {};
    checksums_.push_back(XXH3_64bits_digest(state_.get()));
    XXH3_64bits_reset(state_.get());
    filled_ = 0;
    return write_whole(descriptor_, std::exchange(parts_, {}));
  }
  std::vector<std::uint64_t> checksums() && { return std::move(checksums_); }

private:
  struct Free {
    void operator()(XXH3_state_t* state) const { XXH3_freeState(state); }
  };
  int descriptor_;
  std::unique_ptr<XXH3_state_t, Free> state_;
  std::vector<iovec> parts_; ///< of the block, not written yet
  std::size_t filled_ = 0;
  std::vector<std::uint64_t> checksums_;
};

/// Takes the room before anything is written, so that a full disk is known at once and the file lies in one piece.
/// Not every file system can: then writing will tell.
Result<void> take_room(int descriptor, std::uint64_t size) {
  if (size > 0 && ::fallocate(descriptor, 0, 0, static_cast<off_t>(size)) != 0 && (errno == ENOSPC || errno == EDQUOT || errno == EFBIG))
    return fail(Errc::io_error, reason());
  return {};
}

} // namespace

SpillFile::SpillFile(SpillFile&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), size_(other.size_), checksums_(std::move(other.checksums_)),
      usage_(std::move(other.usage_)) {}

SpillFile& SpillFile::operator=(SpillFile&& other) noexcept {
  if (this != &other) {
    close();
    descriptor_ = std::exchange(other.descriptor_, -1);
    size_ = other.size_;
    checksums_ = std::move(other.checksums_);
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
  return read(0, size_, pool);
}

Result<Buffer> SpillFile::read(std::uint64_t offset, std::uint64_t length, BufferPool& pool) const {
  const auto first = offset / block_bytes;
  const auto begin = first * block_bytes;
  const auto end = std::min(size_, (offset + length + block_bytes - 1) / block_bytes * block_bytes);
  Buffer blocks;
  try {
    blocks = pool.allocate(end - begin);
  } catch (const std::bad_alloc&) {
    return fail(Errc::out_of_memory, "no memory to read " + format_bytes(end - begin) + " of a spilled chunk back");
  }
  for (auto at = begin; at < end; at += block_bytes) {
    const std::span<std::byte> block(blocks.data() + (at - begin), std::min(block_bytes, end - at));
    TROUPE_TRY(got, read_whole(descriptor_, at, block));
    if (got != block.size())
      return fail(Errc::corrupt, "a spill file ends after " + std::to_string(at + got) + " of " + std::to_string(size_) + " bytes");
    if (XXH3_64bits(block.data(), block.size()) != checksums_[at / block_bytes])
      return fail(Errc::corrupt, "a spill file of " + std::to_string(size_) + " bytes does not have its checksum at byte " + std::to_string(at));
  }
  return blocks.slice(offset - begin, length);
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
  auto written = take_room(descriptor, size);
  BlockWriter writer(descriptor);
  for (auto piece = pieces.begin(); written && piece != pieces.end(); ++piece)
    written = writer.add({piece->data(), piece->size()});
  if (written)
    written = writer.end_block();
  if (!written)
    return fail(written.error().code, "cannot spill " + format_bytes(size) + " to '" + path_ + "': " + written.error().message);
  file.checksums_ = std::move(writer).checksums();
  return file;
}

} // namespace troupe
