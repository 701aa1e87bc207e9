#include "tools/troupe/command_line.hpp"

#include "runtime/base/escaped.hpp"
#include "runtime/base/json_writer.hpp"
#include "tools/troupe/configure.hpp"
#include "tools/troupe/help.hpp"
#include "tools/troupe/print.hpp"

#include <algorithm>
#include <cstdio>

namespace troupe::tool {
namespace {

void print_help(const Command& command, const Arguments& arguments) {
  const auto& operands = arguments.positional();
  if (command.takes_job && !operands.empty())
    print(help_text(command, job_named(operands.front())));
  else
    print(help_text(command));
}

ExitCode run(const std::vector<std::string>& words, StopSignals& stop) {
  if (words.empty())
    refuse("a command is needed ('troupe --help' lists them)");
  if (words.front() == "--help" || words.front() == "-h") {
    print(help_text());
    return ExitCode::ok;
  }
  const auto& command = command_named(words.front() == "--version" ? "version" : words.front());
  auto arguments = Arguments::parse(flags_of(command), {words.begin() + 1, words.end()});
  if (arguments.has("help")) {
    print_help(command, arguments);
    return ExitCode::ok;
  }
  auto configuration = configure(command, arguments);
  configure_log(command, configuration);
  Invocation invocation{std::move(arguments), std::move(configuration), stop, words};
  return command.run(invocation);
}

ExitCode tell(const Error& error, ExitCode code, bool json, const StopSignals& stop) {
  const bool interrupted = error.code == Errc::cancelled && stop.received() != 0;
  const auto message = interrupted ? std::string("interrupted") : error.message;
  std::fprintf(stderr, "troupe: %s\n", escaped(message).c_str());
  if (json) {
    JsonWriter writer;
    writer.begin_object().key("error").begin_object();
    writer.field("code", to_string(error.code)).field("message", message).end_object().end_object();
    try {
      print(writer.str() + "\n");
    } catch (const CommandFailure&) {
      // Nobody reads it; stderr has the sentence.
    }
  }
  return interrupted ? static_cast<ExitCode>(stop.exit_code()) : code;
}

} // namespace

ExitCode run_command_line(const std::vector<std::string>& words, StopSignals& stop) {
  const bool json = std::find(words.begin(), words.end(), "--json") != words.end();
  try {
    return run(words, stop);
  } catch (const CommandFailure& failure) {
    return tell(failure.error(), failure.code(), json, stop);
  } catch (const TroupeError& failure) {
    return tell(failure.error(), exit_code_of(failure.error()), json, stop);
  } catch (const std::exception& failure) {
    return tell({Errc::internal, failure.what()}, ExitCode::failed, json, stop);
  }
}

} // namespace troupe::tool
