#include "actors/scheduler/durable_jobs.hpp"

#include "actors/logging/logging.hpp"
#include "runtime/chunk/buffer_pool.hpp"
#include "runtime/wire/chunk_codec.hpp"
#include "runtime/wire/job_codec.hpp"

#include <chrono>
#include <map>
#include <thread>

namespace troupe {
namespace {

/// Of all outputs of one job.
constexpr std::uint64_t most_output_bytes = std::uint64_t{256} << 20;
constexpr LeaseTime write_again_every = 1000;
constexpr std::chrono::milliseconds pause_between_renewals{50};

/// What no waiting mends: another has taken over, or the file is not what it was.
bool is_final(const Error& error) {
  return error.code == Errc::lost || error.code == Errc::corrupt || error.code == Errc::not_found;
}

Result<DurableJobs::Restored> restored(const LoggedJob& logged) {
  if (logged.ended) {
    TROUPE_TRY(response, decode_response(logged.status));
    if (auto* status = std::get_if<JobStatus>(&response))
      return DurableJobs::Restored(DurableJobs::Finished{std::move(*status)});
    return fail(Errc::corrupt, "its status is none");
  }
  TROUPE_TRY(request, decode_request(logged.submission));
  if (auto* submission = std::get_if<SubmitDetached>(&request))
    return DurableJobs::Restored(DurableJobs::Unfinished{logged.job, std::move(*submission)});
  return fail(Errc::corrupt, "its submission is none");
}

} // namespace

std::vector<DurableJobs::Restored> DurableJobs::restore() {
  std::vector<Restored> jobs;
  if (!log_)
    return jobs;
  const auto logged = log_->jobs();
  if (!logged) {
    logger("scheduler")->error("cannot read the jobs of earlier times: {}", logged.error().message);
    return jobs;
  }
  for (const auto& one : *logged) {
    auto job = restored(one);
    if (job)
      jobs.push_back(std::move(*job));
    else
      logger("scheduler")->error("cannot read job {} of an earlier time: {}", to_string(one.job), job.error().message);
  }
  return jobs;
}

Result<void> DurableJobs::add(JobId job, const Packet& question) {
  return log_ ? heed(log_->add(job, question.view())) : Result<void>{};
}

/// What a write found out about this scheduler.
Result<void> DurableJobs::heed(Result<void> written) {
  if (!written && is_final(written.error()) && !over_)
    over_ = written.error();
  return written;
}

void DurableJobs::end(const JobStatus& status, const std::vector<ChunkPtr>& chunks) {
  if (!log_)
    return;
  Ended job{status, chunks};
  if (const auto written = write_end(job); !written) {
    logger("scheduler")->error("{}; it is tried again", written.error().message);
    unwritten_.push_back(std::move(job));
  }
}

Result<void> DurableJobs::write_end(const Ended& job) {
  const auto& [status, chunks] = job;
  std::map<Key, std::vector<Buffer>> streams;
  std::uint64_t size = 0;
  for (std::size_t i = 0; i < chunks.size(); ++i) {
    auto stream = to_stream(*chunks[i], process_pool());
    size += stream.size;
    streams[status.outputs[i]] = std::move(stream.pieces);
  }
  if (size > most_output_bytes) {
    logger("scheduler")
        ->warn("job {}: its outputs are too large for the job log; after a restart they are computed again",
               to_string(status.job));
    return {};
  }
  const std::vector<std::pair<Key, std::vector<Buffer>>> outputs(streams.begin(), streams.end());
  return heed(log_->end(status.job, encode(Response{status}), status.outputs, outputs));
}

void DurableJobs::write_again() {
  const auto now = clock_();
  if (unwritten_.empty() || over_ || now - tried_ < write_again_every)
    return;
  tried_ = now;
  std::size_t written = 0;
  while (written < unwritten_.size() && write_end(unwritten_[written]))
    ++written;
  unwritten_.erase(unwritten_.begin(), unwritten_.begin() + static_cast<std::ptrdiff_t>(written));
}

void DurableJobs::forget(JobId job) {
  if (!log_)
    return;
  std::erase_if(unwritten_, [job](const Ended& ended) { return ended.status.job == job; });
  if (auto forgotten = heed(log_->forget(job)); !forgotten)
    logger("scheduler")->error("{}", forgotten.error().message);
}

bool DurableJobs::may_act() {
  if (!log_ || over_)
    return !over_;
  if (lease_.at(clock_()) != LeaseHold::Standing::held)
    renew_in_time();
  return !over_;
}

/// Whoever holds the lease may have it no more when it returns; or it has been renewed, or need not be yet.
void DurableJobs::renew_in_time() {
  const auto begun = clock_();
  for (bool told = false; !over_; std::this_thread::sleep_for(pause_between_renewals)) {
    const auto renewed = heed(renew());
    if (renewed && told)
      logger("scheduler")->warn("has renewed its lease and goes on");
    if (renewed || over_ || lease_.at(clock_()) != LeaseHold::Standing::expired)
      return;
    if (!std::exchange(told, true))
      logger("scheduler")
          ->error("stands still: its lease has run out and cannot be renewed: {}", renewed.error().message);
    if (clock_() - begun > patience)
      over_ = Error{Errc::io_error, "the lease could not be renewed for " + std::to_string(patience / 1000)
                                        + " s: " + renewed.error().message};
  }
}

Result<void> DurableJobs::renew() {
  const auto begun = clock_();
  TROUPE_TRY(is_ours, log_->renew());
  if (!is_ours)
    return fail(Errc::lost, "another scheduler has taken over");
  lease_.renewed(begun);
  return {};
}

} // namespace troupe
