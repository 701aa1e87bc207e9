// Gathers the chunks of several chunk actors of this process into one answer, and ends. Event-based, on CAF's pool.
// Invariant: the promise is kept once, with a part for each key.
#pragma once

#include "actors/chunk/chunk_messages.hpp"
#include "actors/protocol/bundle.hpp"

#include <vector>

namespace troupe {

class ChunkBundler : public caf::event_based_actor {
public:
  struct Wanted {
    Key key;
    caf::actor chunk; ///< an invalid handle: it is not held
  };
  ChunkBundler(caf::actor_config& config, std::vector<Wanted> wanted, caf::response_promise promise);

  caf::behavior make_behavior() override;

private:
  void arrived();

  std::vector<Wanted> wanted_;
  caf::response_promise promise_;
  Bundle bundle_;
  std::size_t missing_ = 0;
};

} // namespace troupe
