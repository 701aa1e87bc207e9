#include "runtime/chunk/file_partition.hpp"

#include <algorithm>
#include <limits>
#include <string>

namespace troupe {
namespace {

std::int64_t partitions_of(std::int64_t size, std::int64_t blocksize) {
  if (blocksize == 0 || size <= blocksize)
    return 1;
  return size / blocksize + (size % blocksize != 0);
}

} // namespace

Result<std::uint32_t> count_file_partitions(std::span<const std::int64_t> sizes, std::int64_t blocksize) {
  constexpr std::int64_t most = std::numeric_limits<std::uint32_t>::max();
  if (blocksize < 0)
    return fail(Errc::invalid_argument, "blocksize must be 0 or more bytes, not " + std::to_string(blocksize));
  std::int64_t count = 0;
  for (auto size : sizes) {
    if (size < 0)
      return fail(Errc::invalid_argument, "a file cannot have " + std::to_string(size) + " bytes");
    const auto more = partitions_of(size, blocksize);
    if (more > most - count)
      return fail(Errc::invalid_argument, "blocksize " + std::to_string(blocksize) +
                                            " cuts the files into more partitions than a layer can have; use a larger one");
    count += more;
  }
  return static_cast<std::uint32_t>(count);
}

Result<FilePartition> file_partition(std::span<const std::int64_t> sizes, std::int64_t blocksize, std::uint32_t index) {
  TROUPE_TRY(count, count_file_partitions(sizes, blocksize));
  if (index >= count)
    return fail(Errc::invalid_argument,
                "no partition " + std::to_string(index) + ": the files have " + std::to_string(count));
  std::int64_t left = index;
  std::uint32_t file = 0;
  while (left >= partitions_of(sizes[file], blocksize))
    left -= partitions_of(sizes[file++], blocksize);
  if (blocksize == 0)
    return FilePartition{file, 0, sizes[file]};
  const auto begin = left * blocksize;
  return FilePartition{file, begin, begin + std::min(blocksize, sizes[file] - begin)};
}

} // namespace troupe
