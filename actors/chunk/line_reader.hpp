// The actor that receives chunks from one peer's data port, one after the other. It blocks on the socket, so it must be
// spawned detached.
//
//     (read_atom, ReadLine) -> MemoryRead
#pragma once

#include "actors/chunk/data_line.hpp"
#include "actors/chunk/memory_reader.hpp"

#include <atomic>
#include <cstdint>
#include <memory>

namespace troupe {

struct ReadLine {
  std::uint64_t id = 0;
  Buffer to; ///< as long as the stream
  std::shared_ptr<const std::atomic<bool>> cancelled;
};

class LineReader : public caf::event_based_actor {
public:
  LineReader(caf::actor_config& config, DataLine line) : caf::event_based_actor(config), line_(std::move(line)) {}
  caf::behavior make_behavior() override;

private:
  DataLine line_;
};

} // namespace troupe

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::ReadLine)
