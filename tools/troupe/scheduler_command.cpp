#include "tools/troupe/scheduler_command.hpp"

#include "actors/system/node.hpp"
#include "tools/troupe/print.hpp"
#include "tools/troupe/serve.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>

namespace troupe::tool {
namespace {

/// Whole or not at all: who waits for the file may read it as soon as it is there.
void write_port_file(const std::string& path, std::uint16_t port) {
  const auto unfinished = path + ".new";
  std::ofstream file(unfinished);
  file << port << "\n";
  file.close();
  if (!file || std::rename(unfinished.c_str(), path.c_str()) != 0)
    throw CommandFailure(Error{Errc::io_error, "cannot write '" + path + "': " + std::strerror(errno)});
}

/// It is written when the scheduler ends, which would be too late to find out.
std::string record_file(const Invocation& invocation) {
  const auto path = invocation.arguments.text("record").value_or("");
  if (!path.empty() && !std::ofstream(path, std::ios::app))
    throw CommandFailure(Error{Errc::io_error, "cannot write the record '" + path + "': " + std::strerror(errno)});
  return path;
}

ExitCode run_scheduler(Invocation& invocation) {
  no_operands(invocation);
  invocation.stop.stopping_is_success();
  const auto& configuration = invocation.configuration;
  SchedulerOptions options;
  options.host = configuration.host("scheduler.host");
  options.port = configuration.port("scheduler.port");
  options.heartbeat = configuration.duration("scheduler.heartbeat");
  options.worker_timeout = configuration.duration("scheduler.worker-timeout");
  options.task_timeout = configuration.timeout("scheduler.task-timeout");
  options.record_file = record_file(invocation);
  options.job_log = configuration.text("scheduler.job-log");
  options.standby = invocation.arguments.has("standby");
  options.decisions = configuration.limit("scheduler.decisions");
  options.policy = configuration.text("scheduler.policy");
  options.secret_file = configuration.text("secret-file");
  options.tls_folder = configuration.text("tls-folder");
  options.insecure = configuration.toggle("insecure");
  const auto node = or_fail(Node::scheduler(options, [&] { return invocation.stop.received() != 0; }));
  print("listening on " + to_string(node->address()) + "\n");
  if (const auto path = invocation.arguments.text("port-file"))
    write_port_file(*path, node->address().port);
  return serve(*node, invocation.stop);
}

} // namespace

Command scheduler_command() {
  Command command;
  command.name = "scheduler";
  command.summary = "serve as the scheduler of a cluster, until told to stop";
  command.details =
      "The first line on stdout says where it listens: 'listening on 127.0.0.1:8786'. The log goes to stderr.\n"
      "\n"
      "Examples:\n"
      "  troupe scheduler\n"
      "  troupe scheduler --port 0 --port-file port.txt\n"
      "  troupe scheduler --job-log jobs.db & troupe scheduler --port 8787 --job-log jobs.db --standby";
  command.settings = {"scheduler.host",
                      "scheduler.port",
                      "scheduler.heartbeat",
                      "scheduler.worker-timeout",
                      "scheduler.task-timeout",
                      "scheduler.job-log",
                      "scheduler.decisions",
                      "scheduler.policy",
                      "secret-file",
                      "tls-folder",
                      "insecure"};
  Flag port_file{"port-file", "FILE", "write the port that it listens on to this file, once it does"};
  port_file.completion = Completion::file;
  Flag record{"record", "FILE", "write what ran to this file at the end, for `troupe simulate --replay`"};
  record.completion = Completion::file;
  Flag standby{"standby", "", "wait until the scheduler that has the job log is gone, then take over"};
  command.flags = {standby, port_file, record};
  command.serves = true;
  command.run = run_scheduler;
  return command;
}

} // namespace troupe::tool
