// Fetches one chunk from the actor that answers for it, a slice at a time with two in flight, straight into one buffer.
// Control messages between the same two processes so never wait behind more than two slices. Within one process the
// chunk is shared and nothing is copied. For one actor, on its thread.
// Invariant: `done` is called exactly once, unless abandon() came first: then never.
#pragma once

#include "actors/protocol/interfaces.hpp"
#include "runtime/base/key.hpp"
#include "runtime/base/result.hpp"
#include "runtime/schedule/job_messages.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

namespace troupe {

class ChunkPull : public std::enable_shared_from_this<ChunkPull> {
public:
  using Done = std::function<void(Result<ChunkPtr>)>;
  static constexpr std::uint64_t slice_bytes = std::uint64_t{1} << 20;
  static constexpr std::uint64_t any_size = ~std::uint64_t{0};

  /// @param from      a worker, or the scheduler for an output of `job` that its supervisor collected
  /// @param expected  bytes of the chunk's buffers; a stream much longer than that is refused
  /// Errors: Errc::lost when the holder has it no more or does not answer within the deadline, Errc::corrupt.
  static std::shared_ptr<ChunkPull> start(caf::event_based_actor* self, caf::actor from, const Key& key, JobId job,
                                          std::uint64_t expected, Done done);
  void abandon() { done_ = nullptr; }

private:
  ChunkPull(caf::event_based_actor* self, caf::actor from, const Key& key, JobId job, std::uint64_t expected, Done done)
      : self_(self), from_(std::move(from)), key_(key), job_(job), expected_(expected), done_(std::move(done)) {}

  void ask();
  void ask_more();
  void took(std::uint64_t offset, Slice& slice);
  Result<void> begin(std::uint64_t total);
  Result<void> copy(std::uint64_t offset, const Slice& slice);
  void finish(Result<ChunkPtr> outcome);

  caf::event_based_actor* self_;
  caf::actor from_;
  Key key_;
  JobId job_;
  std::uint64_t expected_;
  Done done_;
  std::optional<Buffer> whole_;
  std::uint64_t total_ = 0;
  std::uint64_t asked_ = 0;
  std::uint64_t received_ = 0;
};

} // namespace troupe
