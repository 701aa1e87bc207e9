#include "actors/chunk/chunk_actor.hpp"

#include "actors/chunk/chunk_fetcher.hpp"
#include "actors/chunk/slice_packing.hpp"
#include "actors/protocol/default_handlers.hpp"
#include "runtime/chunk/compression.hpp"
#include "runtime/execute/run_kernel.hpp"
#include "runtime/execute/shared_bytes.hpp"
#include "runtime/wire/fetch_codec.hpp"

#include <algorithm>
#include <chrono>

#include <unistd.h>

namespace troupe {
namespace {

/// A chunk in more pieces comes in slices.
constexpr std::size_t most_borrowed_pieces = 4096;
/// Lists of so many short kernels are answered in two halves.
constexpr std::size_t least_halved = 16;

} // namespace

ChunkActor::ChunkActor(caf::actor_config& config, caf::actor worker, std::shared_ptr<const ChunkHome> home)
    : caf::event_based_actor(config), worker_(std::move(worker)), home_(std::move(home)) {}

ChunkActor::ChunkActor(caf::actor_config& config, caf::actor worker, std::shared_ptr<const ChunkHome> home,
                       const Key& key, ChunkPtr chunk)
    : caf::event_based_actor(config), worker_(std::move(worker)), home_(std::move(home)), key_(key),
      chunk_(std::move(chunk)) {}

caf::behavior ChunkActor::make_behavior() {
  set_manners(this, "chunk");
  return {
      [this](make_atom, StartKernel& order) { make(order); },
      [this](make_atom, StartShortKernels& list) { make_all(list); },
      [this](pull_atom, const PullChunk& order) { pull(order); },
      [this](hold_atom, const Key& key, ChunkPtr& chunk) {
        key_ = key;
        chunk_ = std::move(chunk);
      },
      [this](share_atom) { return share(false); },
      [this](take_atom) { return share(true); },
      [this](spill_atom, const Key& key) { spill(key); },
      [this](fetch_atom, const FetchSlice& question) { return serve(question); },
      [this](lease_atom, const LeaseChunk& question) { return Packet(encode(lend_memory(question))); },
      [this](drop_atom) { drop(); },
  };
}

void ChunkActor::on_exit() {
  if (std::exchange(pulling_, false))
    cancel_pull(this, key_);
  drop();
  making_.reset();
  worker_ = nullptr;
}

void ChunkActor::tell(WorkerEvent event) { send(worker_, event_atom::value, ChunkEvent{std::move(event)}); }

// Making ------------------------------------------------------------------------------------------------------------

void ChunkActor::make(StartKernel& order) {
  key_ = order.key;
  making_.emplace();
  making_->order = std::move(order);
  auto& inputs = making_->order.inputs;
  making_->inputs.resize(inputs.size());
  std::vector<std::vector<std::size_t>> places(inputs.size()); // of each distinct chunk, at its first place
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (inputs[i].value) {
      making_->inputs[i] = std::move(inputs[i].value);
      continue;
    }
    const auto same =
        std::ranges::find_if(inputs, [&](const auto& input) { return input.chunk && input.key == inputs[i].key; });
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
  auto made = run(making);
  chunk_ = std::move(made.chunk);
  send(worker_, event_atom::value, ChunkEvent{std::move(made.ended), chunk_});
}

ShortKernelsEnded::One ChunkActor::run(Making& making) const {
  const auto& order = making.order;
  ShortKernelsEnded::One made{TaskEnded{.key = order.key}, nullptr};
  auto& ended = made.ended;
  for (const auto& input : order.inputs)
    if (input.take)
      ended.consumed.push_back(input.key);
  const auto first =
      making.inputs.empty() ? std::span<const std::byte>() : block_bytes(making.inputs[0]); // what is cut is the first
  const KernelContext context{order.layer->params,   order.index,          *home_->pool,
                              order.cancelled.get(), home_->folders.get(), order.roomy};
  const auto begin = std::chrono::steady_clock::now();
  auto outcome = making.error ? Result<ChunkPtr>(fail(*making.error))
                              : run_kernel(*home_->kernels, order.layer->kernel, context, making.inputs);
  const auto took = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begin);
  ended.duration_us = static_cast<std::uint64_t>(std::max<std::int64_t>(took.count(), 1)); // 0 says that it did not run
  if (outcome) {
    made.chunk = std::move(*outcome);
    ended.ok = true;
    ended.nbytes = nbytes(*made.chunk);
    if (lies_in(*made.chunk, first))
      ended.lies_in = order.inputs[0].key;
  } else {
    ended.error = outcome.error();
  }
  return made;
}

/// Half of them are told early: the worker has the next list ready before this one is at its end.
void ChunkActor::make_all(StartShortKernels& list) {
  auto& kernels = list.kernels;
  const auto half = kernels.size() < least_halved ? kernels.size() : kernels.size() / 2;
  ShortKernelsEnded told;
  told.all.reserve(kernels.size());
  for (std::size_t i = 0; i < kernels.size(); ++i) {
    Making making{std::move(kernels[i]), {}, 0, std::nullopt};
    for (auto& input : making.order.inputs)
      making.inputs.push_back(std::move(input.value));
    told.all.push_back(run(making));
    if (i + 1 == half || i + 1 == kernels.size()) {
      told.last = i + 1 == kernels.size();
      send(worker_, event_atom::value, std::exchange(told, {}));
    }
  }
}

void ChunkActor::pull(const PullChunk& order) {
  key_ = order.key;
  pulling_ = true;
  pull_chunk(this, order, [this, key = order.key, from = order.from](Result<ChunkPtr> got) {
    pulling_ = false;
    FetchEnded ended{.key = key, .from = from};
    if (got) {
      chunk_ = std::move(*got);
      ended.ok = true;
      ended.nbytes = nbytes(*chunk_);
    } else {
      ended.error = got.error();
    }
    send(worker_, event_atom::value, ChunkEvent{std::move(ended), chunk_});
  });
}

// Holding -----------------------------------------------------------------------------------------------------------

/// Read back first where it is on disk.
caf::result<ChunkPtr> ChunkActor::share(bool give_up) {
  if (give_up)
    stream_.reset(); // slices still on their way hold the chunk: then the taker sees that it is not alone
  lent_in_spill_ = true;
  if (chunk_)
    return give_up ? std::exchange(chunk_, nullptr) : chunk_;
  if (!file_)
    return caf::make_error(caf::sec::runtime_error, "chunk " + to_string(key_) + " is not here");
  auto promise = make_response_promise<ChunkPtr>();
  borrowers_.push_back({promise, give_up});
  read_back();
  return promise;
}

void ChunkActor::read_back() {
  if (reading_ != 0)
    return;
  reading_ = ++reads_;
  request(home_->spill_reader, caf::infinite, read_atom::value, file_)
      .then(
          [this, number = reading_](LoadedChunk& outcome) {
            if (number == reading_)
              loaded(outcome);
          },
          [this, number = reading_](const caf::error& err) {
            LoadedChunk outcome{nullptr, {Errc::io_error, system().render(err)}};
            if (number == reading_)
              loaded(outcome);
          });
}

void ChunkActor::loaded(LoadedChunk& outcome) {
  reading_ = 0;
  auto borrowers = std::exchange(borrowers_, {});
  auto chunk = std::move(outcome.chunk);
  if (!chunk)
    unreadable();
  else
    file_.reset();
  bool kept = chunk != nullptr;
  for (auto& borrower : borrowers)
    kept = kept && !borrower.give_up;
  if (kept)
    chunk_ = chunk;
  for (std::size_t i = 0; i < borrowers.size(); ++i) {
    if (!chunk)
      borrowers[i].promise.deliver(caf::make_error(caf::sec::runtime_error, to_string(outcome.error)));
    else if (i + 1 < borrowers.size())
      borrowers[i].promise.deliver(chunk);
    else
      borrowers[i].promise.deliver(std::move(chunk)); // whoever may write into it must have the only handle
  }
}

/// The worker hears that the chunk is gone.
void ChunkActor::unreadable() { tell(UnspillFailed{key_}); }

/// The chunk stays here until it is written: whoever asks meanwhile is served.
void ChunkActor::spill(const Key& key) {
  lent_in_spill_ = false;
  if (!chunk_ || !home_->spill_writer) {
    tell(SpillEnded{.key = key, .error = {Errc::io_error, "there is no folder to spill to"}});
    return;
  }
  request(home_->spill_writer, caf::infinite, write_atom::value, chunk_)
      .then([this, key](SpilledChunk& outcome) { spilled(key, outcome); },
            [this, key](const caf::error& err) {
              SpilledChunk outcome{nullptr, {Errc::io_error, system().render(err)}};
              spilled(key, outcome);
            });
}

void ChunkActor::spilled(const Key& key, SpilledChunk& outcome) {
  SpillEnded ended{.key = key, .ok = outcome.file != nullptr, .error = std::move(outcome.error)};
  if (outcome.file) {
    ended.bytes_on_disk = outcome.file->stored();
    if (!lent_in_spill_) {
      file_ = std::move(outcome.file);
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
  reading_ = 0;
  for (auto& borrower : std::exchange(borrowers_, {}))
    borrower.promise.deliver(caf::make_error(caf::sec::runtime_error, "chunk " + to_string(key_) + " was dropped"));
}

// Serving -----------------------------------------------------------------------------------------------------------

caf::result<Slice> ChunkActor::serve(const FetchSlice& question) {
  const auto asker = current_sender();
  if (asker && asker->node() == node())
    return serve_here();
  Slice slice;
  slice.ticket = question.ticket;
  if (auto filled = fill(slice, question); !filled)
    slice.error = filled.error().message;
  return slice;
}

/// Within the process the chunk itself is handed over. One on disk stays there: the asker gets a copy of its own.
caf::result<Slice> ChunkActor::serve_here() {
  Slice slice;
  slice.chunk = chunk_;
  if (chunk_ || !file_) {
    slice.error = chunk_ ? "" : "chunk " + to_string(key_) + " is not here";
    return slice;
  }
  auto promise = make_response_promise<Slice>();
  request(home_->spill_reader, caf::infinite, read_atom::value, file_)
      .then(
          [this, promise, key = key_](LoadedChunk& outcome) mutable {
            Slice loaded;
            loaded.chunk = std::move(outcome.chunk);
            if (!loaded.chunk) {
              loaded.error = outcome.error.message;
              if (key == key_ && file_)
                unreadable();
            }
            promise.deliver(std::move(loaded));
          },
          [promise](const caf::error& err) mutable { promise.deliver(err); });
  return promise;
}

void ChunkActor::prepare_stream() {
  if (stream_)
    return;
  struct Held { // the stream and the chunk that it is of: whoever holds the one keeps the other
    ChunkPtr chunk;
    ChunkStream stream;
  };
  auto held = std::make_shared<Held>(Held{chunk_, to_stream(*chunk_, *home_->pool)});
  stream_ = std::shared_ptr<const ChunkStream>(held, &held->stream);
  stream_packs_ = worth_compressing(stream_->pieces);
}

/// Of what is on disk, what could be compressed there.
bool ChunkActor::packs() const { return chunk_ ? stream_packs_ : file_->stored() < file_->size(); }

/// Where its stream lies, for a process that reads it there, and the port where it can be asked for.
ChunkLease ChunkActor::lend_memory(const LeaseChunk& question) {
  ChunkLease answer;
  if (!chunk_ && !file_)
    answer.error = "chunk " + to_string(key_) + " is not here";
  if (!home_->leases || !answer.error.empty())
    return answer;
  answer.pid = home_->readable ? ::getpid() : 0;
  if (const auto& port = home_->data_port) {
    answer.data_host = port->host();
    answer.data_port = port->port();
  }
  if (!chunk_)
    return answer;
  prepare_stream();
  answer.packs = stream_packs_;
  const auto stream = std::exchange(stream_, nullptr);
  if (stream->pieces.size() > most_borrowed_pieces)
    return answer;
  const auto* id = home_->leases->grant(question.id, stream, std::chrono::steady_clock::now());
  if (!id)
    return answer;
  answer.id_at = reinterpret_cast<std::uintptr_t>(id);
  for (const auto& piece : stream->pieces)
    answer.pieces.push_back({home_->readable ? reinterpret_cast<std::uintptr_t>(piece.data()) : 0, piece.size()});
  return answer;
}

/// From memory where the chunk is there; else from its file, of which no more is read than what was asked for.
Result<void> ChunkActor::fill(Slice& slice, const FetchSlice& question) {
  if (!chunk_ && !file_)
    return fail(Errc::lost, "chunk " + to_string(key_) + " is not here");
  if (chunk_)
    prepare_stream();
  slice.total = chunk_ ? stream_->size : file_->size();
  if (question.offset > slice.total)
    return fail(Errc::invalid_argument,
                "chunk " + to_string(key_) + " ends before byte " + std::to_string(question.offset));
  slice.offset = question.offset;
  slice.length = std::min({question.length, max_slice_bytes, slice.total - slice.offset});
  const bool compressed = question.packs && packs();
  if (chunk_) {
    slice.stream = stream_;
    if (slice.offset + slice.length == slice.total)
      stream_.reset();
    if (compressed)
      pack(slice, *home_->pool);
    return {};
  }
  auto bytes = file_->read(slice.offset, slice.length, *home_->pool);
  if (!bytes) {
    slice.length = 0;
    unreadable();
    return bytes.failure();
  }
  slice.bytes = std::move(*bytes);
  if (compressed)
    pack(slice, *home_->pool);
  return {};
}

} // namespace troupe
