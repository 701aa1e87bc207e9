#include "actors/protocol/bundle.hpp"

#include "actors/protocol/packet.hpp"
#include "runtime/chunk/buffer_pool.hpp"

namespace troupe {
namespace {

constexpr std::uint64_t alignment = BufferPool::alignment;

/// Reads the sizes; all together are believed only where so many bytes are left.
caf::error read_sizes(caf::deserializer& source, std::vector<std::uint64_t>& sizes, std::uint64_t& total) {
  std::uint32_t count = 0;
  if (auto err = source(count))
    return err;
  if (count > max_bundle_chunks || !has_remaining(source, count * sizeof(std::uint64_t)))
    return caf::sec::end_of_stream;
  sizes.resize(count);
  for (auto& size : sizes) {
    if (auto err = source(size))
      return err;
    if (size % alignment != 0 || size > max_slice_bytes || (total += size) > max_slice_bytes + max_bundle_bytes)
      return caf::sec::end_of_stream;
  }
  return has_remaining(source, total) ? caf::error{} : caf::error{caf::sec::end_of_stream};
}

} // namespace

caf::error inspect(caf::serializer& sink, Bundle& bundle) {
  auto count = static_cast<std::uint32_t>(bundle.parts.size());
  if (auto err = sink(count))
    return err;
  for (auto& part : bundle.parts) {
    if (part.chunk && !part.stream)
      part.stream = std::make_shared<const ChunkStream>(to_stream(*part.chunk, process_pool()));
    auto size = part.stream ? part.stream->size : std::uint64_t{0};
    if (auto err = sink(size))
      return err;
  }
  for (const auto& part : bundle.parts)
    if (part.stream)
      if (auto err = save_stream(sink, *part.stream, 0, part.stream->size))
        return err;
  return caf::none;
}

caf::error inspect(caf::deserializer& source, Bundle& bundle) {
  std::vector<std::uint64_t> sizes;
  std::uint64_t total = 0;
  if (auto err = read_sizes(source, sizes, total))
    return err;
  const auto whole = process_pool().allocate(total);
  bundle.parts.clear();
  std::uint64_t offset = 0;
  for (auto size : sizes) {
    auto& part = bundle.parts.emplace_back();
    if (size == 0)
      continue;
    part.bytes = whole.slice(offset, size);
    if (auto err = source.apply_raw(size, part.bytes.data()))
      return err;
    offset += size;
  }
  return caf::none;
}

Result<ChunkPtr> chunk_of(Bundle::Part part, const Key& key) {
  if (part.chunk)
    return std::move(part.chunk);
  if (part.bytes.empty())
    return fail(Errc::lost, "chunk " + to_string(key) + " is not there any more");
  return from_stream(std::move(part.bytes));
}

} // namespace troupe
