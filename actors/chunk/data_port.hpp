// The port that streams leased chunks of this process: connections beside CAF's, through a gate of their own. The bytes
// go from a chunk's memory into the socket without a copy, and control messages never wait behind them.
//
//     8 bytes   the id of a lease, from the receiver
//     8 bytes   the answer: the size of its stream, 0 when there is no such lease (any more); then the stream
//     8 bytes   the id again, from the receiver: it has everything
//     8 bytes   the id again, from this side: the chunk was kept until then
//
// and again, until the connection ends; after a size of 0 the next id follows. A thread for each connection.
// Thread-safe; never includes CAF.
// Invariants: only leased chunks are sent, to a peer that passed the gate and knows the id; a chunk is kept unchanged
// until its receiver has it, since its pages themselves may be in the socket (stream_sender.hpp). If it was not kept to
// the end, the last confirmation is never sent.
#pragma once

#include "actors/chunk/lease_table.hpp"
#include "actors/trust/trust.hpp"
#include "runtime/base/result.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace troupe {

class DataPort {
public:
  struct Limits {
    std::size_t connections = 64;              ///< beyond that they are closed: who wanted one has its chunks in slices
    std::chrono::milliseconds stalled{30'000}; ///< for so long a receiver may take nothing
    std::chrono::milliseconds unused{60'000};  ///< for so long a connection may ask for nothing
  };

  /// Listens at any free port. @returns As Gate::open().
  static Result<std::unique_ptr<DataPort>> open(const std::string& host, const Trust& trust,
                                                std::shared_ptr<LeaseTable> leases);
  static Result<std::unique_ptr<DataPort>> open(const std::string& host, const Trust& trust,
                                                std::shared_ptr<LeaseTable> leases, const Limits& limits);
  ~DataPort(); ///< closes all
  DataPort(const DataPort&) = delete;
  DataPort& operator=(const DataPort&) = delete;

  const std::string& host() const;
  std::uint16_t port() const;
  std::size_t connections() const; ///< open now

private:
  struct Impl;
  explicit DataPort(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

} // namespace troupe
