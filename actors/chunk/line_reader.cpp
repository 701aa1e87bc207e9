#include "actors/chunk/line_reader.hpp"

#include "actors/protocol/default_handlers.hpp"
#include "runtime/base/short_turns.hpp"

namespace troupe {

caf::behavior LineReader::make_behavior() {
  set_manners(this, "line reader");
  return {
      [this](read_atom, ReadLine& order) {
        take_short_turns();
        auto to = std::exchange(order.to, Buffer()); // its handle goes before the answer does
        const auto outcome = line_.read(order.id, std::move(to), order.cancelled.get());
        return outcome ? MemoryRead{true, {}} : MemoryRead{false, outcome.error()};
      },
  };
}

} // namespace troupe
