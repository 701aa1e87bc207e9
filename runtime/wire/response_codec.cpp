#include "runtime/wire/job_codec.hpp"

#include "runtime/wire/detail/job_values.hpp"
#include "schemas/job.capnp.h"

namespace troupe::wire {
namespace {

// Those of the small values, beside those here.
using wire::read;
using wire::words_of;
using wire::write;

// JobPhase's numbers are the schema's.
static_assert(static_cast<int>(JobPhase::running) == static_cast<int>(schema::JobPhase::RUNNING)
              && static_cast<int>(JobPhase::done) == static_cast<int>(schema::JobPhase::DONE)
              && static_cast<int>(JobPhase::failed) == static_cast<int>(schema::JobPhase::FAILED)
              && static_cast<int>(JobPhase::cancelled) == static_cast<int>(schema::JobPhase::CANCELLED));

JobPhase to_phase(schema::JobPhase phase) {
  if (phase > schema::JobPhase::CANCELLED)
    refuse_unknown("a job phase", static_cast<unsigned int>(phase));
  return static_cast<JobPhase>(phase);
}

void write_keys(const std::vector<Key>& keys, capnp::List<schema::Key>::Builder builder) {
  for (unsigned int i = 0; i < keys.size(); ++i)
    wire::write(keys[i], builder[i]);
}

std::vector<Key> read_keys(capnp::List<schema::Key>::Reader reader, Allowance& allowance) {
  std::vector<Key> keys;
  keys.reserve(allowance.charge(reader));
  for (auto key : reader)
    keys.push_back(read_key(key));
  return keys;
}

void write(const JobStatus& status, schema::JobStatus::Builder builder) {
  builder.setJob(status.job.value);
  builder.setName(to_text(status.name));
  builder.setPhase(static_cast<schema::JobPhase>(status.phase));
  builder.setDetached(status.detached);
  write(status.progress, builder.initProgress());
  builder.setSeconds(status.seconds);
  wire::write(status.error, builder.initError());
  wire::write(status.meta, builder.initMeta());
  write_keys(status.outputs, builder.initOutputs(list_size(status.outputs)));
}

JobStatus read(schema::JobStatus::Reader reader, Allowance& allowance) {
  return {.job = {reader.getJob()},
          .name = from_text(reader.getName()),
          .phase = to_phase(reader.getPhase()),
          .detached = reader.getDetached(),
          .progress = read(reader.getProgress()),
          .seconds = reader.getSeconds(),
          .error = wire::read(reader.getError()),
          .meta = wire::read(reader.getMeta(), allowance),
          .outputs = read_keys(reader.getOutputs(), allowance)};
}

void write(const WorkerStatus& status, schema::WorkerStatus::Builder builder) {
  wire::write(status.info, builder.initInfo());
  wire::write(status.beat, builder.initBeat());
  builder.setAssigned(status.assigned);
  builder.setSecondsSinceBeat(status.seconds_since_beat);
  builder.setLongestKernel(to_text(status.longest_kernel));
  builder.setRetiring(status.retiring);
}

WorkerStatus read(schema::WorkerStatus::Reader reader, Allowance& allowance) {
  return {wire::read(reader.getInfo(), allowance),
          wire::read(reader.getBeat()),
          reader.getAssigned(),
          reader.getSecondsSinceBeat(),
          from_text(reader.getLongestKernel()),
          reader.getRetiring()};
}

void write(const PlacementCandidate& candidate, schema::PlacementCandidate::Builder builder) {
  builder.setWorker(candidate.worker.value);
  builder.setName(to_text(candidate.name));
  builder.setWaitUs(candidate.wait_us);
  builder.setMoveUs(candidate.move_us);
  builder.setMoveBytes(candidate.move_bytes);
}

PlacementCandidate read(schema::PlacementCandidate::Reader reader) {
  return {
      {reader.getWorker()}, from_text(reader.getName()), reader.getWaitUs(), reader.getMoveUs(), reader.getMoveBytes()};
}

void write(const TaskExplanation& explanation, schema::TaskExplanation::Builder builder) {
  const auto& decision = explanation.decision;
  wire::write(decision.key, builder.getKey());
  builder.setRule(to_text(decision.rule));
  builder.setExpectedUs(decision.expected_us);
  auto candidates = builder.initCandidates(list_size(decision.candidates));
  for (unsigned int i = 0; i < candidates.size(); ++i)
    write(decision.candidates[i], candidates[i]);
  builder.setWinner(decision.winner.value);
  builder.setSecondsAgo(explanation.seconds_ago);
}

TaskExplanation read(schema::TaskExplanation::Reader reader, Allowance& allowance) {
  TaskExplanation explanation{{.key = read_key(reader.getKey()),
                               .when = 0,
                               .rule = from_text(reader.getRule()),
                               .expected_us = reader.getExpectedUs(),
                               .candidates = {},
                               .winner = {reader.getWinner()}},
                              reader.getSecondsAgo()};
  const auto candidates = reader.getCandidates();
  explanation.decision.candidates.reserve(allowance.charge(candidates));
  for (auto candidate : candidates)
    explanation.decision.candidates.push_back(read(candidate));
  return explanation;
}

struct WriteResponse {
  schema::Response::Builder builder;
  void operator()(const Error& response) { wire::write(response, builder.initError()); }
  void operator()(const Welcome& response) {
    auto to = builder.initWelcome();
    to.setProtocol(response.protocol);
    to.setVersion(to_text(response.version));
    to.setHeartbeatUs(response.heartbeat_us);
  }
  void operator()(const JobAccepted& response) {
    auto to = builder.initJobAccepted();
    to.setJob(response.job.value);
    to.setTasks(response.tasks);
  }
  void operator()(const JobStatus& response) { write(response, builder.initJobStatus()); }
  void operator()(const TaskExplanation& response) { write(response, builder.initTaskExplanation()); }
  void operator()(const WorkerRetiring& response) {
    auto to = builder.initWorkerRetiring();
    to.setWorker(response.worker.value);
    to.setChunksLeft(response.chunks_left);
    to.setTasksLeft(response.tasks_left);
  }
  void operator()(const ClusterStatus& response) {
    auto to = builder.initClusterStatus();
    to.setVersion(to_text(response.version));
    to.setPid(response.pid);
    to.setUptimeSeconds(response.uptime_seconds);
    to.setTasksInState(response.tasks_in_state);
    to.setChunksInMemory(response.chunks_in_memory);
    to.setRefused(response.refused);
    to.setEncrypted(response.encrypted);
    auto workers = to.initWorkers(list_size(response.workers));
    for (unsigned int i = 0; i < workers.size(); ++i)
      write(response.workers[i], workers[i]);
    auto jobs = to.initJobs(list_size(response.jobs));
    for (unsigned int i = 0; i < jobs.size(); ++i)
      write(response.jobs[i], jobs[i]);
  }
};

ClusterStatus read(schema::ClusterStatus::Reader reader, Allowance& allowance) {
  ClusterStatus status{.version = from_text(reader.getVersion()),
                       .pid = reader.getPid(),
                       .uptime_seconds = reader.getUptimeSeconds(),
                       .tasks_in_state = reader.getTasksInState(),
                       .chunks_in_memory = reader.getChunksInMemory(),
                       .workers = {},
                       .jobs = {},
                       .refused = reader.getRefused(),
                       .encrypted = reader.getEncrypted()};
  const auto workers = reader.getWorkers();
  status.workers.reserve(allowance.charge(workers));
  for (auto worker : workers)
    status.workers.push_back(read(worker, allowance));
  const auto jobs = reader.getJobs();
  status.jobs.reserve(allowance.charge(jobs));
  for (auto job : jobs)
    status.jobs.push_back(read(job, allowance));
  return status;
}

Response read(schema::Response::Reader reader, Allowance& allowance) {
  using Which = schema::Response::Which;
  switch (reader.which()) {
  case Which::ERROR:
    return wire::read(reader.getError());
  case Which::WELCOME: {
    const auto from = reader.getWelcome();
    return Welcome{from.getProtocol(), from_text(from.getVersion()), from.getHeartbeatUs()};
  }
  case Which::JOB_ACCEPTED:
    return JobAccepted{{reader.getJobAccepted().getJob()}, reader.getJobAccepted().getTasks()};
  case Which::JOB_STATUS:
    return read(reader.getJobStatus(), allowance);
  case Which::CLUSTER_STATUS:
    return read(reader.getClusterStatus(), allowance);
  case Which::WORKER_RETIRING: {
    const auto from = reader.getWorkerRetiring();
    return WorkerRetiring{{from.getWorker()}, from.getChunksLeft(), from.getTasksLeft()};
  }
  case Which::TASK_EXPLANATION:
    return read(reader.getTaskExplanation(), allowance);
  }
  refuse_unknown("an answer of kind", static_cast<unsigned int>(reader.which()));
}

std::size_t words_of(const JobStatus& status) {
  return 20 + words_of(status.name) + words_of(status.error) + words_of(status.meta) + 2 * status.outputs.size();
}

std::size_t words_of(const WorkerStatus& status) {
  return 28 + words_of(status.longest_kernel) + words_of(status.info.version) + words_of(status.info.name)
         + words_of(status.info.address.host);
}

struct WordsOf {
  std::size_t operator()(const Error& response) const { return wire::words_of(response); }
  std::size_t operator()(const Welcome& response) const { return 6 + wire::words_of(response.version); }
  std::size_t operator()(const JobAccepted&) const { return 4; }
  std::size_t operator()(const WorkerRetiring&) const { return 6; }
  std::size_t operator()(const JobStatus& response) const { return words_of(response); }
  std::size_t operator()(const TaskExplanation& response) const {
    std::size_t words = 10 + wire::words_of(response.decision.rule);
    for (const auto& candidate : response.decision.candidates)
      words += 6 + wire::words_of(candidate.name);
    return words;
  }
  std::size_t operator()(const ClusterStatus& response) const {
    std::size_t words = 14 + wire::words_of(response.version);
    for (const auto& worker : response.workers)
      words += words_of(worker);
    for (const auto& job : response.jobs)
      words += words_of(job);
    return words;
  }
};

} // namespace
} // namespace troupe::wire

namespace troupe {

Bytes encode(const Response& response) {
  return wire::write_message<schema::Response>(8 + std::visit(wire::WordsOf{}, response), [&](auto builder) {
    std::visit(wire::WriteResponse{builder}, response);
  });
}

Result<Response> decode_response(std::span<const std::byte> bytes) {
  using namespace wire; // the read functions above are found beside those of the small values
  return wire::read_message<schema::Response>(bytes, "the answer",
                                              [](auto reader, auto& allowance) { return read(reader, allowance); });
}

} // namespace troupe
