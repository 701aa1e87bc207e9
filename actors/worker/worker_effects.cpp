// Performs the effects of the worker's state: chunk actors get messages, reports are batched.
#include "actors/worker/worker_actor.hpp"

#include "actors/chunk/chunk_actor.hpp"
#include "actors/logging/logging.hpp"
#include "actors/protocol/logical_clock.hpp"
#include "runtime/wire/job_codec.hpp"

#include <algorithm>
#include <iterator>

#include <malloc.h>

namespace troupe {
namespace {

/// Ended chunk actors kept for the next chunks: enough for the tasks between two batches of orders.
constexpr std::size_t idle_actors_kept = 1024;
/// Reports wait for others, but not longer than this, and not for more than so many.
constexpr auto flush_pause = std::chrono::microseconds(300);
constexpr std::size_t reports_at_once = 256;
/// A kernel that could take over a chunk no larger than may copy it: what it copies costs less than a message.
constexpr std::uint64_t copied_bytes = 4096;

} // namespace

void WorkerActor::apply(const WorkerEvent& event) {
  take_in(event);
  send_short();
  plan_flush();
}

void WorkerActor::take_in(const WorkerEvent& event) {
  auto effects = state_.apply(event, logical_now());
  for (auto& effect : effects)
    std::visit([this](auto& each) { perform(each); }, effect);
}

/// Reports go at once where a thread has no more than its last task, or has none, or the scheduler has not heard
/// anything for a while; else a little later, with what comes until then: a message costs more than what it says. One
/// alarm is set at a time: each wakes the clock's thread when it is set, too.
void WorkerActor::plan_flush() {
  if (reports_.empty())
    return;
  const bool hungry = state_.tasks() <= setup_.info.threads;
  const bool at_once =
      hungry || reports_.size() >= reports_at_once || logical_now() - last_flush_ > flush_pause.count();
  if (at_once && !flush_soon_)
    send(this, flush_atom::value); // behind what is in the mailbox already: its reports go in the same batch
  else if (!at_once && !flush_soon_ && !flush_later_)
    delayed_send(this, flush_pause, flush_atom::value, tick_atom::value);
  (at_once ? flush_soon_ : flush_later_) = true;
}

// Chunk actors ------------------------------------------------------------------------------------------------------

caf::actor WorkerActor::chunk_actor() {
  if (idle_.empty())
    return spawn<ChunkActor, caf::lazy_init>(caf::actor_cast<caf::actor>(this), setup_.home);
  auto chunk = std::move(idle_.back());
  idle_.pop_back();
  return chunk;
}

void WorkerActor::recycle(caf::actor chunk) {
  if (idle_.size() >= idle_actors_kept) {
    send_exit(chunk, caf::exit_reason::user_shutdown);
    return;
  }
  send(chunk, drop_atom::value);
  idle_.push_back(std::move(chunk));
}

// Events of chunk actors: the shell's own record comes first --------------------------------------------------------

/// Made when first needed: most small chunks are used here, and gone, before anybody asks for them, and an actor costs
/// more than they do to make. Started lazily, so that it costs no message.
const caf::actor& WorkerActor::actor_of(const Key& key, Held& held) {
  if (!held.actor)
    held.actor =
        spawn<ChunkActor, caf::lazy_init>(caf::actor_cast<caf::actor>(this), setup_.home, key, std::move(held.unowned));
  return held.actor;
}

void WorkerActor::release(Held held) {
  if (held.actor)
    recycle(std::move(held.actor));
}

/// The chunk, where its actor need not be asked for it. What a kernel may write into is given up by its actor, unless a
/// copy is quicker.
ChunkPtr WorkerActor::value_for(const Held& held, bool take) const {
  auto value = held.value.lock();
  if (take && value && nbytes(*value) > copied_bytes)
    value.reset();
  return value;
}

bool WorkerActor::is_at_hand(const StartKernel& order) const {
  return std::ranges::all_of(order.inputs, [](const auto& input) { return input.value != nullptr; });
}

/// To the runners, in as many lists as there are threads without one.
void WorkerActor::send_short() {
  if (short_.empty())
    return;
  while (runners_.size() < setup_.info.threads)
    runners_.push_back({spawn<ChunkActor, caf::lazy_init>(caf::actor_cast<caf::actor>(this), setup_.home)});
  std::ranges::stable_sort(runners_, {}, &Runner::lists);
  const auto least = runners_.front().lists;
  const auto free = static_cast<std::size_t>(std::ranges::count(runners_, least, &Runner::lists));
  const auto lists = std::min(free, short_.size());
  for (std::size_t i = 0; i < lists; ++i) {
    const auto share = [&](std::size_t at) {
      return short_.begin() + static_cast<std::ptrdiff_t>(short_.size() * at / lists);
    };
    StartShortKernels list;
    list.kernels.assign(std::make_move_iterator(share(i)), std::make_move_iterator(share(i + 1)));
    ++runners_[i].lists;
    send(runners_[i].actor, make_atom::value, std::move(list));
  }
  short_.clear();
}

bool WorkerActor::accept(const TaskEnded& event) {
  const auto made = making_.extract(event.key);
  if (made.empty())
    return false;
  for (const auto& key : event.consumed)
    if (auto given = chunks_.extract(key); !given.empty())
      release(std::move(given.mapped()));
  if (!made.mapped().chunk)
    return true; // a runner made it
  if (event.ok)
    chunks_[event.key] = {made.mapped().chunk, {}};
  else
    recycle(made.mapped().chunk);
  return true;
}

/// A fetch that was stopped has no actor here any more; what it may still say is not heard.
bool WorkerActor::accept(const FetchEnded& event) {
  const auto at = fetching_.find(event.key);
  if (at == fetching_.end() || current_sender() != at->second.chunk)
    return false;
  if (event.ok)
    chunks_[event.key] = {at->second.chunk, {}};
  else
    recycle(at->second.chunk);
  fetching_.erase(at);
  return true;
}

bool WorkerActor::accept(const SpillEnded& event) {
  const auto at = spilling_.find(event.key);
  if (at == spilling_.end() || current_sender() != at->second)
    return false;
  spilling_.erase(at);
  return true;
}

// Effects -----------------------------------------------------------------------------------------------------------

void WorkerActor::perform(StartTask& effect) {
  StartKernel order{.key = effect.key, .layer = std::move(effect.layer), .index = effect.index, .roomy = effect.roomy};
  for (std::size_t i = 0; i < effect.inputs.size(); ++i) {
    auto& held = chunks_.at(effect.inputs[i]);
    auto value = value_for(held, effect.take[i]);
    order.inputs.push_back(
        {effect.inputs[i], value ? caf::actor{} : actor_of(effect.inputs[i], held), effect.take[i], std::move(value)});
  }
  auto cancelled = std::make_shared<std::atomic<bool>>(false);
  order.cancelled = cancelled;
  if (effect.is_short && is_at_hand(order)) {
    making_[effect.key] = {caf::actor{}, std::move(cancelled)};
    short_.push_back(std::move(order));
    return;
  }
  auto chunk = chunk_actor();
  making_[effect.key] = {chunk, std::move(cancelled)};
  send(chunk, make_atom::value, std::move(order));
}

void WorkerActor::perform(StopTask& effect) {
  if (const auto at = making_.find(effect.key); at != making_.end())
    at->second.cancelled->store(true);
}

void WorkerActor::perform(StartFetch& effect) {
  const auto number = ++fetches_;
  auto chunk = chunk_actor();
  fetching_[effect.key] = {chunk, number};
  peers_.with(effect.from, [this, effect, chunk, number](Result<caf::actor> peer) {
    const auto at = fetching_.find(effect.key);
    if (at == fetching_.end() || at->second.number != number)
      return; // stopped meanwhile
    if (peer) {
      send(chunk, pull_atom::value,
           PullChunk{.key = effect.key,
                     .from = effect.from.id,
                     .peer = *peer,
                     .nbytes = effect.nbytes,
                     .priority = effect.priority});
      return;
    }
    logger("worker")->warn("{}: {}", name_, peer.error().message);
    FetchEnded ended{.key = effect.key, .from = effect.from.id};
    ended.error = peer.error();
    // Through the mailbox, as if the chunk actor had said so: an event must not be applied within another.
    send_as(chunk, this, event_atom::value, ChunkEvent{std::move(ended)});
  });
}

void WorkerActor::perform(StopFetch& effect) {
  if (auto stopped = fetching_.extract(effect.key); !stopped.empty())
    send_exit(stopped.mapped().chunk, caf::exit_reason::user_shutdown);
}

void WorkerActor::perform(DropChunk& effect) {
  auto dropped = chunks_.extract(effect.key);
  if (effect.nbytes > 0)
    confirm_drop(dropped.empty() ? caf::actor{} : dropped.mapped().actor, effect.nbytes);
  if (dropped.empty())
    return;
  if (spilling_.erase(effect.key) > 0)
    send_exit(dropped.mapped().actor, caf::exit_reason::user_shutdown); // it may yet speak of that chunk
  else
    release(std::move(dropped.mapped()));
}

/// Asks the chunk's actor to free it, and hears when it has; what no actor has is gone at once.
void WorkerActor::confirm_drop(const caf::actor& chunk, std::uint64_t nbytes) {
  const auto ended = [this, nbytes] { apply(DropEnded{nbytes}); };
  if (!chunk)
    return send(this, drop_atom::value, nbytes);
  request(chunk, caf::infinite, drop_atom::value).then(ended, [ended](const caf::error&) { ended(); });
}

void WorkerActor::perform(SpillChunk& effect) {
  auto& held = chunks_.at(effect.key);
  held.value.reset(); // whoever needs it meanwhile must ask: then it stays
  spilling_[effect.key] = actor_of(effect.key, held);
  send(held.actor, spill_atom::value, effect.key);
}

void WorkerActor::perform(ReturnMemory&) {
  logger("worker")->debug("{} gives memory back to the system", name_);
  setup_.home->pool->trim();
  ::malloc_trim(0);
}

void WorkerActor::perform(Report& effect) {
  if (effect.inline_result) {
    auto& finished = std::get<TaskFinished>(effect.report);
    if (const auto held = chunks_.find(finished.key); held != chunks_.end())
      finished.value = held->second.value.lock();
  }
  reports_.push_back(std::move(effect.report));
}

void WorkerActor::perform(AskToRetire& effect) {
  if (!joined_)
    return; // it is asked again
  if (!std::exchange(asked_to_retire_, true))
    logger("worker")->warn("{} is to be replaced: {}", name_, effect.reason);
  auto question = encode(Request{RetireWorker{to_string(setup_.info.id)}});
  if (!question)
    return;
  request(setup_.scheduler, setup_.join_timeout, ask_atom::value, Packet(std::move(*question)))
      .then(
          [this, asked = setup_.scheduler](const Packet& answer) {
            const auto response = decode_response(answer.view());
            if (asked == setup_.scheduler && response && std::holds_alternative<Error>(*response))
              apply(RetirementRefused{});
          },
          [](const caf::error&) {}); // it is asked again
}

/// Shut out or stuck, not done: its nanny starts another, which joins as a new one.
void WorkerActor::perform(Leave& effect) {
  using enum Leave::Why;
  logger("worker")->log(effect.why == retired ? spdlog::level::info : spdlog::level::warn, "{} leaves: {}", name_,
                        effect.reason);
  if (effect.why == retired)
    end({});
  else if (effect.why == stuck)
    end(fail(Errc::timeout, effect.reason));
  else
    end(fail(Errc::lost, "the scheduler has shut this worker out: " + effect.reason));
}

} // namespace troupe
