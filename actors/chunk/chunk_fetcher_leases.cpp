// Transfers of leased chunks: direct reads of the holder's memory, and streams over a data connection.
#include "actors/chunk/chunk_fetcher.hpp"

#include "actors/chunk/holder_error.hpp"
#include "actors/chunk/line_reader.hpp"
#include "actors/chunk/memory_reader.hpp"
#include "actors/logging/logging.hpp"
#include "runtime/wire/fetch_codec.hpp"

#include <utility>

namespace troupe {

void ChunkFetcher::request_lease(Number number) {
  const auto& order = pulls_.at(number).order;
  const auto id = random_number();
  request(order.peer, answer_deadline, lease_atom::value, Packet(encode(LeaseChunk{order.key, id})))
      .then([this, number, id, peer = order.peer](const Packet& answer) { lease_answered(number, id, peer, answer); },
            [this, number](const caf::error& err) {
              if (pulls_.contains(number))
                fail_pull(number, holder_error(pulls_.at(number).order.key, "does not answer", system().render(err)));
            });
}

void ChunkFetcher::lease_answered(Number number, std::uint64_t id, const caf::actor& peer, const Packet& answer) {
  auto lease = decode_chunk_lease(answer.view());
  const auto at = pulls_.find(number);
  if (at == pulls_.end()) {
    return_lease(peer, Key{}, id);
    return;
  }
  if (!lease) {
    fail_pull(number, lease.error());
  } else if (!lease->error.empty()) {
    fail_pull(number, {Errc::lost, lease->error});
  } else {
    auto& holder = peer_of(peer);
    if (lease->pid == 0)
      note_unreadable(holder, peer, "it does not let that be read");
    holder.unstreamable = holder.unstreamable || lease->data_port == 0;
    const bool packed = lease->packs && takes_packed(at->second);
    if (reads_memory(holder) && !lease->pieces.empty()) {
      read(number, id, peer, *lease);
    } else if (!holder.unstreamable && !packed && !lease->pieces.empty()) {
      stream(number, id, peer, *lease);
    } else {
      return_lease(peer, at->second.order.key, id);
      slice(number);
    }
  }
}

/// A buffer for what is leased. @returns False where there is none: then the pull has failed and the lease is given
/// back.
bool ChunkFetcher::prepare(Number number, std::uint64_t id, const caf::actor& holder, const ChunkLease& from) {
  auto& pull = pulls_.at(number);
  std::uint64_t total = 0;
  for (const auto& piece : from.pieces)
    total += piece.size;
  if (auto room = make_room(pull, total); !room) {
    return_lease(holder, pull.order.key, id);
    fail_pull(number, room.error());
    return false;
  }
  pull.cancelled = std::make_shared<std::atomic<bool>>(false);
  return true;
}

/// By that actor. The lease is given back when it is over, one way or the other; then `ended` hears of it.
template <class Order>
void ChunkFetcher::bring(Number number, std::uint64_t id, const caf::actor& holder, const caf::actor& reader,
                         Order order, void (ChunkFetcher::*ended)(Number, const MemoryRead&)) {
  const auto end = [this, number, id, holder, ended, key = pulls_.at(number).order.key](const MemoryRead& outcome) {
    return_lease(holder, key, id);
    (this->*ended)(number, outcome);
  };
  request(reader, caf::infinite, read_atom::value, std::move(order)).then(end, [this, end](const caf::error& err) {
    end({false, {Errc::lost, system().render(err)}});
  });
}

void ChunkFetcher::read(Number number, std::uint64_t id, const caf::actor& peer, ChunkLease& from) {
  if (!prepare(number, id, peer, from))
    return;
  const auto& pull = pulls_.at(number);
  auto& reader = readers_[number % readers_.size()];
  if (!reader)
    reader = spawn<MemoryReader, caf::detached>();
  bring(number, id, peer, reader, ReadMemory{std::move(from), id, *pull.whole, pull.cancelled},
        &ChunkFetcher::was_read);
}

void ChunkFetcher::was_read(Number number, const MemoryRead& outcome) {
  const auto at = pulls_.find(number);
  if (at == pulls_.end())
    return;
  auto& pull = at->second;
  auto whole = std::exchange(pull.whole, std::nullopt);
  const auto peer = peers_.find(pull.order.peer.address());
  const bool known = peer != peers_.end();
  if (outcome.ok) {
    if (known && !std::exchange(peer->second.read_before, true))
      logger("fetcher")->info("chunks of {} are read out of its memory", caf::to_string(pull.order.peer.node()));
    finish(number, {.whole = std::move(*whole)});
  } else if (outcome.error.code == Errc::unreachable && !(known && peer->second.read_before)) {
    unreadable(number, outcome.error.message);
  } else {
    slice(number);
  }
}

/// Nor is it tried again.
void ChunkFetcher::note_unreadable(Peer& peer, const caf::actor& actor, const std::string& why) {
  if (!std::exchange(peer.unreadable, true))
    logger("fetcher")->log(way_ == TransferWay::direct ? spdlog::level::warn : spdlog::level::info,
                           "chunks of {} are not read out of its memory: {}", caf::to_string(actor.node()), why);
}

void ChunkFetcher::unreadable(Number number, const std::string& why) {
  const auto& pull = pulls_.at(number);
  auto& peer = peer_of(pull.order.peer);
  note_unreadable(peer, pull.order.peer, why);
  if (may_lease(pull, peer))
    request_lease(number);
  else
    slice(number);
}

void ChunkFetcher::stream(Number number, std::uint64_t id, const caf::actor& holder, const ChunkLease& from) {
  if (!prepare(number, id, holder, from))
    return;
  const auto& pull = pulls_.at(number);
  auto& line = peer_of(holder).line;
  if (!line)
    line = spawn<LineReader, caf::detached>(DataLine(from.data_host, from.data_port, trust_));
  bring(number, id, holder, line, ReadLine{id, *pull.whole, pull.cancelled}, &ChunkFetcher::was_streamed);
}

/// What did not come is asked for in slices.
void ChunkFetcher::was_streamed(Number number, const MemoryRead& outcome) {
  const auto at = pulls_.find(number);
  if (at == pulls_.end())
    return;
  auto whole = std::exchange(at->second.whole, std::nullopt);
  if (outcome.ok) {
    const auto& holder = at->second.order.peer;
    if (!std::exchange(peer_of(holder).streamed_before, true))
      logger("fetcher")->info("chunks of {} come over a connection for data", caf::to_string(holder.node()));
    finish(number, {.whole = std::move(*whole)});
  } else if (outcome.error.code == Errc::lost || outcome.error.code == Errc::cancelled) {
    slice(number);
  } else {
    unstreamable(number, outcome.error.message);
  }
}

/// Nor is it tried again.
void ChunkFetcher::unstreamable(Number number, const std::string& why) {
  const auto& holder = pulls_.at(number).order.peer;
  auto& peer = peer_of(holder);
  if (!std::exchange(peer.unstreamable, true))
    logger("fetcher")->warn("chunks of {} come in slices: {}", caf::to_string(holder.node()), why);
  if (peer.line)
    send_exit(std::exchange(peer.line, nullptr), caf::exit_reason::user_shutdown);
  slice(number);
}

void ChunkFetcher::return_lease(const caf::actor& peer, const Key& key, std::uint64_t id) {
  send(peer, return_atom::value, Packet(encode(LeaseChunk{key, id})));
}

} // namespace troupe
