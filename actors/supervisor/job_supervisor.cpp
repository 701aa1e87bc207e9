#include "actors/supervisor/job_supervisor.hpp"

#include "actors/chunk/chunk_actor.hpp"
#include "actors/chunk/chunk_fetcher.hpp"
#include "actors/logging/logging.hpp"
#include "actors/protocol/default_handlers.hpp"
#include "runtime/wire/job_codec.hpp"

namespace troupe {

JobSupervisor::JobSupervisor(caf::actor_config& config, SupervisorSetup setup)
    : NetworkActor(config), setup_(std::move(setup)), peers_(this, setup_.directory), finder_(this, setup_.schedulers),
      watch_(this, [this] { scheduler_lost("it has not said a word for a while"); }) {}

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
  return {
      [this](supervise_atom, SupervisedJob& job) { supervise(job); },
      [this](begin_atom, JobId job, std::uint64_t tasks) {
        id_ = job;
        apply(GatherAccepted{job, tasks});
      },
      [this](notices_atom, const Packet& packet) { take_notices(packet); },
      [this](cancel_atom, std::uint64_t number) { cancel(number); },
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
  if (scheduler_) // it would remember this actor for ever
    demonitor(scheduler_.address());
  scheduler_ = nullptr;
  job_ = {};
}

// Messages ----------------------------------------------------------------------------------------------------------

/// @pre it is through with the job before
void JobSupervisor::supervise(SupervisedJob& job) {
  job_ = std::move(job);
  number_ = job_.number;
  resolved_ = false;
  id_ = {};
  state_.emplace(job_.outputs, job_.owner.retain);
  if (!scheduler_) {
    scheduler_ = job_.scheduler;
    monitor(scheduler_);
  }
  job_.scheduler = nullptr;
  if (!job_.submission.view().empty())
    submit();
}

void JobSupervisor::submit() {
  // The deadline is the watch's: writing out a large graph takes the scheduler a while.
  request(scheduler_, caf::infinite, ask_atom::value, job_.submission)
      .then(
          [this, asked = scheduler_, number = number_](const Packet& answer) {
            if (asked == scheduler_)
              answered(number, answer);
          },
          [this, asked = scheduler_, number = number_](const caf::error& err) {
            if (asked == scheduler_ && number == number_)
              scheduler_lost("it did not take the job: " + system().render(err));
          });
  watch_.watch(scheduler_);
}

void JobSupervisor::scheduler_lost(const std::string& why) {
  if (!scheduler_)
    return;
  const bool needed = number_ != 0 && (!resolved_ || job_.owner.retain);
  if (!needed || !finder_.may_come_back() || job_.submission.view().empty()) {
    if (number_ == 0 || finder_.may_come_back()) { // the next job brings one that is alive
      demonitor(scheduler_.address());
      scheduler_ = nullptr;
      watch_.watch(nullptr);
    }
    if (needed)
      apply(SchedulerLost{"the scheduler is gone: " + why});
    return;
  }
  logger("job supervisor")->warn("lost the scheduler and looks for another: {}", why);
  demonitor(scheduler_.address());
  scheduler_ = nullptr;
  watch_.watch(nullptr);
  id_ = {};
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

void JobSupervisor::answered(std::uint64_t number, const Packet& answer) {
  const auto response = decode_response(answer.view());
  const auto* accepted = response ? std::get_if<JobAccepted>(&*response) : nullptr;
  if (number != number_) { // given up before it was accepted
    if (accepted)
      tell_scheduler(CancelJob{accepted->job});
    return;
  }
  if (accepted) {
    id_ = accepted->job;
    finder_.settled();
    apply(GatherAccepted{accepted->job, accepted->tasks});
  } else if (!response) {
    apply(GatherRejected{response.error()});
  } else if (const auto* refusal = std::get_if<Error>(&*response)) {
    apply(GatherRejected{*refusal});
  } else {
    apply(GatherRejected{{Errc::corrupt, "the scheduler answered a submission with something else"}});
  }
}

void JobSupervisor::take_notices(const Packet& packet) {
  if (!scheduler_ || current_sender() != scheduler_ || number_ == 0)
    return; // an earlier scheduler's
  auto notices = decode_notices(packet.view());
  if (!notices) {
    apply(SchedulerLost{"the scheduler sent notices that cannot be read: " + notices.error().message});
    return;
  }
  for (auto& notice : *notices) {
    if (std::visit([](const auto& what) { return what.job; }, notice) != id_)
      continue; // of an earlier job
    if (!resolved_)
      keep_values(notice);
    apply(GatherNotice{std::move(notice)});
  }
}

/// Outputs that came with the notice.
void JobSupervisor::keep_values(const JobNotice& notice) {
  if (const auto* finished = std::get_if<JobFinished>(&notice); finished && !job_.owner.retain)
    for (const auto& place : finished->outputs)
      if (place.value)
        collected_.emplace(place.key, place.value);
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

void JobSupervisor::cancel(std::uint64_t number) {
  if (number != number_)
    return;
  if (!resolved_) {
    apply(CancelRequested{});
    return;
  }
  if (id_)
    tell_scheduler(ReleaseJob{id_}); // what was retained is given back
  part(fail(Errc::cancelled, "the job was cancelled"));
}

// Effects -----------------------------------------------------------------------------------------------------------

void JobSupervisor::apply(const GatherEvent& event) {
  if (!state_ || (resolved_ && !job_.owner.keep_outputs && std::holds_alternative<GatherNotice>(event)))
    return;
  const auto effects = state_->apply(event);
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
  peers_.with(effect.from, [this, effect, number = number_](Result<caf::actor> peer) {
    if (!peer || number != number_) {
      fetched(number, effect.key, effect.from.id, peer ? fail(Errc::cancelled, "not wanted any more") : peer.failure());
      return;
    }
    const auto pull = pulls_[effect.key] = ++last_pull_;
    pull_chunk(this, {.key = effect.key, .from = effect.from.id, .peer = *peer, .nbytes = effect.nbytes},
               [this, effect, number, pull](Result<ChunkPtr> chunk) {
                 if (const auto open = pulls_.find(effect.key); open != pulls_.end() && open->second == pull)
                   fetched(number, effect.key, effect.from.id, std::move(chunk));
               });
  });
}

/// What the effects of one event ask of one worker goes in one question.
void JobSupervisor::fetch_bundles() {
  for (auto& [id, bundle] : std::exchange(bundles_, {})) {
    const auto from = bundle.from;
    bundled_[from.id].insert(bundle.keys.begin(), bundle.keys.end());
    peers_.with(from, [this, from, number = number_, keys = std::move(bundle.keys)](Result<caf::actor> peer) {
      const auto take = [this, from, number](const Key& key, Result<ChunkPtr> chunk) {
        if (number != number_)
          return; // for an earlier job
        if (const auto asked = bundled_.find(from.id); asked != bundled_.end() && asked->second.erase(key) > 0)
          fetched(number, key, from.id, std::move(chunk));
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
      fetched(number_, key, worker, fail(Errc::lost, "worker " + to_string(worker) + " is gone"));
}

/// An answer that comes all the same is not heard.
void JobSupervisor::perform(const StopFetchOutput& effect) {
  if (pulls_.erase(effect.key) > 0)
    cancel_pull(this, effect.key);
}

void JobSupervisor::fetched(std::uint64_t number, const Key& key, WorkerId from, Result<ChunkPtr> chunk) {
  if (number != number_)
    return; // for an earlier job
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

void JobSupervisor::perform(const SendCommand& effect) { tell_scheduler(effect.command); }

void JobSupervisor::tell_scheduler(const JobCommand& command) {
  if (scheduler_) // the next one has not heard of the job yet
    send(scheduler_, commands_atom::value, Packet(encode(std::vector<JobCommand>{command})));
}

void JobSupervisor::perform(const PublishProgress& effect) {
  if (job_.owner.progressed)
    job_.owner.progressed({effect.progress.tasks_done, effect.progress.tasks_total, effect.progress.bytes_made});
}

void JobSupervisor::perform(const Resolve& effect) {
  if (effect.error) {
    part(fail(*effect.error));
    return;
  }
  std::vector<ChunkPtr> chunks;
  for (const auto& key : job_.outputs)
    if (const auto collected = collected_.find(key); collected != collected_.end())
      chunks.push_back(collected->second);
  if (!job_.owner.keep_outputs && !job_.owner.retain) {
    part(std::move(chunks));
    return;
  }
  if (job_.owner.keep_outputs)
    keep_outputs();
  resolve(std::move(chunks));
}

void JobSupervisor::resolve(const Result<std::vector<ChunkPtr>>& outcome) {
  if (number_ != 0 && !std::exchange(resolved_, true) && job_.owner.resolved)
    job_.owner.resolved(outcome);
}

/// The job is over here: back to the owner first, who may have another at once when it hears of the end.
void JobSupervisor::part(const Result<std::vector<ChunkPtr>>& outcome) {
  for (auto& [key, pull] : pulls_)
    cancel_pull(this, key);
  pulls_.clear();
  bundled_.clear();
  bundles_.clear();
  collected_.clear();
  finder_.stop();
  const auto owner = std::exchange(job_, {}).owner;
  const bool heard = std::exchange(resolved_, true);
  number_ = 0;
  if (!owner.take_back || !owner.take_back(caf::actor_cast<caf::actor>(this)))
    quit(caf::exit_reason::user_shutdown);
  if (!heard && owner.resolved)
    owner.resolved(outcome);
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
