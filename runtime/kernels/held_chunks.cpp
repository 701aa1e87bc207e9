#include "runtime/kernels/held_chunks.hpp"

#include <unistd.h>

#include <atomic>
#include <map>
#include <mutex>
#include <random>
#include <utility>

namespace troupe {
namespace {

struct Shelf {
  std::mutex mutex;
  std::map<Key, std::vector<ChunkPtr>> chunks;
};

Shelf& shelf() {
  static Shelf held;
  return held;
}

/// Unlike any other name, here and in other processes: what is held is not known by its content.
Key new_name() {
  static std::atomic<std::uint64_t> count{0};
  static const std::uint64_t process = [] {
    std::random_device entropy;
    return (std::uint64_t{entropy()} << 32 | entropy()) ^ static_cast<std::uint64_t>(getpid());
  }();
  return KeyHasher().number(process).number(++count).finish();
}

} // namespace

HeldChunks::HeldChunks(std::vector<ChunkPtr> chunks) : name_(new_name()) {
  std::lock_guard lock(shelf().mutex);
  shelf().chunks.emplace(name_, std::move(chunks));
}

HeldChunks::~HeldChunks() {
  std::vector<ChunkPtr> dropped; // freed outside the lock
  std::lock_guard lock(shelf().mutex);
  if (const auto at = shelf().chunks.find(name_); at != shelf().chunks.end()) {
    dropped = std::move(at->second);
    shelf().chunks.erase(at);
  }
}

Result<ChunkPtr> HeldChunks::find(const Key& name, std::uint32_t index) {
  std::lock_guard lock(shelf().mutex);
  const auto at = shelf().chunks.find(name);
  if (at == shelf().chunks.end() || index >= at->second.size())
    return fail(Errc::not_found, "chunk " + std::to_string(index) + " of held memory " + to_string(name) +
                                   " is not in this process: arrays over a program's own memory can only be computed in it");
  return at->second[index];
}

} // namespace troupe
