#include "actors/scheduler/durable_jobs.hpp"

#include "actors/logging/logging.hpp"
#include "runtime/base/wall_clock.hpp"
#include "runtime/chunk/buffer_pool.hpp"
#include "runtime/wire/chunk_codec.hpp"
#include "runtime/wire/job_codec.hpp"

#include <map>

namespace troupe {
namespace {

/// Of all outputs of one job.
constexpr std::uint64_t most_output_bytes = std::uint64_t{256} << 20;
/// A quarter of what a lease lasts.
constexpr std::int64_t renew_every = JobLog::lease_time.count() / 4;
constexpr std::int64_t write_again_every = 1000;

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
  return log_ ? log_->add(job, question.view()) : Result<void>{};
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
    logger("scheduler")->warn("job {}: its outputs are too large for the job log; after a restart they are computed again",
                              to_string(status.job));
    return {};
  }
  const std::vector<std::pair<Key, std::vector<Buffer>>> outputs(streams.begin(), streams.end());
  return log_->end(status.job, encode(Response{status}), status.outputs, outputs);
}

void DurableJobs::write_again() {
  const auto now = wall_milliseconds();
  if (unwritten_.empty() || lost_ || (now - tried_ < write_again_every && now >= tried_))
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
  if (auto forgotten = log_->forget(job); !forgotten)
    logger("scheduler")->error("{}", forgotten.error().message);
}

bool DurableJobs::may_act() {
  if (!log_ || lost_)
    return !lost_;
  const auto now = wall_milliseconds();
  if (now - renewed_ < renew_every && now >= renewed_)
    return true;
  const auto renewed = log_->renew(now);
  if (renewed) {
    renewed_ = now;
    lost_ = !*renewed;
  } else {
    logger("scheduler")->error("cannot renew the lease: {}", renewed.error().message);
    lost_ = now - renewed_ > JobLog::lease_time.count(); // another may have taken over by now
  }
  return !lost_;
}

} // namespace troupe
