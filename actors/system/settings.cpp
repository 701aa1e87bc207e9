// The table of settings. A new one is one entry here, and is then a flag of the commands that list it
// (tools/troupe/commands.cpp), an environment variable, a line in files and a line of `troupe config`.
#include "actors/system/configuration.hpp"

#include "actors/protocol/transfer_way.hpp"
#include "runtime/chunk/compression.hpp"
#include "runtime/schedule/placement_policy.hpp"

namespace troupe {

const std::vector<Setting>& settings() {
  using enum SettingKind;
  static const std::vector<Setting> table{
      {"scheduler", "scheduler", "TROUPE_SCHEDULER", address, "", "HOST:PORT",
       "address of the scheduler; several, separated by commas, where a standby may take over"},
      {"connect-timeout", "connect-timeout", "TROUPE_CONNECT_TIMEOUT", duration, "5s", "TIME",
       "how long to try to reach the scheduler"},
      {"secret-file", "secret-file", "TROUPE_SECRET_FILE", text, "", "FILE",
       "file of the secret that all processes of a cluster share; ~/.config/troupe/secret when empty, created at first "
       "use"},
      {"tls-folder", "tls-folder", "TROUPE_TLS_FOLDER", text, "", "FOLDER",
       "folder of a node's certificate and key and of the authority's certificate, as 'troupe certs init' makes them: "
       "then every connection uses TLS; when empty, connections to other machines do, with ~/.config/troupe/tls"},
      {"insecure", "insecure", "TROUPE_INSECURE", toggle, "false", "",
       "connect to other machines without TLS where there is no certificate: whoever can read or alter packets can do "
       "so"},
      {"workers", "workers", "TROUPE_WORKERS", count, "1", "N", "number of workers of an embedded cluster"},
      {"threads", "threads", "TROUPE_THREADS", count, "auto", "N",
       "kernels that each worker runs at once; auto is all cores, divided among the workers of an embedded cluster"},
      {"memory-limit", "memory-limit", "TROUPE_MEMORY_LIMIT", size, "auto", "SIZE",
       "memory of each worker, such as 4GiB; auto is that of the machine, or the smallest limit of the control groups "
       "(container, slice, batch job) that contain the process; each worker process takes all of it, so set it where "
       "several share a machine; the workers of an embedded cluster get equal parts"},
      {"spill-folder", "spill-folder", "TROUPE_SPILL_FOLDER", text, "", "FOLDER",
       "where chunks are written when memory is short; a temporary folder when empty"},
      {"spill-quota", "spill-quota", "TROUPE_SPILL_QUOTA", size, "auto", "SIZE",
       "most bytes that each worker writes there; auto is the free space of the disk"},
      {"compression", "compression", "TROUPE_COMPRESSION", choice, "auto", "WHEN",
       "compress chunks when a sample shows that it pays: chunks that are spilled, and chunks that other machines send "
       "in slices; on: also those of processes on this machine",
       names_of(compressions)},
      {"transfer", "transfer", "TROUPE_TRANSFER", choice, "auto", "WAY",
       "how chunks move between processes: in slices over the control connection, streamed over a data connection, or "
       "read directly from memory; auto reads large ones directly where the system allows it, and streams otherwise",
       names_of(transfer_ways)},
      {"scheduler.host", "host", "TROUPE_SCHEDULER_HOST", host, "127.0.0.1", "HOST",
       "address that the scheduler listens on"},
      {"scheduler.port", "port", "TROUPE_SCHEDULER_PORT", port, "8786", "PORT",
       "port that the scheduler listens on; 0 takes a free one"},
      {"scheduler.job-log", "job-log", "TROUPE_SCHEDULER_JOB_LOG", text, "", "FILE",
       "file that keeps submitted jobs, so that they survive the scheduler; a standby shares it"},
      {"scheduler.heartbeat", "heartbeat", "TROUPE_SCHEDULER_HEARTBEAT", duration, "500ms", "TIME",
       "interval of the reports of workers"},
      {"scheduler.worker-timeout", "worker-timeout", "TROUPE_SCHEDULER_WORKER_TIMEOUT", duration, "5s", "TIME",
       "a worker that is silent for so long is lost"},
      {"scheduler.task-timeout", "task-timeout", "TROUPE_SCHEDULER_TASK_TIMEOUT", timeout, "never", "TIME",
       "a task that runs for longer has failed, unless it is annotated otherwise; a worker that is stuck in it is "
       "restarted"},
      {"scheduler.decisions", "decisions", "TROUPE_SCHEDULER_DECISIONS", limit, "10000", "N",
       "number of placement decisions that the scheduler keeps for 'troupe explain-task'"},
      {"scheduler.policy", "policy", "TROUPE_SCHEDULER_POLICY", choice, "troupe", "NAME",
       "how tasks get their workers: troupe weighs where their inputs are against how busy each worker is; the others, "
       "which do "
       "neither balance nor steal, are there to be compared with",
       schedule::placement_policy_names()},
      {"worker.patience", "patience", "TROUPE_WORKER_PATIENCE", duration, "60s", "TIME",
       "how long a worker without a scheduler keeps its chunks and looks for another scheduler"},
      {"worker.stuck-after", "stuck-after", "TROUPE_WORKER_STUCK_AFTER", duration, "10s", "TIME",
       "a worker is replaced when a cancelled task does not return for so long: it gets no more tasks, its chunks are "
       "moved or computed again, and after 30 s at most it ends and its nanny starts another"},
      {"worker.name", "name", "TROUPE_WORKER_NAME", text, "", "NAME",
       "name of the worker; host and process id when empty"},
      {"worker.host", "host", "TROUPE_WORKER_HOST", host, "127.0.0.1", "HOST",
       "address that the worker listens on for its peers"},
      {"worker.port", "port", "TROUPE_WORKER_PORT", port, "0", "PORT",
       "port that the worker listens on for its peers; 0 takes a free one"},
      {"worker.data-folder", "data-folder", "TROUPE_WORKER_DATA_FOLDER", files, "", "FOLDER",
       "folder where jobs may read and write files; may be repeated; / allows all; when empty, the folder that the "
       "worker is started in, unless that is /"},
      {"worker.plugin", "plugin", "TROUPE_WORKER_PLUGIN", files, "", "FILE",
       "shared library with user kernels; may be repeated"},
      {"worker.nanny", "nanny", "TROUPE_WORKER_NANNY", toggle, "true", "",
       "run the worker under a nanny process, which restarts it when it dies and kills it before memory runs out"},
      {"log.level",
       "log-level",
       "TROUPE_LOG_LEVEL",
       choice,
       "auto",
       "LEVEL",
       "least severe messages shown; auto is info for scheduler and worker, warning for other commands",
       {"auto", "trace", "debug", "info", "warning", "error", "off"}},
      {"log.format",
       "log-format",
       "TROUPE_LOG_FORMAT",
       choice,
       "text",
       "FORMAT",
       "how messages are written on stderr",
       {"text", "json"}},
  };
  return table;
}

const Setting* find_setting(std::string_view key) {
  for (const auto& setting : settings())
    if (setting.key == key)
      return &setting;
  return nullptr;
}

} // namespace troupe
