// Where slices that are on their way to this process are to be put: CAF reads a message into an object of its own making,
// so what it reads finds here the buffer that was made ready for the whole chunk. Thread-safe; one for the process.
// Invariant: a place is handed out once, for exactly what is expected: whoever sends a slice that nobody asked for, or
// sends one twice, writes into no chunk.
#pragma once

#include "runtime/chunk/buffer.hpp"

#include <cstdint>
#include <map>
#include <mutex>
#include <unordered_map>

namespace troupe {

class SliceLanding {
public:
  /// @param ticket  not 0 and not open; nobody else can guess it
  void open(std::uint64_t ticket, Buffer whole);
  void close(std::uint64_t ticket);
  /// That part of the whole is asked for. @pre it lies within the whole; the ticket is open
  void expect(std::uint64_t ticket, std::uint64_t offset, std::uint64_t length);
  /// @returns The place for the part, or an empty buffer when it is not expected.
  Buffer claim(std::uint64_t ticket, std::uint64_t offset, std::uint64_t length);

private:
  struct Field {
    Buffer whole;
    std::map<std::uint64_t, std::uint64_t> expected; ///< length by offset
  };
  std::mutex mutex_;
  std::unordered_map<std::uint64_t, Field> fields_;
};

SliceLanding& slice_landing();

} // namespace troupe
