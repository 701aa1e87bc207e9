#include "tools/troupe/exit_code.hpp"

#include <array>

namespace troupe::tool {

std::span<const ExitCodeHelp> exit_codes() {
  static constexpr std::array<ExitCodeHelp, 8> table{{
      {ExitCode::ok, "success"},
      {ExitCode::failed, "the job failed or was cancelled"},
      {ExitCode::usage, "a wrong command, flag, value or configuration"},
      {ExitCode::unreachable, "the scheduler cannot be reached, was lost, or speaks another version"},
      {ExitCode::not_found, "no such job, input file or column"},
      {ExitCode::timeout, "still running after the stated time"},
      {ExitCode::interrupted, "interrupted by Ctrl-C"},
      {ExitCode::terminated, "terminated by SIGTERM"},
  }};
  return table;
}

ExitCode exit_code_of(const Error& error) {
  switch (error.code) {
  case Errc::not_found:
    return ExitCode::not_found;
  case Errc::unreachable:
  case Errc::lost:
  case Errc::version_mismatch:
    return ExitCode::unreachable;
  case Errc::timeout:
    return ExitCode::timeout;
  default:
    return ExitCode::failed;
  }
}

void refuse(std::string message) {
  throw CommandFailure(ExitCode::usage, Error{Errc::invalid_argument, std::move(message)});
}

} // namespace troupe::tool
