// Pool of aligned buffers that keeps touched pages for reuse, since the first touch of fresh pages costs more than
// anything else that a chunk does. Thread-safe.
// Invariants: every buffer is 64-byte aligned; from `huge` bytes on it is 2 MiB aligned and advised to use huge pages;
// buffers are never zeroed; at most `keep` bytes are kept for reuse, the most recently returned ones, and only while
// they and the buffers in use stay below the limit. Kept huge pages serve buffers of any size: they are remapped.
#pragma once

#include "runtime/chunk/buffer.hpp"

#include <cstdint>
#include <memory>
#include <new>
#include <string>

namespace troupe {

/// One buffer was asked for that is larger than any may be.
class BufferTooLarge : public std::bad_alloc {
public:
  BufferTooLarge(std::uint64_t asked, std::uint64_t most);
  const char* what() const noexcept override { return text_->c_str(); }

private:
  std::shared_ptr<const std::string> text_;
};

class BufferPool {
public:
  static constexpr std::size_t alignment = 64;
  static constexpr std::size_t huge = std::size_t{2} << 20;

  /// @param keep  The most bytes of returned memory to hold for reuse.
  explicit BufferPool(std::size_t keep = std::size_t{256} << 20);
  BufferPool(const BufferPool&) = delete;
  BufferPool& operator=(const BufferPool&) = delete;

  /// @returns A buffer of exactly `size` bytes, contents undefined; its memory comes back to the pool with the last
  ///          handle, also after the pool is gone. Throws std::bad_alloc when the system has none, BufferTooLarge.
  Buffer allocate(std::size_t size);
  /// The same for `count` values of T.
  template <class T>
  Buffer allocate_for(std::size_t count) {
    std::size_t bytes = 0;
    return allocate(__builtin_mul_overflow(count, sizeof(T), &bytes) ? static_cast<std::size_t>(-1) : bytes);
  }

  struct Statistics {
    std::uint64_t in_use = 0; ///< bytes handed out (rounded up to their class)
    std::uint64_t kept = 0;   ///< bytes waiting for reuse
    std::uint64_t hits = 0;   ///< allocations served from kept memory
    std::uint64_t misses = 0;
  };
  Statistics statistics() const;

  /// From now on holds back so many bytes at most; what is kept already stays until it is pushed out.
  void set_keep(std::size_t keep);

  struct Limits {
    std::uint64_t in_all = ~std::uint64_t{0};     ///< above so many bytes, handed out or kept, nothing is kept
    std::uint64_t one_buffer = ~std::uint64_t{0}; ///< no buffer is larger
  };
  void set_limits(const Limits& limits);

  /// Gives all kept memory back to the system.
  void trim();

private:
  struct Shelves;
  std::shared_ptr<Shelves> shelves_;
};

/// The pool of this process, for code that is not handed one (user functions, readers in a client).
BufferPool& process_pool();

} // namespace troupe
