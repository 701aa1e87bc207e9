#include "runtime/kernels/held_chunks.hpp"

#include "runtime/kernels/held_by_name.hpp"
#include "runtime/kernels/held_name.hpp"

#include <utility>

namespace troupe {
namespace {

HeldByName<HeldChunks>& all_chunks() {
  static HeldByName<HeldChunks> held;
  return held;
}

} // namespace

HeldChunks::HeldChunks(std::vector<ChunkPtr> chunks) : name_(new_held_name()), chunks_(std::move(chunks)) {}

std::shared_ptr<const HeldChunks> HeldChunks::make(std::vector<ChunkPtr> chunks) {
  const std::shared_ptr<const HeldChunks> held(new HeldChunks(std::move(chunks)));
  all_chunks().add(held->name_, held);
  return held;
}

HeldChunks::~HeldChunks() { all_chunks().remove(name_); }

std::shared_ptr<const HeldChunks> HeldChunks::share(const Key& name) { return all_chunks().find(name); }

Result<ChunkPtr> HeldChunks::find(const Key& name, std::uint32_t index) {
  const auto held = share(name);
  if (!held || index >= held->chunks_.size())
    return fail(Errc::not_found,
                "chunk " + std::to_string(index) + " of held memory " + to_string(name)
                    + " is not in this process: arrays over a program's own memory can only be computed in it");
  return held->chunks_[index];
}

} // namespace troupe
