#include "runtime/execute/gather_state.hpp"

#include <algorithm>
#include <utility>

namespace troupe {

GatherState::GatherState(const std::vector<Key>& outputs, bool retain) : retain_(retain) {
  for (const auto& key : outputs)
    if (outputs_.try_emplace(key).second)
      order_.push_back(key);
}

std::vector<GatherEffect> GatherState::apply(const GatherEvent& event) {
  if (!resolved_)
    std::visit([this](const auto& what) { on(what); }, event);
  return std::exchange(effects_, {});
}

void GatherState::on(const GatherAccepted& event) {
  job_ = event.job;
  effects_.push_back(PublishProgress{{.tasks_done = 0, .tasks_total = event.tasks, .bytes_made = 0}});
}

void GatherState::on(const GatherRejected& event) { give_up(event.error, false); }

void GatherState::on(const GatherNotice& event) {
  std::visit([this](const auto& notice) { take(notice); }, event.notice);
}

/// The scheduler hears of it where it knows the job; where it does not yet, it hears that the supervisor is gone.
void GatherState::on(const CancelRequested&) { give_up({Errc::cancelled, "the job was cancelled"}, true); }

void GatherState::on(const SchedulerLost& event) { give_up({Errc::lost, event.reason}, false); }

/// What is here stays, what is on its way comes from workers, which have not gone; the rest will be said again.
void GatherState::on(const SchedulerReplaced&) {
  job_ = {};
  finished_ = false;
}

void GatherState::on(const OutputFetched& event) {
  const auto at = outputs_.find(event.key);
  if (at == outputs_.end() || at->second.phase != Phase::in_flight)
    return;
  at->second.phase = Phase::here;
  landed(at->second);
  ++here_;
  fetch_more();
  resolve_when_complete();
}

/// The scheduler strikes the holder off; when it was the last one it has the output made again and says so.
void GatherState::on(const OutputFetchFailed& event) {
  const auto at = outputs_.find(event.key);
  if (at == outputs_.end() || at->second.phase != Phase::in_flight)
    return;
  auto& output = at->second;
  landed(output);
  if (++output.failures >= failures_allowed) {
    output.phase = Phase::unknown;
    give_up(event.error, true);
    return;
  }
  effects_.push_back(SendCommand{OutputUnreachable{job_, event.key, event.from}});
  want(event.key, output);
  fetch_more();
}

void GatherState::take(const JobProgressed& notice) { effects_.push_back(PublishProgress{notice.progress}); }

void GatherState::take(const JobFinished& notice) {
  finished_ = true;
  effects_.push_back(PublishProgress{notice.progress});
  if (retain_) {
    resolved_ = true;
    effects_.push_back(Resolve{});
    return;
  }
  for (const auto& place : notice.outputs) {
    const auto at = outputs_.find(place.key);
    if (at == outputs_.end() || at->second.phase == Phase::here)
      continue;
    at->second.holders = place.holders;
    if (at->second.phase == Phase::in_flight)
      continue; // if that fetch fails, these are asked; it counts for as much as when it began
    if (place.value) {
      at->second.phase = Phase::here;
      ++here_;
      continue;
    }
    at->second.nbytes = place.nbytes;
    want(place.key, at->second);
  }
  fetch_more();
  resolve_when_complete();
}

void GatherState::take(const JobFailed& notice) { give_up(notice.error, false); }

void GatherState::want(const Key& key, Output& output) {
  output.phase = output.holders.empty() ? Phase::unknown : Phase::wanted;
  if (output.phase == Phase::wanted)
    queue_.push_back(key);
}

std::uint64_t GatherState::weight(const Output& output) { return std::max(output.nbytes, least_weight); }

void GatherState::landed(const Output& output) {
  --in_flight_;
  bytes_in_flight_ -= weight(output);
}

/// Small outputs are asked for once half of those on their way are here, so that they can be asked for together.
void GatherState::fetch_more() {
  auto allowed = bytes_in_flight_ > small_fetches_bytes / 2 ? std::uint64_t{0} : small_fetches_bytes;
  while (!queue_.empty()) {
    const auto key = queue_.front();
    auto& output = outputs_.at(key);
    if (output.phase == Phase::wanted && in_flight_ >= fetches_at_once && bytes_in_flight_ + weight(output) > allowed)
      return;
    queue_.pop_front();
    if (output.phase != Phase::wanted)
      continue;
    output.phase = Phase::in_flight;
    ++in_flight_;
    bytes_in_flight_ += weight(output);
    const auto from = output.holders.front();
    output.holders.erase(output.holders.begin());
    effects_.push_back(FetchOutput{key, from, output.nbytes});
  }
}

void GatherState::resolve_when_complete() {
  if (here_ < outputs_.size() || (outputs_.empty() && !finished_))
    return;
  resolved_ = true;
  if (job_)
    effects_.push_back(SendCommand{ReleaseJob{job_}});
  effects_.push_back(Resolve{});
}

void GatherState::give_up(Error error, bool tell_scheduler) {
  for (const auto& key : order_)
    if (outputs_.at(key).phase == Phase::in_flight)
      effects_.push_back(StopFetchOutput{key});
  if (tell_scheduler && job_)
    effects_.push_back(SendCommand{CancelJob{job_}});
  resolved_ = true;
  effects_.push_back(Resolve{std::move(error)});
}

} // namespace troupe
