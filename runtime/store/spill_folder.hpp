// Spill files for chunks that memory has no room for: anonymous files in a given folder. A file is gone with its
// handle, and with the process however that ends, so nothing is left behind. SpillFolder is thread-safe, a SpillFile is
// for one thread at a time.
// Invariant: what is read is what was written, to the bit, or an error.
#pragma once

#include "runtime/base/result.hpp"
#include "runtime/chunk/buffer_pool.hpp"
#include "runtime/chunk/compression.hpp"
#include "runtime/store/spill_blocks.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace troupe {

/// One chunk's stream on disk.
class SpillFile {
public:
  SpillFile(SpillFile&& other) noexcept;
  SpillFile& operator=(SpillFile&& other) noexcept;
  ~SpillFile();

  std::uint64_t size() const { return size_; }     ///< of the stream
  std::uint64_t stored() const { return stored_; } ///< bytes on disk: fewer where it is compressed
  /// The whole of it, in a buffer of the pool. @returns Errc::io_error, Errc::out_of_memory, or Errc::corrupt when the
  /// file is shorter than what was written or the checksum of a block (XXH3, 64 bits) is another.
  Result<Buffer> read(BufferPool& pool) const;
  /// A part of it: no more is read than the blocks that it lies in, and those are checked. Errors as of read().
  /// @pre offset + length <= size()
  Result<Buffer> read(std::uint64_t offset, std::uint64_t length, BufferPool& pool) const;

  /// What is written, checked and read at once.
  static constexpr std::uint64_t block_bytes = spill_block_bytes;

private:
  friend class SpillFolder;
  SpillFile(int descriptor, std::shared_ptr<std::atomic<std::uint64_t>> usage)
      : descriptor_(descriptor), usage_(std::move(usage)) {}
  void close() noexcept;

  int descriptor_ = -1;
  std::uint64_t size_ = 0;
  std::uint64_t stored_ = 0;
  std::vector<SpillBlock> blocks_;
  std::shared_ptr<std::atomic<std::uint64_t>> usage_; ///< bytes of the folder's files
};

class SpillFolder {
public:
  /// @param path   Made when it is not there.
  /// @param quota  The most bytes its files may take together; 0: as many as the disk has.
  /// @param compression  Not off: files are compressed of which samples say that it pays.
  /// @returns Errc::io_error when the folder cannot be made or written to.
  static Result<SpillFolder> make(const std::string& path, std::uint64_t quota = 0,
                                  Compression compression = Compression::automatic);

  /// Writes the pieces one after the other. @returns Errc::io_error (a full disk among them) or Errc::out_of_memory
  /// when the quota is reached; then nothing is left of it.
  Result<SpillFile> write(std::span<const Buffer> pieces);

  const std::string& path() const { return path_; }
  std::uint64_t bytes_in_use() const { return usage_->load(); }

private:
  SpillFolder(std::string path, std::uint64_t quota, Compression compression)
      : path_(std::move(path)), quota_(quota), compression_(compression),
        usage_(std::make_shared<std::atomic<std::uint64_t>>(0)) {}
  Result<int> open_nameless() const;

  std::string path_;
  std::uint64_t quota_;
  Compression compression_;
  std::shared_ptr<std::atomic<std::uint64_t>> usage_;
};

} // namespace troupe
