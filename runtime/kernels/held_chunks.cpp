#include "runtime/kernels/held_chunks.hpp"

#include "runtime/kernels/held_name.hpp"

#include <map>
#include <mutex>
#include <utility>

namespace troupe {
namespace {

struct Shelf {
  std::mutex mutex;
  std::map<Key, std::weak_ptr<const HeldChunks>> chunks;
};

Shelf& shelf() {
  static Shelf held;
  return held;
}

} // namespace

HeldChunks::HeldChunks(std::vector<ChunkPtr> chunks) : name_(new_held_name()), chunks_(std::move(chunks)) {}

std::shared_ptr<const HeldChunks> HeldChunks::make(std::vector<ChunkPtr> chunks) {
  const std::shared_ptr<const HeldChunks> held(new HeldChunks(std::move(chunks)));
  std::lock_guard lock(shelf().mutex);
  shelf().chunks.emplace(held->name_, held);
  return held;
}

HeldChunks::~HeldChunks() {
  std::lock_guard lock(shelf().mutex);
  shelf().chunks.erase(name_);
}

std::shared_ptr<const HeldChunks> HeldChunks::share(const Key& name) {
  std::lock_guard lock(shelf().mutex);
  const auto at = shelf().chunks.find(name);
  return at == shelf().chunks.end() ? nullptr : at->second.lock();
}

Result<ChunkPtr> HeldChunks::find(const Key& name, std::uint32_t index) {
  const auto held = share(name);
  if (!held || index >= held->chunks_.size())
    return fail(Errc::not_found, "chunk " + std::to_string(index) + " of held memory " + to_string(name) +
                                   " is not in this process: arrays over a program's own memory can only be computed in it");
  return held->chunks_[index];
}

} // namespace troupe
