#include "actors/worker/worker_actor.hpp"

#include "actors/chunk/chunk_actor.hpp"
#include "actors/logging/logging.hpp"
#include "actors/protocol/default_handlers.hpp"
#include "actors/protocol/logical_clock.hpp"
#include "actors/trust/gate.hpp"
#include "actors/worker/resident_memory.hpp"
#include "runtime/wire/job_codec.hpp"
#include "runtime/wire/worker_codec.hpp"

namespace troupe {
namespace {

/// How often the size of the process is looked at where it matters.
constexpr auto measure_period = std::chrono::milliseconds(50);
/// How often whoever watches over the process is told that it lives.
constexpr auto beat_period = std::chrono::seconds(1);
/// While chunks come and go.
constexpr auto busy_measure_period = std::chrono::milliseconds(2);

/// Of the chunk that the event brought, if it did.
const Key* key_of_made(const WorkerEvent& event) {
  if (const auto* made = std::get_if<TaskEnded>(&event))
    return made->ok ? &made->key : nullptr;
  if (const auto* fetched = std::get_if<FetchEnded>(&event))
    return fetched->ok ? &fetched->key : nullptr;
  return nullptr;
}

WorkerConfig state_config(const WorkerSetup& setup) {
  WorkerConfig config{
      .self = setup.info.id, .threads = setup.info.threads, .short_us = 200, .memory_limit = setup.info.memory_limit};
  config.deaf_after_us = setup.deaf_after.count();
  config.counted_drop = std::uint64_t{256} << 10;
  if (setup.directory) // others live in this process
    config.stuck_after_us = -1;
  return config;
}

} // namespace

WorkerActor::WorkerActor(caf::actor_config& config, WorkerSetup setup)
    : NetworkActor(config), setup_(std::move(setup)), state_(state_config(setup_)), peers_(this, setup_.directory),
      finder_(this, setup_.schedulers), watch_(this, [this] { scheduler_lost("it has not said a word for a while"); }),
      name_(setup_.info.name) {}

caf::behavior WorkerActor::make_behavior() {
  set_manners(this, "worker", [lifecycle = setup_.lifecycle](const std::string& what) {
    lifecycle->ended(fail(Errc::internal, "the worker ended after an unexpected exception: " + what));
  });
  set_down_handler([this](const caf::down_msg& down) { peer_or_scheduler_down(down); });
  return {
      [this](begin_atom, const std::string& host, std::uint16_t port) {
        setup_.info.address = {host, port};
        join();
      },
      [this](orders_atom, const Packet& batch) { take_orders(batch); },
      [this](event_atom, ChunkEvent& what) { take_event(what); },
      [this](event_atom, ShortKernelsEnded& list) { take_ended(list); },
      [this](fetch_atom, const Packet& question) { return serve(question); },
      [this](fetch_many_atom, const Packet& question) { return serve_many(question); },
      [this](lease_atom, const Packet& question) { return grant_lease(question); },
      [this](return_atom, const Packet& returned) { release_lease(returned); },
      [this](tick_atom) { take_tick(); },
      [this](beat_atom) { take_beat(); },
      [this](drop_atom, std::uint64_t nbytes) { apply(DropEnded{nbytes}); },
      [this](flush_atom) {
        flush_soon_ = false;
        flush();
      },
      [this](flush_atom, tick_atom) {
        flush_later_ = false;
        flush();
      },
      [this](measure_atom) {
        measure();
        delayed_send(this, measure_period, measure_atom::value);
      },
      [this](retry_atom) { finder_.attempt(); },
      [this](watch_atom) { watch_.ask(); },
      [this](stop_atom) { end({}); },
  };
}

void WorkerActor::on_exit() {
  for (auto& [key, making] : making_) {
    making.cancelled->store(true);
    if (making.chunk)
      send_exit(making.chunk, caf::exit_reason::user_shutdown);
  }
  for (auto& [key, fetching] : fetching_)
    send_exit(fetching.chunk, caf::exit_reason::user_shutdown);
  for (auto& [key, chunk] : chunks_)
    if (chunk.actor)
      send_exit(chunk.actor, caf::exit_reason::user_shutdown);
  for (auto& chunk : idle_)
    send_exit(chunk, caf::exit_reason::user_shutdown);
  for (auto& runner : runners_)
    send_exit(runner.actor, caf::exit_reason::user_shutdown);
  making_.clear();
  fetching_.clear();
  chunks_.clear();
  spilling_.clear();
  idle_.clear();
  runners_.clear();
  if (setup_.directory)
    setup_.directory->remove(setup_.info.id);
  peers_.clear();
  finder_.stop();
  watch_.watch(nullptr);
  setup_.scheduler = nullptr;
  for (const auto& disk : {setup_.home->spill_writer, setup_.home->spill_reader})
    send_exit(disk, caf::exit_reason::user_shutdown);
  setup_.home.reset();
  setup_.lifecycle->ended(fail(Errc::cancelled, "the worker was ended from outside"));
}

void WorkerActor::end(Result<void> why) {
  flush();
  setup_.lifecycle->ended(std::move(why));
  quit(caf::exit_reason::user_shutdown);
}

// Joining -----------------------------------------------------------------------------------------------------------

void WorkerActor::join() {
  monitor(setup_.scheduler);
  auto hello = encode(Request{WorkerHello{setup_.info, state_.inventory()}});
  if (!hello) {
    end(hello.failure());
    return;
  }
  request(setup_.scheduler, setup_.join_timeout, ask_atom::value, Packet(std::move(*hello)))
      .then(
          [this, asked = setup_.scheduler](const Packet& answer) {
            if (asked == setup_.scheduler)
              welcomed(answer);
          },
          [this, asked = setup_.scheduler](const caf::error& err) {
            if (asked == setup_.scheduler)
              scheduler_lost("it does not answer: " + system().render(err));
          });
}

void WorkerActor::welcomed(const Packet& answer) {
  auto response = decode_response(answer.view());
  if (!response) {
    end(response.failure());
  } else if (const auto* refusal = std::get_if<Error>(&*response)) {
    end(fail(*refusal));
  } else if (const auto* welcome = std::get_if<Welcome>(&*response)) {
    heartbeat_ = std::chrono::microseconds(std::max<std::int64_t>(welcome->heartbeat_us, 1000));
    logger("worker")->info("{} joined the cluster as {}", name_, to_string(setup_.info.id));
    setup_.lifecycle->joined({});
    joined_ = true;
    finder_.settled();
    if (finder_.may_come_back())
      watch_.watch(setup_.scheduler);
    if (!std::exchange(ticking_, true)) {
      take_tick();
      take_beat();
      if (setup_.info.memory_limit > 0)
        delayed_send(this, measure_period, measure_atom::value);
    }
  } else {
    end(fail(Errc::corrupt, "the scheduler answered with something else than a welcome"));
  }
}

void WorkerActor::peer_or_scheduler_down(const caf::down_msg& down) {
  if (setup_.scheduler && down.source == setup_.scheduler.address()) {
    scheduler_lost(system().render(down.reason));
    return;
  }
  for (auto peer : peers_.lost(down.source)) {
    logger("worker")->info("{} lost its peer {}", name_, to_string(peer));
    apply(PeerLost{peer});
  }
}

/// Where a scheduler may come back, what is held and what runs is kept for it; nothing that the old one says is heard.
void WorkerActor::scheduler_lost(const std::string& why) {
  if (!setup_.scheduler)
    return;
  if (!finder_.may_come_back() || !ticking_) {
    end(fail(ticking_ ? Errc::lost : Errc::unreachable, "the scheduler is gone: " + why));
    return;
  }
  logger("worker")->warn("{} lost its scheduler and looks for another: {}", name_, why);
  demonitor(setup_.scheduler.address());
  setup_.scheduler = nullptr;
  joined_ = false;
  watch_.watch(nullptr);
  apply(SchedulerGone{});
  reports_.clear();
  finder_.find([this](Result<caf::actor> scheduler) { scheduler_found(std::move(scheduler)); });
}

void WorkerActor::scheduler_found(Result<caf::actor> scheduler) {
  if (!scheduler) {
    end(fail(scheduler.error()));
    return;
  }
  setup_.scheduler = std::move(*scheduler);
  join();
}

// Messages ----------------------------------------------------------------------------------------------------------

void WorkerActor::take_orders(const Packet& batch) {
  if (!setup_.scheduler || current_sender() != setup_.scheduler) {
    logger("worker")->warn("{} refused orders that did not come from its scheduler", name_);
    return;
  }
  auto orders = decode_orders(batch.view());
  if (!orders)
    end(fail(orders.error().code, "orders that cannot be read: " + orders.error().message));
  else
    apply(OrdersArrived{std::move(*orders)});
}

void WorkerActor::take_event(ChunkEvent& what) {
  if (!std::visit([this](const auto& event) { return accept(event); }, what.event))
    return;
  if (const auto* key = key_of_made(what.event))
    if (const auto held = chunks_.find(*key); held != chunks_.end())
      held->second.value = what.made;
  measure_if_due();
  apply(what.event);
}

void WorkerActor::take_ended(ShortKernelsEnded& list) {
  measure_if_due();
  if (list.last)
    for (auto& runner : runners_)
      if (current_sender() == runner.actor)
        --runner.lists;
  for (auto& [ended, chunk] : list.all) {
    if (!accept(ended))
      continue;
    if (ended.ok)
      chunks_[ended.key] = {caf::actor{}, chunk, std::move(chunk)}; // the only handle: a kernel may write into it
    take_in(std::move(ended));
  }
  send_short();
  plan_flush();
}

void WorkerActor::take_tick() {
  if (setup_.home->leases)
    setup_.home->leases->expire(std::chrono::steady_clock::now());
  apply(Tick{resident(), static_cast<std::uint32_t>(refused_connections())});
  delayed_send(this, heartbeat_, tick_atom::value);
}

void WorkerActor::take_beat() {
  if (!setup_.beat)
    return;
  setup_.beat();
  delayed_send(this, beat_period, beat_atom::value);
}

/// This worker's share of what the process has, without what the pool keeps: that gives way to what is needed.
std::uint64_t WorkerActor::resident() const {
  const auto whole = resident_memory();
  const auto kept = setup_.home->pool->statistics().kept;
  return (whole > kept ? whole - kept : whole) / std::max(1u, setup_.workers_in_process);
}

void WorkerActor::measure() {
  measured_ = std::chrono::steady_clock::now();
  apply(MemoryMeasured{resident()});
}

/// What is dropped is free when its actor has got to it, which on busy cores takes a while: nothing is let in on the
/// strength of it before.
void WorkerActor::measure_if_due() {
  if (setup_.info.memory_limit > 0 && std::chrono::steady_clock::now() - measured_ > busy_measure_period)
    measure();
}

void WorkerActor::flush() {
  if (reports_.empty())
    return;
  last_flush_ = logical_now();
  if (!joined_) { // the next scheduler gets the inventory
    reports_.clear();
    return;
  }
  send(setup_.scheduler, reports_atom::value, Packet(encode(WorkerReports{setup_.info.id, std::move(reports_)})));
  reports_.clear();
}

} // namespace troupe
