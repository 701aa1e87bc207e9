// Fetches several small chunks from one holder in one request. For one actor, on its thread.
// Invariant: `done` is called once for each key, on the owner's thread, never within start().
#pragma once

#include "actors/protocol/interfaces.hpp"
#include "runtime/base/key.hpp"
#include "runtime/base/result.hpp"

#include <functional>
#include <vector>

namespace troupe {

/// Chunks up to this size are worth asking for together.
constexpr std::uint64_t bundled_bytes = std::uint64_t{64} << 10;

using BundleDone = std::function<void(const Key&, Result<ChunkPtr>)>;

/// @pre keys.size() <= max_bundle_chunks
void pull_bundle(caf::event_based_actor* self, const caf::actor& from, std::vector<Key> keys, BundleDone done);

} // namespace troupe
