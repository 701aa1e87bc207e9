#include "actors/chunk/memory_reader.hpp"

#include "actors/chunk/foreign_memory.hpp"
#include "actors/protocol/manners.hpp"

#include <algorithm>

namespace troupe {

caf::behavior MemoryReader::make_behavior() {
  set_manners(this, "memory reader");
  return {
    [this](read_atom, ReadMemory& order) -> caf::result<MemoryRead> {
      auto promise = make_response_promise<MemoryRead>();
      waiting_.push_back({std::move(order), promise});
      if (waiting_.size() == 1)
        send(this, tick_atom::value);
      return promise;
    },
    [this](tick_atom) { step(); },
  };
}

void MemoryReader::step() {
  if (waiting_.empty())
    return;
  auto& reading = waiting_.front();
  auto more = read_some(reading);
  if (!more || !*more) {
    auto promise = reading.promise;
    waiting_.pop_front(); // the handle of the buffer goes before the answer does
    promise.deliver(more ? MemoryRead{true, {}} : MemoryRead{false, more.error()});
  }
  if (!waiting_.empty())
    send(this, tick_atom::value);
}

/// A mark that is not there at first: another process, or the holder gave up waiting; afterwards: what was read may have
/// changed meanwhile.
Result<void> MemoryReader::check_mark(const ReadMemory& order) {
  std::uint64_t mark = 0;
  const BorrowedChunk::Piece place{order.from.mark_at, sizeof mark};
  TROUPE_CHECK(read_foreign_memory(order.from.pid, {&place, 1}, 0, std::as_writable_bytes(std::span(&mark, 1))));
  if (mark != order.mark)
    return fail(Errc::lost, "process " + std::to_string(order.from.pid) + " does not show our mark");
  return {};
}

/// @returns True while there is more to read.
Result<bool> MemoryReader::read_some(Reading& reading) {
  auto& order = reading.order;
  if (order.cancelled && order.cancelled->load())
    return fail(Errc::cancelled, "it is not wanted any more");
  if (reading.done == 0)
    if (auto shown = check_mark(order); !shown)
      return fail(Errc::unreachable, shown.error().message);
  const auto size = std::min<std::uint64_t>(bytes_at_once, order.to.size() - reading.done);
  const std::span<std::byte> to(order.to.data() + reading.done, size);
  TROUPE_CHECK(read_foreign_memory(order.from.pid, order.from.pieces, reading.done, to));
  reading.done += size;
  if (reading.done < order.to.size())
    return true;
  TROUPE_CHECK(check_mark(order));
  return false;
}

} // namespace troupe
