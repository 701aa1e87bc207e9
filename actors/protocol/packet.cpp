#include "actors/protocol/packet.hpp"

#include "actors/protocol/bundle.hpp"
#include "actors/protocol/slice_landing.hpp"
#include "runtime/chunk/buffer_pool.hpp"

namespace troupe {

/// Only BASP's own deserialiser is ever met.
bool has_remaining(caf::deserializer& source, std::uint64_t wanted) {
  const auto* binary = dynamic_cast<caf::binary_deserializer*>(&source);
  return binary && wanted <= binary->remaining();
}

caf::error save_stream(caf::serializer& sink, const ChunkStream& stream, std::uint64_t offset, std::uint64_t length) {
  for (auto piece : stream.pieces) {
    if (length == 0)
      break;
    if (offset >= piece.size()) {
      offset -= piece.size();
      continue;
    }
    const auto take = std::min<std::uint64_t>(length, piece.size() - offset);
    if (auto err = sink.apply_raw(take, piece.data() + offset))
      return err;
    offset = 0;
    length -= take;
  }
  return caf::none;
}

caf::error inspect(caf::serializer& sink, Packet& packet) {
  auto size = static_cast<std::uint64_t>(packet.view().size());
  if (auto err = sink(size))
    return err;
  return size == 0 ? caf::error{} : sink.apply_raw(size, const_cast<std::byte*>(packet.view().data()));
}

caf::error inspect(caf::deserializer& source, Packet& packet) {
  std::uint64_t size = 0;
  if (auto err = source(size))
    return err;
  if (size > max_message_bytes || !has_remaining(source, size))
    return caf::sec::end_of_stream;
  Bytes content(size);
  if (size > 0)
    if (auto err = source.apply_raw(size, content.data()))
      return err;
  packet = Packet(std::move(content));
  return caf::none;
}

caf::error inspect(caf::serializer& sink, Slice& slice) {
  if (auto err = sink(slice.total, slice.offset, slice.length, slice.packed, slice.ticket, slice.error))
    return err;
  if (slice.length > 0 && !slice.bytes.empty())
    return sink.apply_raw(slice.packed > 0 ? slice.packed : slice.length, slice.bytes.data());
  return slice.length == 0 || !slice.stream ? caf::error{}
                                            : save_stream(sink, *slice.stream, slice.offset, slice.length);
}

caf::error inspect(caf::deserializer& source, Slice& slice) {
  if (auto err = source(slice.total, slice.offset, slice.length, slice.packed, slice.ticket, slice.error))
    return err;
  const auto crosses = slice.packed > 0 ? slice.packed : slice.length;
  if (slice.length > max_slice_bytes || crosses > slice.length || !has_remaining(source, crosses))
    return caf::sec::end_of_stream;
  const bool lands = slice.ticket != 0 && slice.packed == 0;
  slice.bytes = lands ? slice_landing().claim(slice.ticket, slice.offset, slice.length) : Buffer();
  if (slice.bytes.empty() && crosses > 0)
    slice.bytes = process_pool().allocate(crosses);
  return crosses == 0 ? caf::error{} : source.apply_raw(crosses, slice.bytes.data());
}

void add_message_types(caf::actor_system_config& config) {
  config.add_message_type<Bundle>("troupe.bundle");
  config.add_message_type<Packet>("troupe.packet");
  config.add_message_type<Slice>("troupe.slice");
}

} // namespace troupe
