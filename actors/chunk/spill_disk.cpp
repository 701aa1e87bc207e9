#include "actors/chunk/spill_disk.hpp"

#include "actors/protocol/default_handlers.hpp"
#include "runtime/wire/chunk_codec.hpp"

namespace troupe {

SpillDisk::SpillDisk(caf::actor_config& config, std::shared_ptr<SpillFolder> folder, BufferPool* pool)
    : caf::event_based_actor(config), folder_(std::move(folder)), pool_(pool) {}

caf::behavior SpillDisk::make_behavior() {
  set_manners(this, "spill");
  return {
      [this](write_atom, ChunkPtr& chunk) {
        auto spilled = write(chunk);
        chunk.reset(); // the message must not keep it
        return spilled;
      },
      [this](read_atom, const std::shared_ptr<const SpillFile>& file) { return read(*file); },
  };
}

SpilledChunk SpillDisk::write(const ChunkPtr& chunk) {
  try {
    auto file = folder_->write(to_stream(*chunk, *pool_).pieces);
    if (!file)
      return {nullptr, file.error()};
    return {std::make_shared<const SpillFile>(std::move(*file)), {}};
  } catch (const TroupeError& e) {
    return {nullptr, e.error()};
  } catch (const std::bad_alloc&) {
    return {nullptr, {Errc::out_of_memory, "no memory to write a chunk to disk"}};
  }
}

LoadedChunk SpillDisk::read(const SpillFile& file) {
  auto whole = file.read(*pool_);
  auto chunk = whole ? from_stream(std::move(*whole)) : Result<ChunkPtr>(whole.failure());
  return chunk ? LoadedChunk{std::move(*chunk), {}} : LoadedChunk{nullptr, chunk.error()};
}

} // namespace troupe
