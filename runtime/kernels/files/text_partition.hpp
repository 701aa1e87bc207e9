// The bytes of one partition of a text file, cut where lines begin. Reads by pread: a file that shrinks meanwhile is an
// error, not a fault. Thread-safe.
#pragma once

#include "runtime/base/result.hpp"
#include "runtime/chunk/buffer_pool.hpp"
#include "runtime/chunk/file_partition.hpp"
#include "runtime/formats/data_folders.hpp"
#include "runtime/formats/open_file.hpp"

#include <cstdint>
#include <string>

namespace troupe {

/// Invariants: text[-padding .. size + padding) is readable and writable; text[size] is a line feed, so that a last
/// line without one can be read as if it had it.
struct TextPartition {
  static constexpr std::size_t padding = 64;

  Buffer memory; ///< owns `text`
  char* text = nullptr;
  std::size_t size = 0;
  std::int64_t offset = 0; ///< of `text` in the file
  bool ends_file = false;

  /// Bytes of whole lines, counting the line feed that a last line lacks.
  std::size_t size_in_lines() const { return size + (size > 0 && text[size - 1] != '\n'); }
};

/// Where text is read from.
struct TextFile {
  const DataFolders& folders; ///< that the path may lead to
  const std::string& path;
  std::int64_t size = 0;  ///< what it was when the read was planned
  std::int64_t start = 0; ///< where its lines begin: behind a byte order mark and a header
};

/// Reads the lines that begin in [partition.begin, partition.end), by line feeds alone.
/// @returns As DataFolders::open(); Errc::io_error also when the file's size is not the planned one; Errc::parse_error
/// when a
///          line is longer than any text's.
Result<TextPartition> read_text_partition(const TextFile& file, const FilePartition& partition, BufferPool& pool);

/// @returns The file, or Errc::io_error when its size is not the planned one.
Result<OpenFile> open_planned(const TextFile& file);

/// All that a compressed file holds, from `file.start` bytes of the text on.
/// @returns Errc::parse_error where it is damaged or cut short.
Result<TextPartition> read_compressed_text(const TextFile& file, const OpenFile& open, BufferPool& pool);

} // namespace troupe
