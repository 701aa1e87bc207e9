#include "actors/supervisor/job_supervisor.hpp"

#include "actors/chunk/chunk_actor.hpp"
#include "actors/chunk/chunk_fetcher.hpp"
#include "actors/logging/logging.hpp"
#include "actors/protocol/manners.hpp"
#include "runtime/wire/job_codec.hpp"

namespace troupe {

JobSupervisor::JobSupervisor(caf::actor_config& config, caf::actor scheduler, Packet submission,
                             std::vector<Key> outputs, JobOwner owner)
    : caf::event_based_actor(config), scheduler_(std::move(scheduler)), submission_(std::move(submission)),
      outputs_(std::move(outputs)), owner_(std::move(owner)), state_(outputs_, owner_.retain), peers_(this, owner_.directory),
      finder_(this, owner_.schedulers), watch_(this, [this] { scheduler_lost("it has not said a word for a while"); }) {}

caf::behavior JobSupervisor::make_behavior() {
  set_manners(this, "job supervisor", [this](const std::string& what) {
    resolve(fail(Errc::internal, "the job's supervisor ended after an unexpected exception: " + what));
  });
  set_down_handler([this](const caf::down_msg& down) {
    if (scheduler_ && down.source == scheduler_.address())
      scheduler_lost(system().render(down.reason));
    else
      for (auto peer : peers_.lost(down.source))
        worker_lost(peer);
  });
  monitor(scheduler_);
  if (!submission_.view().empty())
    submit();
  return {
    [this](begin_atom, JobId job, std::uint64_t tasks) { apply(GatherAccepted{job, tasks}); },
    [this](notices_atom, const Packet& packet) { take_notices(packet); },
    [this](cancel_atom) { cancel(); },
    [this](retry_atom) { finder_.attempt(); },
    [this](watch_atom) { watch_.ask(); },
    [this](fetch_atom, const FetchSlice& question) { return serve(question); },
  };
}

void JobSupervisor::on_exit() {
  resolve(fail(Errc::cancelled, "the job was given up: its owner has ended"));
  for (auto& [key, chunk] : kept_)
    send_exit(chunk, caf::exit_reason::user_shutdown);
  for (auto& [key, pull] : pulls_)
    cancel_pull(this, key);
  kept_.clear();
  pulls_.clear();
  collected_.clear();
  peers_.clear();
  finder_.stop();
  watch_.watch(nullptr);
  scheduler_ = nullptr;
}

// Messages ----------------------------------------------------------------------------------------------------------

void JobSupervisor::submit() {
  // The deadline is the watch's: writing out a large graph takes the scheduler a while.
  request(scheduler_, caf::infinite, ask_atom::value, submission_)
    .then(
      [this, asked = scheduler_](const Packet& answer) {
        if (asked == scheduler_)
          answered(answer);
      },
      [this, asked = scheduler_](const caf::error& err) {
        if (asked == scheduler_)
          scheduler_lost("it did not take the job: " + system().render(err));
      });
  watch_.watch(scheduler_);
}

void JobSupervisor::scheduler_lost(const std::string& why) {
  if (!scheduler_ || (resolved_ && !owner_.retain))
    return;
  if (!finder_.may_come_back() || submission_.view().empty()) {
    apply(SchedulerLost{"the scheduler is gone: " + why});
    return;
  }
  logger("job supervisor")->warn("lost the scheduler and looks for another: {}", why);
  demonitor(scheduler_.address());
  scheduler_ = nullptr;
  watch_.watch(nullptr);
  apply(SchedulerReplaced{});
  finder_.find([this](Result<caf::actor> scheduler) { scheduler_found(std::move(scheduler)); });
}

void JobSupervisor::scheduler_found(Result<caf::actor> scheduler) {
  if (!scheduler) {
    apply(SchedulerLost{"the scheduler is gone: " + scheduler.error().message});
    return;
  }
  scheduler_ = std::move(*scheduler);
  monitor(scheduler_);
  submit();
}

void JobSupervisor::answered(const Packet& answer) {
  const auto response = decode_response(answer.view());
  if (!response)
    apply(GatherRejected{response.error()});
  else if (const auto* accepted = std::get_if<JobAccepted>(&*response))
    apply(GatherAccepted{accepted->job, accepted->tasks});
  else if (const auto* refusal = std::get_if<Error>(&*response))
    apply(GatherRejected{*refusal});
  else
    apply(GatherRejected{{Errc::corrupt, "the scheduler answered a submission with something else"}});
}

void JobSupervisor::take_notices(const Packet& packet) {
  if (!scheduler_ || current_sender() != scheduler_)
    return; // an earlier scheduler's
  auto notices = decode_notices(packet.view());
  if (!notices) {
    apply(SchedulerLost{"the scheduler sent notices that cannot be read: " + notices.error().message});
    return;
  }
  for (auto& notice : *notices)
    apply(GatherNotice{std::move(notice)});
}

caf::result<Slice> JobSupervisor::serve(const FetchSlice& question) {
  const auto kept = kept_.find(question.key);
  if (kept == kept_.end()) {
    Slice refusal;
    refusal.error = "job " + to_string(question.job) + " keeps no output " + to_string(question.key);
    return refusal;
  }
  delegate(kept->second, fetch_atom::value, question);
  return caf::delegated<Slice>{};
}

/// What is retained is given back when this actor goes: the scheduler hears of it.
void JobSupervisor::cancel() {
  if (resolved_ && owner_.retain)
    quit(caf::exit_reason::user_shutdown);
  else
    apply(CancelRequested{});
}

// Effects -----------------------------------------------------------------------------------------------------------

void JobSupervisor::apply(const GatherEvent& event) {
  if (resolved_ && !owner_.keep_outputs && std::holds_alternative<GatherNotice>(event))
    return;
  const auto effects = state_.apply(event);
  for (const auto& effect : effects)
    std::visit([this](const auto& each) { perform(each); }, effect);
  fetch_bundles();
}

void JobSupervisor::perform(const FetchOutput& effect) {
  if (effect.nbytes <= bundled_bytes) {
    auto& bundle = bundles_[effect.from.id];
    bundle.from = effect.from;
    bundle.keys.push_back(effect.key);
    return;
  }
  peers_.with(effect.from, [this, effect](Result<caf::actor> peer) {
    if (!peer) {
      fetched(effect.key, effect.from.id, peer.failure());
      return;
    }
    const auto number = pulls_[effect.key] = ++last_pull_;
    pull_chunk(this, {.key = effect.key, .from = effect.from.id, .peer = *peer, .nbytes = effect.nbytes},
               [this, effect, number](Result<ChunkPtr> chunk) {
                 if (const auto pull = pulls_.find(effect.key); pull != pulls_.end() && pull->second == number)
                   fetched(effect.key, effect.from.id, std::move(chunk));
               });
  });
}

/// What the effects of one event ask of one worker goes in one question.
void JobSupervisor::fetch_bundles() {
  for (auto& [id, bundle] : std::exchange(bundles_, {})) {
    const auto from = bundle.from;
    bundled_[from.id].insert(bundle.keys.begin(), bundle.keys.end());
    peers_.with(from, [this, from, keys = std::move(bundle.keys)](Result<caf::actor> peer) {
      const auto take = [this, from](const Key& key, Result<ChunkPtr> chunk) {
        if (const auto asked = bundled_.find(from.id); asked != bundled_.end() && asked->second.erase(key) > 0)
          fetched(key, from.id, std::move(chunk));
      };
      if (peer) {
        pull_bundle(this, *peer, keys, take);
        return;
      }
      for (const auto& key : keys)
        take(key, peer.failure());
    });
  }
}

/// Of a peer that is gone no question fails but by its deadline. What the fetcher asked it for, the fetcher gives up.
void JobSupervisor::worker_lost(WorkerId worker) {
  logger("job supervisor")->info("lost worker {}", to_string(worker));
  if (auto asked = bundled_.extract(worker); !asked.empty())
    for (const auto& key : asked.mapped())
      fetched(key, worker, fail(Errc::lost, "worker " + to_string(worker) + " is gone"));
}

/// An answer that comes all the same is not heard.
void JobSupervisor::perform(const StopFetchOutput& effect) {
  if (pulls_.erase(effect.key) > 0)
    cancel_pull(this, effect.key);
}

void JobSupervisor::fetched(const Key& key, WorkerId from, Result<ChunkPtr> chunk) {
  pulls_.erase(key);
  if (!chunk) {
    apply(OutputFetchFailed{key, from, chunk.error()});
    return;
  }
  if (resolved_)
    return;
  collected_[key] = std::move(*chunk);
  apply(OutputFetched{key});
}

void JobSupervisor::perform(const SendCommand& effect) {
  if (!scheduler_)
    return; // the next one has not heard of the job yet
  send(scheduler_, commands_atom::value, Packet(encode(std::vector<JobCommand>{effect.command})));
}

void JobSupervisor::perform(const PublishProgress& effect) {
  if (owner_.progressed)
    owner_.progressed({effect.progress.tasks_done, effect.progress.tasks_total, effect.progress.bytes_made});
}

void JobSupervisor::perform(const Resolve& effect) {
  if (effect.error) {
    resolve(fail(*effect.error));
    quit(caf::exit_reason::user_shutdown);
    return;
  }
  std::vector<ChunkPtr> chunks;
  for (const auto& key : outputs_)
    if (const auto collected = collected_.find(key); collected != collected_.end())
      chunks.push_back(collected->second);
  if (owner_.keep_outputs)
    keep_outputs();
  resolve(std::move(chunks));
  if (!owner_.keep_outputs && !owner_.retain)
    quit(caf::exit_reason::user_shutdown);
}

void JobSupervisor::resolve(const Result<std::vector<ChunkPtr>>& outcome) {
  if (!std::exchange(resolved_, true) && owner_.resolved)
    owner_.resolved(outcome);
}

void JobSupervisor::keep_outputs() {
  const auto home = std::make_shared<const ChunkHome>(ChunkHome{nullptr, &process_pool(), nullptr});
  for (auto& [key, chunk] : collected_) {
    auto keeper = spawn<ChunkActor>(caf::actor_cast<caf::actor>(this), home);
    send(keeper, hold_atom::value, key, std::move(chunk));
    kept_[key] = std::move(keeper);
  }
  collected_.clear();
}

} // namespace troupe
