// The port out of which chunks flow that this process has lent: connections beside CAF's, through a gate of their own, so that bytes
// go from a chunk's memory into the socket with no copy in between, and control messages never wait behind them.
//
//     8 bytes   the mark of a loan, from whoever borrowed the chunk
//     8 bytes   the answer: the size of its stream, 0 when it is not lent (any more); then the stream
//     8 bytes   the mark again, from the receiver: it has it all
//     8 bytes   the mark again, from here: until then it was kept
//
// and again, until the connection ends; after a size of 0 the next mark follows. A thread a connection. Thread-safe; never includes CAF.
// Invariants: nothing goes out but what is lent, to whoever passed the gate and knows its mark; a chunk is kept, and nobody writes into
// it, until its receiver has it, since its pages themselves may be on their way (stream_sender.hpp). Where it is not kept to the end the
// last word is never said.
#pragma once

#include "actors/chunk/lending.hpp"
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
    std::size_t connections = 64;                 ///< beyond that they are closed: who wanted one has its chunks in slices
    std::chrono::milliseconds stalled{30'000};    ///< for so long a receiver may take nothing
    std::chrono::milliseconds unused{60'000};     ///< for so long a connection may ask for nothing
  };

  /// Listens at any free port. @returns As Gate::open().
  static Result<std::unique_ptr<DataPort>> open(const std::string& host, const Trust& trust, std::shared_ptr<Lending> lending);
  static Result<std::unique_ptr<DataPort>> open(const std::string& host, const Trust& trust, std::shared_ptr<Lending> lending,
                                                const Limits& limits);
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
