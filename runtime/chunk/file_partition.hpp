// The byte range of a file that a task reads: computed when a read is planned and again when it runs. Pure functions.
#pragma once

#include "runtime/base/result.hpp"

#include <cstdint>
#include <span>

namespace troupe {

/// A byte range of one file. What it stands for are the records that *start* in [begin, end): a reader skips the record
/// that runs into the range and finishes the one that runs out of it.
struct FilePartition {
  std::uint32_t file = 0;
  std::int64_t begin = 0;
  std::int64_t end = 0;
  bool operator==(const FilePartition&) const = default;
};

/// Files in order, each cut into ceil(size / blocksize) partitions, at least one.
/// @param sizes      Of the files, in bytes, each >= 0.
/// @param blocksize  Bytes of a partition; 0 for whole files.
/// @param whole      Not 0 for files that are one partition whatever the blocksize; empty for none.
/// @returns How many there are, or Errc::invalid_argument when a number is negative or there are more than 2^32 - 1.
Result<std::uint32_t> count_file_partitions(std::span<const std::int64_t> sizes, std::int64_t blocksize,
                                            std::span<const std::int64_t> whole = {});

/// @returns The partition of that index, or Errc::invalid_argument when there is none.
Result<FilePartition> file_partition(std::span<const std::int64_t> sizes, std::int64_t blocksize, std::uint32_t index,
                                     std::span<const std::int64_t> whole = {});

} // namespace troupe
