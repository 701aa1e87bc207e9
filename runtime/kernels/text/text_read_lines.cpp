// `text.read_lines`: task i makes the bag of the lines of the i-th partition of a list of text files, without their
// line ends. Parameters: see file_params.hpp.
#include "runtime/kernels/files/file_params.hpp"
#include "runtime/kernels/text/text_column.hpp"
#include "runtime/kernels/text/text_kernels.hpp"

#include <algorithm>
#include <cstring>

namespace troupe {
namespace {

/// A line ends with LF, CRLF or CR, as Python reads text.
Column split_lines(const TextPartition& text, BufferPool& pool) {
  const char* at = text.text;
  const char* const end = at + text.size_in_lines();
  TextColumnBuilder lines(pool, static_cast<std::size_t>(std::count(at, end, '\n')), text.size);
  while (at < end) {
    const auto* feed = static_cast<const char*>(std::memchr(at, '\n', static_cast<std::size_t>(end - at)));
    std::string_view line(at, static_cast<std::size_t>(feed - at));
    for (auto turn = line.find('\r'); turn != std::string_view::npos; turn = line.find('\r')) {
      if (turn + 1 == line.size())
        break;
      lines.append(line.substr(0, turn));
      line.remove_prefix(turn + 1);
    }
    if (line.ends_with('\r'))
      line.remove_suffix(1);
    lines.append(line);
    at = feed + 1;
  }
  return lines.finish("items");
}

Result<ChunkPtr> text_read_lines(const KernelContext& context, std::span<ChunkPtr>) {
  TROUPE_TRY(task, file_task(context));
  if (task.compressed) {
    TROUPE_TRY(open, open_planned(task.file));
    TROUPE_TRY(text, read_compressed_text(task.file, open, context.pool));
    return make_chunk(BagPart{split_lines(text, context.pool)});
  }
  TROUPE_TRY(text, read_text_partition(task.file, task.partition, context.pool));
  return make_chunk(BagPart{split_lines(text, context.pool)});
}

} // namespace

void add_text_read_lines(KernelRegistry& registry) {
  add_builtin(registry, {"text.read_lines", text_read_lines, nullptr, nullptr});
}

} // namespace troupe
