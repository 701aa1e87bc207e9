#include "runtime/chunk/file_partition.hpp"

#include <algorithm>
#include <limits>
#include <string>

namespace troupe {
namespace {

bool is_whole(std::span<const std::int64_t> whole, std::size_t file) { return file < whole.size() && whole[file] != 0; }

std::int64_t partitions_of(std::int64_t size, std::int64_t blocksize, bool whole) {
  if (whole || blocksize == 0 || size <= blocksize)
    return 1;
  return size / blocksize + (size % blocksize != 0);
}

} // namespace

Result<std::uint32_t> count_file_partitions(std::span<const std::int64_t> sizes, std::int64_t blocksize,
                                            std::span<const std::int64_t> whole) {
  constexpr std::int64_t most = std::numeric_limits<std::uint32_t>::max();
  if (blocksize < 0)
    return fail(Errc::invalid_argument, "blocksize must be 0 or more bytes, not " + std::to_string(blocksize));
  std::int64_t count = 0;
  for (std::size_t file = 0; file < sizes.size(); ++file) {
    if (sizes[file] < 0)
      return fail(Errc::invalid_argument, "a file cannot have " + std::to_string(sizes[file]) + " bytes");
    const auto more = partitions_of(sizes[file], blocksize, is_whole(whole, file));
    if (more > most - count)
      return fail(Errc::invalid_argument,
                  "blocksize " + std::to_string(blocksize)
                      + " cuts the files into more partitions than a layer can have; use a larger one");
    count += more;
  }
  return static_cast<std::uint32_t>(count);
}

Result<FilePartition> file_partition(std::span<const std::int64_t> sizes, std::int64_t blocksize, std::uint32_t index,
                                     std::span<const std::int64_t> whole) {
  TROUPE_TRY(count, count_file_partitions(sizes, blocksize, whole));
  if (index >= count)
    return fail(Errc::invalid_argument,
                "no partition " + std::to_string(index) + ": the files have " + std::to_string(count));
  std::int64_t left = index;
  std::uint32_t file = 0;
  const auto partitions = [&] { return partitions_of(sizes[file], blocksize, is_whole(whole, file)); };
  for (; left >= partitions(); ++file)
    left -= partitions();
  if (blocksize == 0 || is_whole(whole, file))
    return FilePartition{file, 0, sizes[file]};
  const auto begin = left * blocksize;
  return FilePartition{file, begin, begin + std::min(blocksize, sizes[file] - begin)};
}

} // namespace troupe
