// The blocks of a spill file. Each block is hashed and, when the chunk's samples showed that it pays, compressed by
// itself, so that any part of a file can be read without the rest. One thread at a time.
// Invariant: a block is read as it was written, or is an error.
#pragma once

#include "runtime/base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <sys/uio.h>

namespace troupe {

/// What a block holds and is hashed as; of a file's last the most.
constexpr std::uint64_t spill_block_bytes = std::uint64_t{1} << 20;

/// Where one block lies.
struct SpillBlock {
  std::uint64_t offset = 0;   ///< in the file
  std::uint64_t stored = 0;   ///< bytes there; fewer than it holds: it is compressed
  std::uint64_t checksum = 0; ///< XXH3, 64 bits, of those
};

/// Writes pieces one after the other, block by block: each is hashed while it is in the cache to be written.
class SpillBlockWriter {
public:
  /// @param descriptor  of an empty file, the caller's
  SpillBlockWriter(int descriptor, bool compresses) : descriptor_(descriptor), compresses_(compresses) {}

  /// @pre the bytes stay until the block that they end in is written. @returns Errc::io_error.
  Result<void> add(std::span<const std::byte> bytes);
  /// Writes what is left. Call once, last.
  Result<void> finish();

  std::uint64_t stored() const { return stored_; } ///< bytes written
  std::vector<SpillBlock> blocks() && { return std::move(blocks_); }

private:
  Result<void> end_block();
  void compress_block();

  int descriptor_;
  bool compresses_;
  std::vector<iovec> parts_; ///< of the block that is not written yet
  std::size_t filled_ = 0;
  std::uint64_t stored_ = 0;
  std::vector<SpillBlock> blocks_;
  std::vector<std::byte> whole_; ///< a block whose parts lie apart, brought together
  std::vector<std::byte> small_; ///< a block compressed
};

/// @param whole  bytes of the file, for what is said of one that is shorter
/// @param out    as long as what the block holds
/// @returns Errc::io_error, or Errc::corrupt.
Result<void> read_block(int descriptor, std::uint64_t whole, const SpillBlock& block, std::span<std::byte> out);

} // namespace troupe
