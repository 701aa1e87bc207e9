// The actor through which a process gets chunks from others. One serves all workers and jobs of the process, so that
// transfers under way share one window, by priority, and a peer sees one requester. Event-based, on CAF's pool.
//
// A chunk comes in one of three ways:
//  - in slices of 1 MiB, two under way from a peer, each read from the connection directly into the chunk's buffer, so
//  that
//    a control message waits behind two slices at most. From another machine slices may be compressed;
//  - as a stream over a connection for data alone (data_port.hpp);
//  - by a direct read of the peer's memory, where the peer is on this host and may be read. The peer grants a lease of
//    the chunk. A random lease id of ours in its memory proves that it is that process and, afterwards, that the leased
//    data was read.
// The first chunk from a peer finds out which of these it allows. Chunks on disk come in slices. Within one process
// chunks are shared.
//
// Invariant: every pull is answered once, unless it is cancelled: then never. The requester decodes the stream.
#pragma once

#include "actors/chunk/chunk_messages.hpp"
#include "actors/protocol/transfer_way.hpp"
#include "actors/trust/trust.hpp"
#include "runtime/chunk/compression.hpp"
#include "runtime/execute/slice_windows.hpp"

#include <array>
#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace troupe {

struct MemoryRead;

class ChunkFetcher : public caf::event_based_actor {
public:
  /// Below this the question where a chunk lies costs more than its bytes.
  static constexpr std::uint64_t direct_from = std::uint64_t{256} << 10;

  ChunkFetcher(caf::actor_config& config, TransferWay way, const SliceWindows::Limits& limits, Compression compression,
               Trust trust)
      : caf::event_based_actor(config), way_(way), compression_(compression), trust_(std::move(trust)),
        windows_(limits) {}

  caf::behavior make_behavior() override;
  void on_exit() override;

private:
  /// A chunk on its way.
  struct Pull {
    PullChunk order;
    caf::actor_addr asker;
    caf::typed_response_promise<PulledChunk> promise;
    std::uint64_t peer = 0;
    std::optional<Buffer> whole; ///< once its length is known
    std::uint64_t received = 0;
    std::uint64_t ticket = 0;                     ///< of the whole, where slices land in it
    std::shared_ptr<std::atomic<bool>> cancelled; ///< of a reader
  };
  struct Peer {
    std::uint64_t number = 0;
    bool read_before = false; ///< its memory
    bool unreadable = false;
    bool unstreamable = false; ///< it has no port for data, or none that can be reached
    bool streamed_before = false;
    caf::actor line;        ///< made when first needed
    bool elsewhere = false; ///< on another machine
  };
  using Number = std::uint64_t; ///< of a pull

  /// A holder that serves at all serves a slice in milliseconds, or after reading one chunk from disk.
  static constexpr std::chrono::seconds answer_deadline{30};
  static std::uint64_t random_number(); ///< never 0, and nobody's guess

  caf::result<PulledChunk> pull(PullChunk& order);
  void cancel(const Key& key);
  void peer_down(const caf::down_msg& down);
  Peer& peer_of(const caf::actor& actor);
  bool may_lease(const Pull& pull, const Peer& peer) const;
  bool reads_memory(const Peer& peer) const { return way_ != TransferWay::streamed && !peer.unreadable; }
  Result<void> make_room(Pull& pull, std::uint64_t total);

  // chunk_fetcher_lent.cpp: out of memory, or over a connection for data
  void request_lease(Number number);
  void lease_answered(Number number, std::uint64_t id, const caf::actor& peer, const Packet& answer);
  bool prepare(Number number, std::uint64_t id, const caf::actor& holder, const ChunkLease& from);
  template <class Order>
  void bring(Number number, std::uint64_t id, const caf::actor& holder, const caf::actor& reader, Order order,
             void (ChunkFetcher::*ended)(Number, const MemoryRead&));
  void read(Number number, std::uint64_t id, const caf::actor& peer, ChunkLease& from);
  void was_read(Number number, const MemoryRead& outcome);
  void note_unreadable(Peer& peer, const caf::actor& actor, const std::string& why);
  void unreadable(Number number, const std::string& why);
  void stream(Number number, std::uint64_t id, const caf::actor& holder, const ChunkLease& from);
  void was_streamed(Number number, const MemoryRead& outcome);
  void unstreamable(Number number, const std::string& why);
  void return_lease(const caf::actor& peer, const Key& key, std::uint64_t id);

  void slice(Number number);
  void ask_more();
  void ask(const SliceWindows::Ask& ask);
  bool takes_packed(const Pull& pull) const;
  void took(const SliceWindows::Ask& ask, Slice& slice);
  static Result<void> unpack_for(const Pull& pull, const SliceWindows::Ask& ask, Slice& slice);
  void take_first(Number number, Pull& pull, Slice& slice);
  void take_next(Number number, Pull& pull, const SliceWindows::Ask& ask, const Slice& slice);

  void finish(Number number, PulledChunk outcome);
  void fail_pull(Number number, Error error);
  void forget(Number number);

  TransferWay way_;
  Compression compression_;
  Trust trust_;
  SliceWindows windows_;
  std::map<Number, Pull> pulls_;
  std::map<caf::actor_addr, Peer> peers_;
  std::array<caf::actor, 2> readers_; ///< made when first needed; two copies at once use what the memory can do
  std::uint64_t last_pull_ = 0;
  std::uint64_t last_peer_ = 0;
};

/// Starts the system's and enters it in its registry. The system cannot end before stop_fetcher().
/// @param trust  For connections to peers' data ports.
void start_fetcher(caf::actor_system& system, TransferWay way, const SliceWindows::Limits& limits = {},
                   Compression compression = Compression::automatic, const Trust& trust = {});
void stop_fetcher(caf::actor_system& system);

/// For an actor, on its thread: has the chunk fetched. `done` is called once, never within this call, unless the pull
/// is cancelled: then the answer may be on its way already, and it is for the caller not to hear it. Errors: Errc::lost
/// when the holder has it no more, ends, or does not answer within the deadline; Errc::corrupt; Errc::out_of_memory.
void pull_chunk(caf::event_based_actor* self, PullChunk order, std::function<void(Result<ChunkPtr>)> done);
void cancel_pull(caf::event_based_actor* self, const Key& key);

} // namespace troupe
