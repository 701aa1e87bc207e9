#include "actors/chunk/memory_reader.hpp"

#include "actors/chunk/process_memory.hpp"
#include "actors/protocol/default_handlers.hpp"
#include "runtime/base/short_turns.hpp"

#include <algorithm>
#include <utility>

namespace troupe {
namespace {

constexpr std::uint64_t bytes_at_once = std::uint64_t{8} << 20; ///< between two looks whether they are still wanted

/// A lease id that is not there at first: another process, or the holder gave up waiting; afterwards: what was read may
/// have changed meanwhile.
Result<void> check_mark(const ReadMemory& order) {
  std::uint64_t id = 0;
  const ChunkLease::Piece place{order.from.id_at, sizeof id};
  TROUPE_CHECK(read_process_memory(order.from.pid, {&place, 1}, 0, std::as_writable_bytes(std::span(&id, 1))));
  if (id != order.id)
    return fail(Errc::lost, "process " + std::to_string(order.from.pid) + " does not show our lease id");
  return {};
}

Result<void> read_all(const ReadMemory& order, Buffer to) {
  if (auto shown = check_mark(order); !shown)
    return fail(Errc::unreachable, shown.error().message);
  for (std::uint64_t done = 0; done < to.size(); done += bytes_at_once) {
    if (order.cancelled && order.cancelled->load())
      return fail(Errc::cancelled, "it is not wanted any more");
    const auto size = std::min<std::uint64_t>(bytes_at_once, to.size() - done);
    TROUPE_CHECK(read_process_memory(order.from.pid, order.from.pieces, done, {to.data() + done, size}));
  }
  return check_mark(order);
}

} // namespace

caf::behavior MemoryReader::make_behavior() {
  set_manners(this, "memory reader");
  return {
      [](read_atom, ReadMemory& order) {
        take_short_turns();
        auto to = std::exchange(order.to, Buffer()); // its handle goes before the answer does
        const auto outcome = read_all(order, std::move(to));
        return outcome ? MemoryRead{true, {}} : MemoryRead{false, outcome.error()};
      },
  };
}

} // namespace troupe
