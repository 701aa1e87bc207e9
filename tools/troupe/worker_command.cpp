#include "tools/troupe/worker_command.hpp"

#include "actors/logging/logging.hpp"
#include "actors/supervisor/nanny.hpp"
#include "actors/system/machine.hpp"
#include "tools/troupe/connection.hpp"
#include "tools/troupe/print.hpp"
#include "tools/troupe/serve.hpp"
#include "tools/troupe/unasked_exit.hpp"

#include <limits>

namespace troupe::tool {
namespace {

WorkerOptions worker_options(const Invocation& invocation) {
  const auto& configuration = invocation.configuration;
  WorkerOptions options;
  options.schedulers = scheduler_addresses(configuration);
  options.patience = configuration.duration("worker.patience");
  options.secret_file = configuration.text("secret-file");
  options.tls_folder = configuration.text("tls-folder");
  options.insecure = configuration.toggle("insecure");
  options.transfer = value_of(transfer_ways, configuration.text("transfer")).value();
  options.name = configuration.text("worker.name");
  options.host = configuration.host("worker.host");
  options.port = configuration.port("worker.port");
  options.threads = configuration.count("threads");
  options.memory_limit = configuration.size("memory-limit");
  options.spill_folder = configuration.text("spill-folder");
  options.spill_quota = configuration.size("spill-quota");
  options.compression = value_of(compressions, configuration.text("compression")).value();
  options.data_folders = configuration.files("worker.data-folder");
  options.plugins = configuration.files("worker.plugin");
  options.connect_timeout = configuration.duration("connect-timeout");
  options.stuck_after = configuration.duration("worker.stuck-after");
  if (const auto protocol = invocation.arguments.whole_number("protocol", 1, std::numeric_limits<std::uint32_t>::max()))
    options.protocol = static_cast<std::uint32_t>(*protocol);
  return options;
}

/// In a process of its own, which its nanny watches over.
ExitCode work_supervised(Invocation& invocation, WorkerOptions options, int line) {
  take_line(line);
  invocation.stop.ignore_interrupts();
  invocation.stop.stopping_exits_with(NannyState::code_in_order);
  options.beat = [line] { report_alive(line); };
  const auto node = or_fail(Node::worker(options));
  print("listening on " + to_string(node->address()) + "\n");
  const UnaskedExit watch;
  const auto code = serve(*node, invocation.stop);
  return code == ExitCode::ok ? static_cast<ExitCode>(NannyState::code_in_order) : code;
}

ExitCode work(Invocation& invocation, const WorkerOptions& options) {
  const auto line = invocation.arguments.whole_number("supervised", 0, std::numeric_limits<int>::max());
  if (line)
    return work_supervised(invocation, options, static_cast<int>(*line));
  const auto node = or_fail(Node::worker(options));
  print("listening on " + to_string(node->address()) + "\n");
  const UnaskedExit watch;
  return serve(*node, invocation.stop);
}

/// The worker in a process of its own, this command with one flag more, and this process to watch over it.
ExitCode watch_over(Invocation& invocation, const WorkerOptions& options) {
  SupervisedProcess process;
  process.argv = {"/proc/self/exe"};
  process.argv.insert(process.argv.end(), invocation.words.begin(), invocation.words.end());
  process.warn = [](const std::string& line) { logger("nanny")->warn("{}", line); };
  NannyOptions limits;
  limits.memory_limit = options.memory_limit > 0 ? options.memory_limit : available_memory();
  const auto supervisor = or_fail(Nanny::make(std::move(process), limits));
  const OnStop stopping(invocation.stop, [&supervisor] { supervisor->stop(); });
  return static_cast<ExitCode>(supervisor->run());
}

ExitCode run_worker(Invocation& invocation) {
  no_operands(invocation);
  invocation.stop.stopping_is_success();
  const auto options = worker_options(invocation);
  const bool watched = invocation.configuration.toggle("worker.nanny") && !invocation.arguments.has("supervised");
  return watched ? watch_over(invocation, options) : work(invocation, options);
}

} // namespace

Command worker_command() {
  Command command;
  command.name = "worker";
  command.summary = "join a cluster as a worker, until told to stop";
  command.details =
      "The first line on stdout says where it listens for its peers: 'listening on 127.0.0.1:40123'; by then it "
      "has joined. The log goes to stderr. Under its nanny the worker is a process of its own; each that is "
      "started prints such a line.\n"
      "\n"
      "Examples:\n"
      "  troupe worker --scheduler 127.0.0.1:8786\n"
      "  troupe worker --scheduler 10.0.0.5:8786 --threads 8 --memory-limit 16GiB --data-folder /data";
  command.settings = connection_settings;
  for (const auto* key : {"threads", "memory-limit", "spill-folder", "spill-quota", "compression", "transfer",
                          "worker.name", "worker.patience", "worker.stuck-after", "worker.host", "worker.port",
                          "worker.data-folder", "worker.plugin", "worker.nanny"})
    command.settings.emplace_back(key);
  Flag supervised{std::string(supervised_flag.substr(2)), "FD", "where to tell the nanny that it has joined"};
  supervised.hidden = true;
  Flag protocol{"protocol", "N", "claim to speak this protocol, to see that a scheduler refuses it"};
  protocol.hidden = true;
  command.flags = {supervised, protocol};
  command.serves = true;
  command.run = run_worker;
  return command;
}

} // namespace troupe::tool
