// What one process gets from another, measured from this one: chunks of a worker, as another worker would pull them,
// pings of it meanwhile, and batches of task items sent to a process that reads them. For one thread. Its header is
// free of CAF.
#pragma once

#include "actors/protocol/transfer_way.hpp"
#include "runtime/base/key.hpp"
#include "runtime/chunk/chunk.hpp"
#include "runtime/execute/slice_windows.hpp"
#include "runtime/messages/worker_messages.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace troupe::bench {

class PeerTrial {
public:
  /// Throws TroupeError when the peer cannot be reached.
  PeerTrial(const Address& peer, TransferWay way, const SliceWindows::Limits& slices = {});
  ~PeerTrial();
  PeerTrial(const PeerTrial&) = delete;
  PeerTrial& operator=(const PeerTrial&) = delete;

  /// The chunk that the peer, a worker, holds. Throws TroupeError.
  ChunkPtr pull(const Key& key, std::uint64_t nbytes);

  /// From now on asks the peer, a worker, for chunks that it does not have, in questions of 64 bytes: one after the
  /// other, a millisecond apart.
  void start_pings();
  /// @returns Seconds from question to answer, in ascending order.
  std::vector<double> stop_pings();

  /// Sends so many finished tasks in batches, to a process in serve_items(). @returns Seconds until all were read
  /// there.
  double send_items(std::size_t items, std::size_t batch);

private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Listens on a free port of loopback, prints "listening on HOST:PORT", and reads task items until it is killed.
void serve_items();

} // namespace troupe::bench
