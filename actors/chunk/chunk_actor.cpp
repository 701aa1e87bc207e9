#include "actors/chunk/chunk_actor.hpp"

#include "actors/protocol/manners.hpp"
#include "runtime/execute/run_kernel.hpp"

#include <algorithm>
#include <chrono>

namespace troupe {

ChunkActor::ChunkActor(caf::actor_config& config, caf::actor worker, std::shared_ptr<const ChunkHome> home)
    : caf::event_based_actor(config), worker_(std::move(worker)), home_(std::move(home)) {}

caf::behavior ChunkActor::make_behavior() {
  set_manners(this, "chunk");
  return {
    [this](make_atom, StartKernel& order) { make(order); },
    [this](pull_atom, const PullChunk& order) { pull(order); },
    [this](hold_atom, const Key& key, ChunkPtr& chunk) {
      key_ = key;
      chunk_ = std::move(chunk);
    },
    [this](share_atom) { return share(); },
    [this](take_atom) { return take(); },
    [this](spill_atom, const Key& key) { spill(key); },
    [this](fetch_atom, const FetchSlice& question) { return serve(question); },
    [this](drop_atom) { drop(); },
  };
}

void ChunkActor::on_exit() {
  drop();
  making_.reset();
  worker_ = nullptr;
}

void ChunkActor::tell(WorkerEvent event) {
  send(worker_, event_atom::value, ChunkEvent{std::move(event)});
}

// Making ------------------------------------------------------------------------------------------------------------

void ChunkActor::make(StartKernel& order) {
  key_ = order.key;
  making_.emplace();
  making_->order = std::move(order);
  const auto& inputs = making_->order.inputs;
  making_->inputs.resize(inputs.size());
  std::vector<std::vector<std::size_t>> places(inputs.size()); // of each distinct chunk, at its first place
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const auto same = std::ranges::find(inputs, inputs[i].key, &StartKernel::Input::key);
    places[static_cast<std::size_t>(same - inputs.begin())].push_back(i);
  }
  making_->missing = 1; // held back until all are asked
  for (std::size_t i = 0; i < inputs.size(); ++i)
    if (!places[i].empty())
      gather(i, places[i]);
  gathered();
}

void ChunkActor::gather(std::size_t first, const std::vector<std::size_t>& places) {
  ++making_->missing;
  const auto arrived = [this, places](ChunkPtr& chunk) {
    for (auto place : places)
      making_->inputs[place] = chunk;
    chunk.reset(); // the message must not keep a handle: a kernel may work in place only with the last one
    gathered();
  };
  const auto failed = [this, key = making_->order.inputs[first].key](const caf::error& err) {
    making_->error = Error{Errc::lost, "input " + to_string(key) + " is gone: " + system().render(err)};
    gathered();
  };
  const auto& input = making_->order.inputs[first];
  if (input.take)
    request(input.chunk, caf::infinite, take_atom::value).then(arrived, failed);
  else
    request(input.chunk, caf::infinite, share_atom::value).then(arrived, failed);
}

void ChunkActor::gathered() {
  if (--making_->missing > 0)
    return;
  auto making = std::move(*making_);
  making_.reset();
  TaskEnded ended{.key = making.order.key};
  for (const auto& input : making.order.inputs)
    if (input.take)
      ended.consumed.push_back(input.key);
  const auto begin = std::chrono::steady_clock::now();
  auto made = making.error ? Result<ChunkPtr>(fail(*making.error)) : run(making);
  const auto took = std::chrono::steady_clock::now() - begin;
  ended.duration_us = static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::microseconds>(took).count());
  if (made) {
    chunk_ = std::move(*made);
    ended.ok = true;
    ended.nbytes = nbytes(*chunk_);
  } else {
    ended.error = made.error();
  }
  tell(std::move(ended));
}

Result<ChunkPtr> ChunkActor::run(Making& making) const {
  const auto& order = making.order;
  const KernelContext context{order.layer->params, order.index, *home_->pool, order.cancelled.get()};
  return run_kernel(*home_->kernels, order.layer->kernel, context, making.inputs);
}

void ChunkActor::pull(const PullChunk& order) {
  key_ = order.key;
  ChunkPull::start(this, order.peer, order.key, JobId{}, order.nbytes,
                   [this, key = order.key, from = order.from](Result<ChunkPtr> got) {
                     FetchEnded ended{.key = key, .from = from};
                     if (got) {
                       chunk_ = std::move(*got);
                       ended.ok = true;
                       ended.nbytes = nbytes(*chunk_);
                     } else {
                       ended.error = got.error();
                     }
                     tell(std::move(ended));
                   });
}

// Holding -----------------------------------------------------------------------------------------------------------

/// The chunk from disk; when that fails the worker hears that it is gone.
Result<ChunkPtr> ChunkActor::read_back() {
  auto whole = file_ ? file_->read(*home_->pool) : fail(Errc::lost, "chunk " + to_string(key_) + " is not here");
  auto back = whole ? from_stream(std::move(*whole)) : Result<ChunkPtr>(whole.failure());
  if (!back)
    tell(UnspillFailed{key_});
  return back;
}

caf::result<ChunkPtr> ChunkActor::share() {
  if (!chunk_) {
    auto back = read_back();
    if (!back)
      return caf::make_error(caf::sec::runtime_error, to_string(back.error()));
    chunk_ = std::move(*back);
    file_.reset();
  }
  return chunk_;
}

caf::result<ChunkPtr> ChunkActor::take() {
  stream_.reset(); // slices still on their way hold the chunk: then the taker sees that it is not alone
  auto shared = share();
  chunk_.reset();
  return shared;
}

void ChunkActor::spill(const Key& key) {
  SpillEnded ended{.key = key};
  if (chunk_ && home_->spill) {
    const auto stream = to_stream(*chunk_, *home_->pool);
    if (auto written = home_->spill->write(stream.pieces)) {
      ended.ok = true;
      ended.bytes_on_disk = written->size();
      file_ = std::move(*written);
      chunk_.reset();
      stream_.reset();
    }
  }
  tell(std::move(ended));
}

void ChunkActor::drop() {
  chunk_.reset();
  stream_.reset();
  file_.reset();
}

// Serving -----------------------------------------------------------------------------------------------------------

/// The stream and the chunk that it is of: whoever holds the one keeps the other.
Result<std::shared_ptr<const ChunkStream>> ChunkActor::stream() {
  if (stream_)
    return stream_;
  struct Held {
    ChunkPtr chunk;
    ChunkStream stream;
  };
  auto chunk = chunk_;
  if (!chunk) { // on disk: it stays there, this copy lives as long as it is asked for
    TROUPE_TRY(back, read_back());
    chunk = std::move(back);
  }
  auto held = std::make_shared<Held>();
  held->stream = to_stream(*chunk, *home_->pool);
  held->chunk = std::move(chunk);
  stream_ = std::shared_ptr<const ChunkStream>(held, &held->stream);
  return stream_;
}

Slice ChunkActor::serve(const FetchSlice& question) {
  Slice slice;
  const auto asker = current_sender();
  if (asker && asker->node() == node()) {
    auto local = chunk_ ? Result<ChunkPtr>(chunk_) : read_back();
    if (local)
      slice.chunk = std::move(*local);
    else
      slice.error = local.error().message;
    return slice;
  }
  auto whole = stream();
  if (!whole || question.offset > (*whole)->size) {
    slice.error = whole ? "chunk " + to_string(key_) + " ends before byte " + std::to_string(question.offset)
                        : whole.error().message;
    return slice;
  }
  slice.total = (*whole)->size;
  slice.offset = question.offset;
  slice.length = std::min({question.length, max_slice_bytes, slice.total - slice.offset});
  slice.stream = *whole;
  if (slice.offset + slice.length == slice.total)
    stream_.reset();
  return slice;
}

} // namespace troupe
