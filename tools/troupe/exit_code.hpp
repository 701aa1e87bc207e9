// The exit codes that scripts rely on, and the exception that carries one. Pure values.
#pragma once

#include "runtime/base/result.hpp"

#include <exception>
#include <span>
#include <string>
#include <string_view>

namespace troupe::tool {

enum class ExitCode : int {
  ok = 0,
  failed = 1,        ///< the job failed or was cancelled, or the command could not do its work
  usage = 2,         ///< the command line, the environment or the configuration file is wrong
  unreachable = 3,   ///< the scheduler cannot be reached, was lost, or speaks another version
  not_found = 4,     ///< no such job, input file or column
  timeout = 5,       ///< still running after the stated time
  interrupted = 130, ///< Ctrl-C
  terminated = 143,  ///< SIGTERM
};

struct ExitCodeHelp {
  ExitCode code;
  std::string_view meaning;
};
/// For --help and the documentation's test.
std::span<const ExitCodeHelp> exit_codes();

ExitCode exit_code_of(const Error& error);

/// Ends a command; caught in one place, which prints the message and exits with the code.
class CommandFailure : public std::exception {
public:
  CommandFailure(ExitCode code, Error error) : code_(code), error_(std::move(error)) {}
  explicit CommandFailure(Error error) : CommandFailure(exit_code_of(error), std::move(error)) {}
  const char* what() const noexcept override { return error_.message.c_str(); }
  ExitCode code() const { return code_; }
  const Error& error() const { return error_; }

private:
  ExitCode code_;
  Error error_;
};

/// A mistake on the command line.
[[noreturn]] void refuse(std::string message);

/// The value, or the end of the command.
template <class T>
T or_fail(Result<T> result) {
  if (!result.ok())
    throw CommandFailure(result.error());
  if constexpr (!std::is_void_v<T>)
    return std::move(*result);
}

} // namespace troupe::tool
