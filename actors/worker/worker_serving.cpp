// What peers and supervisors ask a worker for: chunks, as slices, many small ones at once, or where they lie in memory.
#include "actors/worker/worker_actor.hpp"

#include "actors/chunk/chunk_bundler.hpp"
#include "actors/protocol/logical_clock.hpp"
#include "runtime/wire/fetch_codec.hpp"

#include <iterator>

namespace troupe {
namespace {

constexpr LogicalTime early_patience_us = 5'000'000;

} // namespace

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
    delegate(actor_of(held->second), fetch_atom::value, *fetch);
    return caf::delegated<Slice>{};
  }
  if (!fetching_.contains(fetch->key)) {
    slice.error = not_held(fetch->key);
    return slice;
  }
  auto promise = make_response_promise<Slice>();
  wait_for(fetch->key, [this, promise, fetch = *fetch](const caf::actor* chunk) mutable {
    if (chunk) {
      promise.delegate(*chunk, fetch_atom::value, fetch);
      return;
    }
    Slice none;
    none.error = not_held(fetch.key);
    promise.deliver(std::move(none));
  });
  return promise;
}

caf::result<Bundle> WorkerActor::serve_many(const Packet& question) {
  const auto fetch = decode_fetch_many(question.view());
  if (!fetch || fetch->keys.size() > max_bundle_chunks)
    return caf::make_error(caf::sec::invalid_argument, fetch ? "too many chunks at once" : fetch.error().message);
  std::vector<ChunkBundler::Wanted> wanted;
  wanted.reserve(fetch->keys.size());
  for (const auto& key : fetch->keys) {
    const auto held = chunks_.find(key);
    wanted.push_back({key, held == chunks_.end() ? caf::actor{} : actor_of(held->second)});
  }
  auto promise = make_response_promise();
  system().spawn<ChunkBundler>(std::move(wanted), promise);
  return promise;
}

caf::result<Packet> WorkerActor::lend(const Packet& question) {
  const auto borrow = decode_borrow(question.view());
  if (!borrow)
    return Packet(encode(BorrowedChunk{.error = borrow.error().message}));
  if (const auto held = chunks_.find(borrow->key); held != chunks_.end()) {
    delegate(actor_of(held->second), borrow_atom::value, *borrow);
    return caf::delegated<Packet>{};
  }
  if (!fetching_.contains(borrow->key))
    return Packet(encode(BorrowedChunk{.error = not_held(borrow->key)}));
  auto promise = make_response_promise<Packet>();
  wait_for(borrow->key, [this, promise, borrow = *borrow](const caf::actor* chunk) mutable {
    if (chunk)
      promise.delegate(*chunk, borrow_atom::value, borrow);
    else
      promise.deliver(Packet(encode(BorrowedChunk{.error = not_held(borrow.key)})));
  });
  return promise;
}

void WorkerActor::take_back(const Packet& loan) {
  if (const auto borrow = decode_borrow(loan.view()); borrow && setup_.home->lending)
    setup_.home->lending->take_back(borrow->mark);
}

void WorkerActor::wait_for(const Key& key, std::function<void(const caf::actor* chunk)> answer) {
  early_[key].push_back({std::move(answer), logical_now()});
}

/// @param chunk  nullptr: it does not come
void WorkerActor::answer_early(const Key& key, const caf::actor* chunk) {
  if (auto early = early_.extract(key); !early.empty())
    for (auto& question : early.mapped())
      question.answer(chunk);
}

/// Two that wait for each other must not wait for long: each then asks somebody else.
void WorkerActor::answer_long_waiting() {
  const auto too_early = logical_now() - early_patience_us;
  for (auto at = early_.begin(); at != early_.end();) {
    std::erase_if(at->second, [&](auto& question) {
      if (question.since > too_early)
        return false;
      question.answer(nullptr);
      return true;
    });
    at = at->second.empty() ? early_.erase(at) : std::next(at);
  }
}

} // namespace troupe
