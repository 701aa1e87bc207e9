#include "actors/chunk/bundle_pull.hpp"

#include "actors/chunk/holder_error.hpp"
#include "actors/protocol/bundle.hpp"
#include "runtime/wire/fetch_codec.hpp"

namespace troupe {
namespace {

constexpr auto deadline = std::chrono::seconds(30);

void take(const Bundle& bundle, const std::vector<Key>& keys, const BundleDone& done) {
  for (std::size_t i = 0; i < keys.size(); ++i)
    done(keys[i], i < bundle.parts.size()
                      ? chunk_of(bundle.parts[i], keys[i])
                      : Result<ChunkPtr>(fail(Errc::corrupt, "the holder's answer has too few chunks")));
}

} // namespace

void pull_bundle(caf::event_based_actor* self, const caf::actor& from, std::vector<Key> keys, BundleDone done) {
  Packet question(encode(FetchMany{keys}));
  self->request(from, deadline, fetch_many_atom::value, std::move(question))
      .then([keys, done](const Bundle& bundle) { take(bundle, keys, done); },
            [self, keys, done](const caf::error& err) {
              for (const auto& key : keys)
                done(key, fail(holder_error(key, "does not answer", self->system().render(err))));
            });
}

} // namespace troupe
