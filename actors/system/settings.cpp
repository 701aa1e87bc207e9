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
       "the scheduler of the cluster; several with commas between where a standby may take over"},
      {"connect-timeout", "connect-timeout", "TROUPE_CONNECT_TIMEOUT", duration, "5s", "TIME",
       "give up reaching the scheduler after this"},
      {"secret-file", "secret-file", "TROUPE_SECRET_FILE", text, "", "FILE",
       "what every process of a cluster proves to hold; ~/.config/troupe/secret when empty, made at first need"},
      {"tls-folder", "tls-folder", "TROUPE_TLS_FOLDER", text, "", "FOLDER",
       "a node's certificate, its key and the authority's certificate, as 'troupe certs init' makes them: every "
       "connection is then "
       "under TLS; when empty, those with other machines are, with what is in ~/.config/troupe/tls"},
      {"insecure", "insecure", "TROUPE_INSECURE", toggle, "false", "",
       "speak with other machines without TLS where there is no certificate: whoever can read or alter packets can do "
       "so"},
      {"workers", "workers", "TROUPE_WORKERS", count, "1", "N", "workers of an embedded cluster"},
      {"threads", "threads", "TROUPE_THREADS", count, "auto", "N",
       "kernels at once in each worker; auto is all cores, shared among the workers of an embedded cluster"},
      {"memory-limit", "memory-limit", "TROUPE_MEMORY_LIMIT", size, "auto", "SIZE",
       "memory of each worker, such as 4GiB; auto is what the machine has, or the least limit of the control groups "
       "(container, "
       "slice, batch job) that it is in: all of it for each worker process, so say it where several share one; the "
       "workers of an "
       "embedded cluster get equal parts"},
      {"spill-folder", "spill-folder", "TROUPE_SPILL_FOLDER", text, "", "FOLDER",
       "where chunks go when memory is short; a temporary folder when empty"},
      {"spill-quota", "spill-quota", "TROUPE_SPILL_QUOTA", size, "auto", "SIZE",
       "most that each worker may put there; auto is as much as the disk has"},
      {"compression", "compression", "TROUPE_COMPRESSION", choice, "auto", "WHEN",
       "make chunks smaller of which samples say that it pays: where they go to disk, and where they come in slices "
       "from other "
       "machines; on: also from processes of this one",
       names_of(compressions)},
      {"transfer", "transfer", "TROUPE_TRANSFER", choice, "auto", "WAY",
       "how chunks come from other processes and leave for them: in slices over the one connection, streamed over one "
       "beside it, "
       "or read directly out of memory; auto is direct for large ones where the system lets this process do so, else "
       "streamed",
       names_of(transfer_ways)},
      {"scheduler.host", "host", "TROUPE_SCHEDULER_HOST", host, "127.0.0.1", "HOST", "address a scheduler listens on"},
      {"scheduler.port", "port", "TROUPE_SCHEDULER_PORT", port, "8786", "PORT",
       "port a scheduler listens on; 0 takes a free one"},
      {"scheduler.job-log", "job-log", "TROUPE_SCHEDULER_JOB_LOG", text, "", "FILE",
       "where submitted jobs are kept, so that they survive the scheduler; a standby shares it"},
      {"scheduler.heartbeat", "heartbeat", "TROUPE_SCHEDULER_HEARTBEAT", duration, "500ms", "TIME",
       "how often workers report"},
      {"scheduler.worker-timeout", "worker-timeout", "TROUPE_SCHEDULER_WORKER_TIMEOUT", duration, "5s", "TIME",
       "a worker silent for so long is lost"},
      {"scheduler.task-timeout", "task-timeout", "TROUPE_SCHEDULER_TASK_TIMEOUT", timeout, "never", "TIME",
       "a task that runs for longer has failed, unless it is annotated otherwise; a worker stuck in it is started "
       "again"},
      {"scheduler.decisions", "decisions", "TROUPE_SCHEDULER_DECISIONS", limit, "10000", "N",
       "how many of its last placements a scheduler remembers, for 'troupe explain-task'"},
      {"scheduler.policy", "policy", "TROUPE_SCHEDULER_POLICY", choice, "troupe", "NAME",
       "how tasks get their workers: troupe weighs where their inputs are against how busy each worker is; the others, "
       "which do "
       "neither balance nor steal, are there to be compared with",
       schedule::placement_policy_names()},
      {"worker.patience", "patience", "TROUPE_WORKER_PATIENCE", duration, "60s", "TIME",
       "how long a worker whose scheduler is gone keeps what it holds and looks for another"},
      {"worker.stuck-after", "stuck-after", "TROUPE_WORKER_STUCK_AFTER", duration, "10s", "TIME",
       "a task that was cancelled and does not return for so long makes its worker be replaced: it gets no more tasks, "
       "what it "
       "holds is moved to others or made again, and 30 s later at the latest it ends and its nanny starts another"},
      {"worker.name", "name", "TROUPE_WORKER_NAME", text, "", "NAME", "name of a worker; host and process when empty"},
      {"worker.host", "host", "TROUPE_WORKER_HOST", host, "127.0.0.1", "HOST",
       "address a worker listens on for its peers"},
      {"worker.port", "port", "TROUPE_WORKER_PORT", port, "0", "PORT",
       "port a worker listens on for its peers; 0 takes a free one"},
      {"worker.data-folder", "data-folder", "TROUPE_WORKER_DATA_FOLDER", files, "", "FOLDER",
       "where jobs may read and write files, and in no other folder; may be repeated, and / is everything; the folder "
       "that the "
       "worker is started in when empty, unless that is /"},
      {"worker.plugin", "plugin", "TROUPE_WORKER_PLUGIN", files, "", "FILE",
       "shared library with kernels of your own; may be repeated"},
      {"worker.nanny", "nanny", "TROUPE_WORKER_NANNY", toggle, "true", "",
       "watch over the worker from a process of its own: start it again when it dies, kill it before memory runs out"},
      {"log.level",
       "log-level",
       "TROUPE_LOG_LEVEL",
       choice,
       "auto",
       "LEVEL",
       "least severe messages shown; auto is info for scheduler and worker, warning for the rest",
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
