#include "actors/chunk/chunk_bundler.hpp"

#include "actors/protocol/default_handlers.hpp"

namespace troupe {

ChunkBundler::ChunkBundler(caf::actor_config& config, std::vector<Wanted> wanted)
    : caf::event_based_actor(config), wanted_(std::move(wanted)), bundle_{std::vector<Bundle::Part>(wanted_.size())} {}

caf::behavior ChunkBundler::make_behavior() {
  set_manners(this, "chunk");
  return {[this](begin_atom) { return ask_all(); }};
}

caf::result<Bundle> ChunkBundler::ask_all() {
  promise_ = make_response_promise<Bundle>();
  missing_ = 1; // held back until all are asked
  for (std::size_t i = 0; i < wanted_.size(); ++i) {
    if (!wanted_[i].chunk)
      continue;
    ++missing_;
    request(wanted_[i].chunk, caf::infinite, fetch_atom::value, FetchSlice{wanted_[i].key, {}, 0, 0})
        .then(
            [this, i](Slice& slice) {
              bundle_.parts[i].chunk = std::move(slice.chunk);
              arrived();
            },
            [this](const caf::error&) { arrived(); });
  }
  wanted_.clear();
  arrived();
  return promise_;
}

void ChunkBundler::arrived() {
  if (--missing_ > 0)
    return;
  promise_.deliver(std::move(bundle_));
  quit();
}

} // namespace troupe
