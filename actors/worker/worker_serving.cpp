// Answers requests of peers and supervisors for chunks: slices, bundles of small ones, and leases.
#include "actors/worker/worker_actor.hpp"

#include "actors/chunk/chunk_bundler.hpp"
#include "runtime/wire/fetch_codec.hpp"

namespace troupe {

std::string WorkerActor::not_held(const Key& key) const {
  return "worker '" + name_ + "' does not hold chunk " + to_string(key);
}

caf::result<Slice> WorkerActor::serve(const Packet& question) {
  Slice slice;
  const auto fetch = decode_fetch(question.view());
  if (!fetch) {
    slice.error = fetch.error().message;
    return slice;
  }
  if (const auto held = chunks_.find(fetch->key); held != chunks_.end()) {
    delegate(actor_of(held->first, held->second), fetch_atom::value, *fetch);
    return caf::delegated<Slice>{};
  }
  slice.error = not_held(fetch->key);
  return slice;
}

caf::result<Bundle> WorkerActor::serve_many(const Packet& question) {
  const auto fetch = decode_fetch_many(question.view());
  if (!fetch || fetch->keys.size() > max_bundle_chunks)
    return caf::make_error(caf::sec::invalid_argument, fetch ? "too many chunks at once" : fetch.error().message);
  std::vector<ChunkBundler::Wanted> wanted;
  wanted.reserve(fetch->keys.size());
  for (const auto& key : fetch->keys) {
    const auto held = chunks_.find(key);
    wanted.push_back({key, held == chunks_.end() ? caf::actor{} : actor_of(held->first, held->second)});
  }
  delegate(caf::actor(system().spawn<ChunkBundler>(std::move(wanted))), begin_atom::value);
  return caf::delegated<Bundle>{};
}

caf::result<Packet> WorkerActor::grant_lease(const Packet& question) {
  const auto lease = decode_lease_chunk(question.view());
  if (!lease)
    return Packet(encode(ChunkLease{.error = lease.error().message}));
  if (const auto held = chunks_.find(lease->key); held != chunks_.end()) {
    delegate(actor_of(held->first, held->second), lease_atom::value, *lease);
    return caf::delegated<Packet>{};
  }
  return Packet(encode(ChunkLease{.error = not_held(lease->key)}));
}

void WorkerActor::release_lease(const Packet& returned) {
  if (const auto lease = decode_lease_chunk(returned.view()); lease && setup_.home->leases)
    setup_.home->leases->release_lease(lease->id);
}

} // namespace troupe
