// Gathers the chunks of several chunk actors of this process into one answer, and ends. Event-based, on CAF's pool.
// Handles one request, (begin_atom) -> Bundle, with a part for each key. The request is delegated to it, because it may
// not use another actor's response promise: it does not run on that actor's thread.
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
  ChunkBundler(caf::actor_config& config, std::vector<Wanted> wanted);

  caf::behavior make_behavior() override;

private:
  caf::result<Bundle> ask_all();
  void arrived();

  std::vector<Wanted> wanted_;
  caf::typed_response_promise<Bundle> promise_;
  Bundle bundle_;
  std::size_t missing_ = 0;
};

} // namespace troupe
