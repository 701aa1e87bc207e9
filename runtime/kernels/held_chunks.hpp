// Chunks of this process's memory that graphs refer to by name instead of carrying them: arrays over a program's own
// matrices, and results kept for later. Only kernels in the same process find them: embedded clusters and the serial
// executor. Thread-safe.
// Invariant: a held chunk is never written to: a kernel gets one handle of at least two.
#pragma once

#include "runtime/base/key.hpp"
#include "runtime/base/result.hpp"
#include "runtime/chunk/chunk.hpp"

#include <memory>
#include <vector>

namespace troupe {

class HeldChunks {
public:
  /// Holds the chunks until the last handle goes. Every call makes a new name.
  static std::shared_ptr<const HeldChunks> make(std::vector<ChunkPtr> chunks);
  ~HeldChunks();
  HeldChunks(const HeldChunks&) = delete;
  HeldChunks& operator=(const HeldChunks&) = delete;

  const Key& name() const { return name_; }

  /// @returns Errc::not_found when this process holds none of that name (any more), or not so many.
  static Result<ChunkPtr> find(const Key& name, std::uint32_t index);
  /// One handle more; nullptr when this process holds none of that name (any more).
  static std::shared_ptr<const HeldChunks> share(const Key& name);

private:
  explicit HeldChunks(std::vector<ChunkPtr> chunks);
  Key name_;
  std::vector<ChunkPtr> chunks_;
};

} // namespace troupe
