#include "runtime/store/spill_folder.hpp"

#include "runtime/base/number_text.hpp"

#include <algorithm>
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

/// Takes the room before anything is written, so that a full disk is known at once and the file lies in one piece.
/// Not every file system can: then writing will tell.
Result<void> take_room(int descriptor, std::uint64_t size) {
  if (size > 0 && ::fallocate(descriptor, 0, 0, static_cast<off_t>(size)) != 0
      && (errno == ENOSPC || errno == EDQUOT || errno == EFBIG))
    return fail(Errc::io_error, std::strerror(errno));
  return {};
}

} // namespace

SpillFile::SpillFile(SpillFile&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), size_(other.size_), stored_(other.stored_),
      blocks_(std::move(other.blocks_)), usage_(std::move(other.usage_)) {}

SpillFile& SpillFile::operator=(SpillFile&& other) noexcept {
  if (this != &other) {
    close();
    descriptor_ = std::exchange(other.descriptor_, -1);
    size_ = other.size_;
    stored_ = other.stored_;
    blocks_ = std::move(other.blocks_);
    usage_ = std::move(other.usage_);
  }
  return *this;
}

SpillFile::~SpillFile() { close(); }

void SpillFile::close() noexcept {
  if (descriptor_ < 0)
    return;
  ::close(std::exchange(descriptor_, -1));
  usage_->fetch_sub(stored_);
}

Result<Buffer> SpillFile::read(BufferPool& pool) const { return read(0, size_, pool); }

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
  for (auto at = begin; at < end; at += block_bytes)
    TROUPE_CHECK(read_block(descriptor_, stored_, blocks_[at / block_bytes],
                            {blocks.data() + (at - begin), std::min(block_bytes, end - at)}));
  return blocks.slice(offset - begin, length);
}

Result<SpillFolder> SpillFolder::make(const std::string& path, std::uint64_t quota, Compression compression) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error)
    return fail(Errc::io_error, "cannot make the spill folder '" + path + "': " + error.message());
  SpillFolder folder(std::filesystem::absolute(path, error).string(), quota, compression); // wherever a kernel may go
  TROUPE_TRY(descriptor, folder.open_nameless());
  ::close(descriptor);
  return folder;
}

Result<int> SpillFolder::open_nameless() const {
  int descriptor = ::open(path_.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (descriptor < 0
      && (errno == EOPNOTSUPP || errno == EISDIR || errno == ENOENT)) { // a file system without such files
    auto name = path_ + "/.troupe-spill-XXXXXX";
    descriptor = ::mkostemp(name.data(), O_CLOEXEC);
    if (descriptor >= 0)
      ::unlink(name.c_str());
  }
  if (descriptor < 0)
    return fail(Errc::io_error, "cannot write to the spill folder '" + path_ + "': " + std::strerror(errno));
  return descriptor;
}

Result<SpillFile> SpillFolder::write(std::span<const Buffer> pieces) {
  std::uint64_t size = 0;
  for (const auto& piece : pieces)
    size += piece.size();
  TROUPE_TRY(descriptor, open_nameless());
  SpillFile file(descriptor, usage_);
  file.size_ = file.stored_ = size;
  if (const auto before = usage_->fetch_add(size); quota_ > 0 && before + size > quota_)
    return fail(Errc::out_of_memory, "the spill quota of " + format_bytes(quota_) + " does not hold "
                                         + format_bytes(size) + " beside the " + format_bytes(before)
                                         + " that are spilled");
  const bool compresses = compression_ != Compression::off && worth_compressing(pieces);
  auto written = compresses ? Result<void>{} : take_room(descriptor, size);
  SpillBlockWriter writer(descriptor, compresses);
  for (auto piece = pieces.begin(); written && piece != pieces.end(); ++piece)
    written = writer.add({piece->data(), piece->size()});
  if (written)
    written = writer.finish();
  if (!written)
    return fail(written.error().code,
                "cannot spill " + format_bytes(size) + " to '" + path_ + "': " + written.error().message);
  file.stored_ = writer.stored();
  usage_->fetch_sub(size - file.stored_);
  file.blocks_ = std::move(writer).blocks();
  return file;
}

} // namespace troupe
