#include "actors/chunk/chunk_pull.hpp"

#include "runtime/wire/fetch_codec.hpp"

#include <algorithm>

namespace troupe {
namespace {

/// A holder that serves at all serves a slice in milliseconds, or after reading one chunk from disk.
constexpr auto slice_deadline = std::chrono::seconds(30);
constexpr std::uint64_t slices_in_flight = 2;

} // namespace

std::shared_ptr<ChunkPull> ChunkPull::start(caf::event_based_actor* self, caf::actor from, const Key& key, JobId job,
                                            std::uint64_t expected, Done done) {
  std::shared_ptr<ChunkPull> pull(new ChunkPull(self, std::move(from), key, job, expected, std::move(done)));
  pull->ask(); // one alone: how long the stream is, is not known yet
  return pull;
}

void ChunkPull::ask() {
  const auto offset = asked_;
  const auto length = whole_ ? std::min(slice_bytes, total_ - offset) : slice_bytes;
  asked_ += length;
  Packet question(encode(FetchSlice{key_, job_, offset, length}));
  self_->request(from_, slice_deadline, fetch_atom::value, std::move(question))
    .then([pull = shared_from_this(), offset](Slice& slice) { pull->took(offset, slice); },
          [pull = shared_from_this()](const caf::error& err) {
            pull->finish(fail(Errc::lost, "the holder of chunk " + to_string(pull->key_) +
                                            " does not answer: " + pull->self_->system().render(err)));
          });
}

void ChunkPull::ask_more() {
  while (asked_ < total_ && asked_ - received_ < slices_in_flight * slice_bytes)
    ask();
}

void ChunkPull::took(std::uint64_t offset, Slice& slice) {
  if (!done_)
    return;
  if (!slice.error.empty()) {
    finish(fail(Errc::lost, slice.error));
  } else if (slice.chunk) {
    finish(std::move(slice.chunk));
  } else if (auto begun = whole_ ? Result<void>{} : begin(slice.total); !begun) {
    finish(begun.failure());
  } else if (auto copied = copy(offset, slice); !copied) {
    finish(copied.failure());
  } else if (received_ == total_) {
    finish(from_stream(std::move(*whole_)));
  } else {
    ask_more();
  }
}

Result<void> ChunkPull::begin(std::uint64_t total) {
  // The header names columns and holds offsets: little beside the buffers, but not nothing.
  constexpr std::uint64_t slack = std::uint64_t{16} << 20;
  if (total == 0 || (expected_ != any_size && total > expected_ + expected_ / 8 + slack))
    return fail(Errc::corrupt, "chunk " + to_string(key_) + " of " + std::to_string(expected_) +
                                 " bytes is offered as a stream of " + std::to_string(total));
  try {
    whole_ = process_pool().allocate(total);
  } catch (const std::bad_alloc&) {
    return fail(Errc::out_of_memory, "no memory for chunk " + to_string(key_) + " of " + std::to_string(total) + " bytes");
  }
  total_ = total;
  asked_ = std::min(asked_, total_);
  return {};
}

Result<void> ChunkPull::copy(std::uint64_t offset, const Slice& slice) {
  const auto wanted = std::min(slice_bytes, total_ - offset);
  if (slice.total != total_ || slice.offset != offset || slice.length != wanted || slice.bytes.size() != wanted)
    return fail(Errc::corrupt, "chunk " + to_string(key_) + ": asked for " + std::to_string(wanted) + " bytes at " +
                                 std::to_string(offset) + ", was sent " + std::to_string(slice.length) + " at " +
                                 std::to_string(slice.offset));
  std::copy_n(slice.bytes.data(), wanted, whole_->data() + offset);
  received_ += wanted;
  return {};
}

void ChunkPull::finish(Result<ChunkPtr> outcome) {
  if (auto done = std::exchange(done_, nullptr))
    done(std::move(outcome));
}

} // namespace troupe
