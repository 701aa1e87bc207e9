#include "actors/chunk/chunk_fetcher.hpp"

#include "actors/chunk/holder_error.hpp"
#include "actors/chunk/slice_packing.hpp"
#include "actors/logging/logging.hpp"
#include "actors/protocol/default_handlers.hpp"
#include "actors/protocol/slice_landing.hpp"
#include "runtime/wire/fetch_codec.hpp"

#include <algorithm>
#include <random>

namespace troupe {
namespace {

const auto registry_name = caf::atom("fetcher");

/// A node's name begins with a hash of its host in hexadecimal, in whose last byte CAF counts the systems of one
/// process.
std::string host_of(const caf::node_id& node) {
  constexpr auto digits = 2 * (caf::node_id::default_data::host_id_size - 1);
  return caf::to_string(node).substr(0, digits);
}

} // namespace

std::uint64_t ChunkFetcher::random_number() {
  std::random_device random;
  return (static_cast<std::uint64_t>(random()) << 32 | random()) | 1u;
}

caf::behavior ChunkFetcher::make_behavior() {
  set_manners(this, "fetcher");
  set_down_handler([this](const caf::down_msg& down) { peer_down(down); });
  return {
      [this](pull_atom, PullChunk& order) { return pull(order); },
      [this](cancel_atom, const Key& key) { cancel(key); },
  };
}

void ChunkFetcher::on_exit() {
  while (!pulls_.empty())
    forget(pulls_.begin()->first);
  for (auto& reader : readers_)
    if (reader)
      send_exit(std::exchange(reader, nullptr), caf::exit_reason::user_shutdown);
  for (auto& [address, peer] : peers_)
    if (peer.line)
      send_exit(std::exchange(peer.line, nullptr), caf::exit_reason::user_shutdown);
  peers_.clear();
}

caf::result<PulledChunk> ChunkFetcher::pull(PullChunk& order) {
  auto promise = make_response_promise<PulledChunk>();
  const auto& peer = peer_of(order.peer);
  const auto number = ++last_pull_;
  auto& pull = pulls_[number];
  pull = {.order = std::move(order),
          .asker = caf::actor_cast<caf::actor_addr>(current_sender()),
          .promise = promise,
          .peer = peer.number};
  if (may_lease(pull, peer))
    request_lease(number);
  else
    slice(number);
  return promise;
}

void ChunkFetcher::cancel(const Key& key) {
  const auto asker = caf::actor_cast<caf::actor_addr>(current_sender());
  const auto at = std::ranges::find_if(
      pulls_, [&](const auto& one) { return one.second.order.key == key && one.second.asker == asker; });
  if (at != pulls_.end())
    forget(at->first);
  ask_more();
}

/// Of a peer that is gone no request fails but by its deadline.
void ChunkFetcher::peer_down(const caf::down_msg& down) {
  const auto peer = peers_.find(down.source);
  if (peer == peers_.end())
    return;
  const auto gone = peer->second.number;
  if (peer->second.line)
    send_exit(peer->second.line, caf::exit_reason::user_shutdown);
  peers_.erase(peer);
  windows_.forget(gone);
  std::vector<Number> lost;
  for (const auto& [number, pull] : pulls_)
    if (pull.peer == gone)
      lost.push_back(number);
  for (auto number : lost)
    fail_pull(number, holder_error(pulls_.at(number).order.key, "is gone", system().render(down.reason)));
  ask_more();
}

ChunkFetcher::Peer& ChunkFetcher::peer_of(const caf::actor& actor) {
  auto& peer = peers_[actor.address()];
  if (peer.number == 0) {
    peer.number = ++last_peer_;
    peer.elsewhere = host_of(actor.node()) != host_of(node());
    monitor(actor);
  }
  return peer;
}

bool ChunkFetcher::may_lease(const Pull& pull, const Peer& peer) const {
  const bool worth_it = pull.order.nbytes >= direct_from || way_ == TransferWay::direct;
  return way_ != TransferWay::sliced && worth_it && (reads_memory(peer) || !peer.unstreamable) && !pull.order.job
         && pull.order.peer.node() != node();
}

/// A buffer for the whole stream. It is refused where that is much longer than the chunk is known to be.
Result<void> ChunkFetcher::make_room(Pull& pull, std::uint64_t total) {
  // The header names columns and holds offsets: little beside the buffers, but not nothing.
  constexpr std::uint64_t slack = std::uint64_t{16} << 20;
  const auto expected = pull.order.nbytes;
  if (total == 0 || (expected != PullChunk::any_size && total > expected + expected / 8 + slack))
    return fail(Errc::corrupt, "chunk " + to_string(pull.order.key) + " of " + std::to_string(expected)
                                   + " bytes is offered as a stream of " + std::to_string(total));
  try {
    pull.whole = process_pool().allocate(total);
  } catch (const std::bad_alloc&) {
    return fail(Errc::out_of_memory,
                "no memory for chunk " + to_string(pull.order.key) + " of " + std::to_string(total) + " bytes");
  }
  return {};
}

// In slices ---------------------------------------------------------------------------------------------------------

void ChunkFetcher::slice(Number number) {
  const auto& pull = pulls_.at(number);
  windows_.begin(number, pull.peer, pull.order.priority);
  ask_more();
}

void ChunkFetcher::ask_more() {
  while (const auto next = windows_.next())
    ask(*next);
}

bool ChunkFetcher::takes_packed(const Pull& pull) const {
  if (compression_ == Compression::off)
    return false;
  const auto peer = peers_.find(pull.order.peer.address());
  return compression_ == Compression::on || (peer != peers_.end() && peer->second.elsewhere);
}

void ChunkFetcher::ask(const SliceWindows::Ask& ask) {
  const auto& pull = pulls_.at(ask.transfer);
  if (pull.ticket != 0)
    slice_landing().expect(pull.ticket, ask.offset, ask.length);
  Packet question(
      encode(FetchSlice{pull.order.key, pull.order.job, ask.offset, ask.length, pull.ticket, takes_packed(pull)}));
  request(pull.order.peer, answer_deadline, fetch_atom::value, std::move(question))
      .then([this, ask](Slice& slice) { took(ask, slice); },
            [this, ask, key = pull.order.key](const caf::error& err) {
              windows_.answered(ask);
              if (pulls_.contains(ask.transfer))
                fail_pull(ask.transfer, holder_error(key, "does not answer", system().render(err)));
              ask_more();
            });
}

void ChunkFetcher::took(const SliceWindows::Ask& ask, Slice& slice) {
  windows_.answered(ask);
  if (const auto at = pulls_.find(ask.transfer); at != pulls_.end()) {
    const auto unpacked = slice.packed > 0 ? unpack_for(at->second, ask, slice) : Result<void>{};
    if (!slice.error.empty())
      fail_pull(ask.transfer, {Errc::lost, slice.error});
    else if (!unpacked)
      fail_pull(ask.transfer, unpacked.error());
    else if (slice.chunk)
      finish(ask.transfer, {.chunk = std::move(slice.chunk)});
    else if (!at->second.whole)
      take_first(ask.transfer, at->second, slice);
    else
      take_next(ask.transfer, at->second, ask, slice);
  }
  ask_more();
}

/// To where it belongs, when that is known.
Result<void> ChunkFetcher::unpack_for(const Pull& pull, const SliceWindows::Ask& ask, Slice& slice) {
  const bool placed = pull.whole && slice.offset == ask.offset && slice.length == ask.length;
  return unpack(slice, placed ? pull.whole->slice(ask.offset, ask.length) : process_pool().allocate(slice.length));
}

/// Says how long the whole is. The slice is the whole, or is copied to its beginning; the others land where they
/// belong.
void ChunkFetcher::take_first(Number number, Pull& pull, Slice& slice) {
  const auto wanted = std::min(windows_.limits().slice, slice.total);
  if (slice.offset != 0 || slice.length != wanted || slice.bytes.size() != wanted) {
    fail_pull(number,
              {Errc::corrupt, "chunk " + to_string(pull.order.key) + ": asked for its beginning, was sent "
                                  + std::to_string(slice.length) + " bytes at " + std::to_string(slice.offset)});
    return;
  }
  if (wanted == slice.total && wanted > 0) {
    finish(number, {.whole = std::move(slice.bytes)});
    return;
  }
  if (auto room = make_room(pull, slice.total); !room) {
    fail_pull(number, room.error());
    return;
  }
  std::copy_n(slice.bytes.data(), wanted, pull.whole->data());
  pull.received = wanted;
  pull.ticket = random_number();
  slice_landing().open(pull.ticket, *pull.whole);
  windows_.learn(number, slice.total);
}

void ChunkFetcher::take_next(Number number, Pull& pull, const SliceWindows::Ask& ask, const Slice& slice) {
  if (slice.total != pull.whole->size() || slice.offset != ask.offset || slice.length != ask.length
      || slice.bytes.size() != ask.length) {
    fail_pull(number, {Errc::corrupt, "chunk " + to_string(pull.order.key) + ": asked for " + std::to_string(ask.length)
                                          + " bytes at " + std::to_string(ask.offset) + ", was sent "
                                          + std::to_string(slice.length) + " at " + std::to_string(slice.offset)});
    return;
  }
  auto* const place = pull.whole->data() + ask.offset;
  if (slice.bytes.data() != place)
    std::copy_n(slice.bytes.data(), ask.length, place);
  pull.received += ask.length;
  if (pull.received == pull.whole->size())
    finish(number, {.whole = std::move(*pull.whole)});
}

// Ends --------------------------------------------------------------------------------------------------------------

/// The answer is to have the only handle of the bytes.
void ChunkFetcher::finish(Number number, PulledChunk outcome) {
  auto promise = pulls_.at(number).promise;
  forget(number);
  promise.deliver(std::move(outcome));
}

void ChunkFetcher::fail_pull(Number number, Error error) { finish(number, {.error = std::move(error)}); }

void ChunkFetcher::forget(Number number) {
  const auto at = pulls_.find(number);
  if (at->second.ticket != 0)
    slice_landing().close(at->second.ticket);
  if (at->second.cancelled)
    at->second.cancelled->store(true);
  windows_.end(number);
  pulls_.erase(at);
}

// For those who ask -------------------------------------------------------------------------------------------------

void start_fetcher(caf::actor_system& system, TransferWay way, const SliceWindows::Limits& limits,
                   Compression compression, const Trust& trust) {
  auto fetcher = system.spawn<ChunkFetcher, caf::hidden>(way, limits, compression, trust);
  system.registry().put(registry_name, caf::actor_cast<caf::strong_actor_ptr>(fetcher));
}

void stop_fetcher(caf::actor_system& system) {
  const auto fetcher = system.registry().get(registry_name);
  system.registry().erase(registry_name);
  if (fetcher)
    caf::anon_send_exit(caf::actor_cast<caf::actor>(fetcher), caf::exit_reason::user_shutdown);
}

namespace {

Result<ChunkPtr> chunk_of(PulledChunk& pulled) {
  if (pulled.chunk)
    return std::move(pulled.chunk);
  if (pulled.whole.empty())
    return fail(pulled.error);
  return from_stream(std::move(pulled.whole));
}

} // namespace

void pull_chunk(caf::event_based_actor* self, PullChunk order, std::function<void(Result<ChunkPtr>)> done) {
  const auto fetcher = caf::actor_cast<caf::actor>(self->system().registry().get(registry_name));
  self->request(fetcher, caf::infinite, pull_atom::value, std::move(order))
      .then([done](PulledChunk& pulled) { done(chunk_of(pulled)); },
            [self, done](const caf::error& err) {
              done(fail(Errc::lost, "no chunks are fetched here any more: " + self->system().render(err)));
            });
}

void cancel_pull(caf::event_based_actor* self, const Key& key) {
  if (const auto fetcher = caf::actor_cast<caf::actor>(self->system().registry().get(registry_name)))
    self->send(fetcher, cancel_atom::value, key);
}

} // namespace troupe
