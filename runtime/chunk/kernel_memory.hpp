// How much of a pool kernels may have. One that asks for more is refused with the figures, before whoever watches over
// the process ends it for what it has. Thread-safe.
#pragma once

#include "runtime/chunk/buffer_pool.hpp"

#include <cstdint>
#include <memory>
#include <new>
#include <string>

namespace troupe {

/// A kernel asked for more than there is for kernels.
class KernelMemoryExceeded : public std::bad_alloc {
public:
  KernelMemoryExceeded(std::uint64_t asked, std::uint64_t in_use, std::uint64_t most);
  const char* what() const noexcept override { return text_->c_str(); }

private:
  std::shared_ptr<const std::string> text_;
};

/// While it lives, its thread runs a kernel: it gets no buffer with which more bytes are handed out, to all together,
/// than the limit. It waits up to a second for memory that is being freed.
class KernelMemory {
public:
  KernelMemory();
  ~KernelMemory();
  KernelMemory(const KernelMemory&) = delete;
  KernelMemory& operator=(const KernelMemory&) = delete;
};

/// For each pool of the process; there is none before. @see KernelMemoryExceeded
void limit_kernel_memory(std::uint64_t bytes);

} // namespace troupe
