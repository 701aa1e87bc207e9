#include "tools/troupe/status_text.hpp"

#include "runtime/base/escaped.hpp"
#include "runtime/base/number_text.hpp"
#include "tools/troupe/text_table.hpp"

namespace troupe::tool {
namespace {

std::string counted(std::uint64_t count, const std::string& what) {
  return format_count(count) + " " + what + (count == 1 ? "" : "s");
}

std::uint64_t refused_by_all(const ClusterStatus& cluster) {
  auto sum = cluster.refused;
  for (const auto& worker : cluster.workers)
    sum += worker.beat.refused;
  return sum;
}

std::string workers_table(const std::vector<WorkerStatus>& workers) {
  using enum TextTable::Align;
  TextTable table({{"WORKER", left},
                   {"ADDRESS", left},
                   {"PID", right},
                   {"THREADS", right},
                   {"RUNNING", right},
                   {"WAITING", right},
                   {"CHUNKS", right},
                   {"HELD", right},
                   {"SPILLED", right},
                   {"RESIDENT", right},
                   {"LIMIT", right},
                   {"HEARD", right},
                   {"LONGEST TASK", left}});
  for (const auto& worker : workers) {
    const auto& beat = worker.beat;
    table.add({worker.info.name + (worker.retiring ? " (retiring)" : ""), to_string(worker.info.address),
               std::to_string(worker.info.pid), std::to_string(worker.info.threads), std::to_string(beat.running),
               std::to_string(beat.waiting), format_count(beat.chunks), format_bytes(beat.chunk_bytes),
               format_bytes(beat.spilled_bytes), format_bytes(beat.resident_bytes) + (beat.paused ? " (paused)" : ""),
               format_bytes(worker.info.memory_limit), format_seconds(worker.seconds_since_beat) + " ago",
               beat.longest_us > 0
                   ? format_seconds(static_cast<double>(beat.longest_us) * 1e-6) + " " + worker.longest_kernel
                   : ""});
  }
  return table.str();
}

std::string jobs_table(const std::vector<JobStatus>& jobs) {
  using enum TextTable::Align;
  TextTable table({{"JOB", left}, {"NAME", left}, {"PHASE", left}, {"TASKS", right}, {"MADE", right}, {"TIME", right}});
  for (const auto& job : jobs)
    table.add({to_string(job.job), job.name, std::string(to_string(job.phase)),
               format_count(job.progress.tasks_done) + "/" + format_count(job.progress.tasks_total),
               format_bytes(job.progress.bytes_made), format_seconds(job.seconds)});
  return table.str();
}

void write_worker(const WorkerStatus& worker, JsonWriter& json) {
  const auto& info = worker.info;
  const auto& beat = worker.beat;
  json.begin_object()
      .field("id", to_string(info.id))
      .field("name", info.name)
      .field("address", to_string(info.address));
  json.field("version", info.version).field("pid", info.pid).field("threads", info.threads);
  json.field("memory_limit", info.memory_limit).field("resident_bytes", beat.resident_bytes);
  json.field("chunk_bytes", beat.chunk_bytes).field("spilled_bytes", beat.spilled_bytes).field("chunks", beat.chunks);
  json.field("running", beat.running).field("waiting", beat.waiting).field("assigned", worker.assigned);
  json.field("longest_task_seconds", static_cast<double>(beat.longest_us) * 1e-6)
      .field("longest_task_kernel", worker.longest_kernel);
  json.field("refused_connections", beat.refused).field("retiring", worker.retiring);
  json.field("paused", beat.paused).field("seconds_since_beat", worker.seconds_since_beat).end_object();
}

void write_job(const JobStatus& job, JsonWriter& json) {
  json.begin_object().field("id", to_string(job.job)).field("name", job.name).field("phase", to_string(job.phase));
  json.field("detached", job.detached).field("tasks_done", job.progress.tasks_done);
  json.field("tasks_total", job.progress.tasks_total).field("bytes_made", job.progress.bytes_made);
  json.field("seconds", job.seconds);
  if (job.phase == JobPhase::failed || job.phase == JobPhase::cancelled)
    json.key("error")
        .begin_object()
        .field("code", to_string(job.error.code))
        .field("message", job.error.message)
        .end_object();
  json.end_object();
}

} // namespace

std::string cluster_text(const ClusterStatus& cluster, const std::string& address) {
  std::uint64_t threads = 0;
  for (const auto& worker : cluster.workers)
    threads += worker.info.threads;
  auto text = "Scheduler at " + address + ": Troupe " + cluster.version + ", process " + std::to_string(cluster.pid)
              + ", up " + format_seconds(cluster.uptime_seconds) + "\n" + counted(cluster.workers.size(), "worker")
              + " with " + counted(threads, "thread") + "; " + counted(cluster.chunks_in_memory, "chunk") + " held, "
              + counted(cluster.tasks_in_state, "task") + " known\n";
  if (const auto refused = refused_by_all(cluster); refused > 0)
    text += counted(refused, "connection") + " of strangers refused\n";
  if (!cluster.workers.empty())
    text += "\n" + workers_table(cluster.workers);
  if (!cluster.jobs.empty())
    text += "\n" + jobs_table(cluster.jobs);
  return text;
}

std::string job_text(const JobStatus& job) {
  auto text = "job " + to_string(job.job) + " '" + escaped(job.name) + "': " + std::string(to_string(job.phase)) + ", "
              + format_count(job.progress.tasks_done) + " of " + counted(job.progress.tasks_total, "task") + ", "
              + format_bytes(job.progress.bytes_made) + " made, " + format_seconds(job.seconds);
  if (job.phase == JobPhase::failed)
    text += ": " + escaped(job.error.message);
  return text + "\n";
}

std::string cluster_json(const ClusterStatus& cluster) {
  JsonWriter json;
  json.begin_object().field("version", cluster.version).field("pid", cluster.pid);
  json.field("uptime_seconds", cluster.uptime_seconds).field("tasks_in_state", cluster.tasks_in_state);
  json.field("chunks_in_memory", cluster.chunks_in_memory).field("refused_connections", refused_by_all(cluster));
  json.field("encrypted", cluster.encrypted).key("workers").begin_array();
  for (const auto& worker : cluster.workers)
    write_worker(worker, json);
  json.end_array().key("jobs").begin_array();
  for (const auto& job : cluster.jobs)
    write_job(job, json);
  json.end_array().end_object();
  return json.str() + "\n";
}

std::string job_json(const JobStatus& job) {
  JsonWriter json;
  write_job(job, json);
  return json.str() + "\n";
}

} // namespace troupe::tool
