#include "runtime/kernels/files/text_partition.hpp"

#include "runtime/formats/compressed_file.hpp"

#include <algorithm>
#include <cstring>
#include <optional>
#include <span>

namespace troupe {
namespace {

/// Enough for the end of an ordinary line; a longer one is read in growing steps.
constexpr std::int64_t first_tail = 4096;
constexpr std::int64_t longest_line = std::int64_t{1} << 30;

Failure changed(const TextFile& file, std::int64_t size) {
  return fail(Errc::io_error, "file '" + file.path + "' changed since the read was planned: it had "
                                  + std::to_string(file.size) + " bytes and has " + std::to_string(size));
}

/// Fills [begin, end) of the file into `to`.
Result<void> read_range(const OpenFile& open, std::int64_t begin, std::int64_t end, char* to) {
  return open.read(begin, std::as_writable_bytes(std::span(to, static_cast<std::size_t>(end - begin))));
}

/// Bytes [begin, end) of a file, in memory with padding on both sides.
struct Window {
  Buffer memory;
  std::int64_t begin = 0;
  std::int64_t end = 0;

  char* text() { return reinterpret_cast<char*>(memory.data()) + TextPartition::padding; }

  /// @returns Where the first line feed at or after `from` ends, in the file; nothing when there is none.
  std::optional<std::int64_t> line_end(std::int64_t from) {
    if (from >= end)
      return std::nullopt;
    const auto* found = std::memchr(text() + (from - begin), '\n', static_cast<std::size_t>(end - from));
    if (!found)
      return std::nullopt;
    return begin + (static_cast<const char*>(found) - text()) + 1;
  }
};

Window allocate(std::int64_t begin, std::int64_t end, BufferPool& pool) {
  return {pool.allocate(static_cast<std::size_t>(end - begin) + 2 * TextPartition::padding), begin, end};
}

/// Reads on until the line that runs out of the partition ends.
/// @returns Where it ends.
Result<std::int64_t> finish_line(const OpenFile& open, const TextFile& file, std::int64_t from, Window& window,
                                 BufferPool& pool) {
  std::int64_t tail = first_tail;
  auto searched = from;
  while (true) {
    if (const auto end = window.line_end(searched))
      return *end;
    if (window.end == file.size)
      return file.size;
    if (window.end - from > longest_line)
      return fail(Errc::parse_error, "no line end within 1 GiB of byte " + std::to_string(from) + " of file '"
                                         + file.path + "': is it text?");
    searched = window.end;
    tail *= 4;
    auto larger = allocate(window.begin, std::min(file.size, window.end + tail), pool);
    std::memcpy(larger.text(), window.text(), static_cast<std::size_t>(window.end - window.begin));
    TROUPE_CHECK(read_range(open, window.end, larger.end, larger.text() + (window.end - window.begin)));
    window = std::move(larger);
  }
}

TextPartition cut(Window window, std::int64_t first, std::int64_t last, std::int64_t file_size) {
  TextPartition result;
  result.text = window.text() + (first - window.begin);
  result.size = static_cast<std::size_t>(last - first);
  result.offset = first;
  result.ends_file = last == file_size;
  result.memory = std::move(window.memory);
  // What follows the text is not needed any more; behind the end of the file nothing was ever written.
  std::memset(result.text + result.size, 0, TextPartition::padding);
  result.text[result.size] = '\n';
  return result;
}

} // namespace

Result<OpenFile> open_planned(const TextFile& file) {
  TROUPE_TRY(open, OpenFile::to_read(file.folders, file.path));
  TROUPE_TRY(size, open.size());
  if (size != file.size)
    return changed(file, size);
  return std::move(open);
}

Result<TextPartition> read_compressed_text(const TextFile& file, const OpenFile& open, BufferPool& pool) {
  TROUPE_TRY(unpacker, Unpacker::open(open, file.path));
  constexpr std::size_t padding = TextPartition::padding, least = std::size_t{1} << 16;
  TextPartition result;
  result.memory = pool.allocate(std::max(least, static_cast<std::size_t>(file.size) * 4) + 2 * padding);
  std::size_t size = 0;
  for (auto room = result.memory.size() - 2 * padding;; room = result.memory.size() - 2 * padding) {
    TROUPE_TRY(got, unpacker.read(std::span(result.memory.data() + padding + size, room - size)));
    size += got;
    if (size < room)
      break;
    auto larger = pool.allocate(2 * room + 2 * padding);
    std::memcpy(larger.data() + padding, result.memory.data() + padding, size);
    result.memory = std::move(larger);
  }
  const auto begin = std::min(static_cast<std::size_t>(file.start), size);
  result.text = reinterpret_cast<char*>(result.memory.data()) + padding + begin;
  result.size = size - begin;
  result.offset = static_cast<std::int64_t>(begin);
  result.ends_file = true;
  std::memset(result.text + result.size, 0, padding);
  result.text[result.size] = '\n';
  return result;
}

Result<TextPartition> read_text_partition(const TextFile& file, const FilePartition& partition, BufferPool& pool) {
  if (file.start < 0 || file.start > file.size || partition.begin < 0 || partition.begin > partition.end
      || partition.end > file.size)
    return fail(Errc::invalid_argument, "file '" + file.path + "' has no such bytes to read");
  TROUPE_TRY(open, open_planned(file));
  const auto begin = std::max(file.start, partition.begin - 1);
  const auto limit = std::max(begin, std::min(file.size, partition.end + first_tail));
  auto window = allocate(begin, limit, pool);
  if (partition.end <= file.start)
    return cut(std::move(window), begin, begin, file.size);
  TROUPE_CHECK(read_range(open, begin, limit, window.text()));
  // A partition begins behind the first line feed that is at its begin - 1 or after.
  const auto first = partition.begin <= file.start ? std::optional(file.start) : window.line_end(begin);
  if (!first || *first >= partition.end)
    return cut(std::move(window), begin, begin, file.size);
  TROUPE_TRY(last, finish_line(open, file, partition.end - 1, window, pool));
  return cut(std::move(window), *first, last, file.size);
}

} // namespace troupe
