// Destination buffers of slices that are under way to this process. CAF deserialises a message into an object of its
// own making; that object finds here the buffer that was prepared for the whole chunk. Thread-safe; one for the
// process.
// Invariant: a destination is handed out once, for exactly the expected slice. A slice that nobody requested, or that
// is sent twice, is written into no chunk.
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
  /// Expects that part of the whole. @pre it lies within the whole; the ticket is open
  void expect(std::uint64_t ticket, std::uint64_t offset, std::uint64_t length);
  /// @returns The destination of the part, or an empty buffer when it is not expected.
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
