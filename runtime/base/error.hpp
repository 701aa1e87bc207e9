// What went wrong: a code for programs, a sentence for people. Pure value.
#pragma once

#include <string>
#include <string_view>

namespace troupe {

/// One line per code; the sentence in Error::message names what was wrong and what was expected.
enum class Errc : int {
  invalid_argument = 1, ///< a value given by the caller is not one that the function takes
  not_found,            ///< a file, column, kernel, job or worker of that name does not exist
  already_exists,       ///< the name is taken
  invalid_shape,        ///< shapes, chunk grids or lengths do not fit together
  invalid_dtype,        ///< the element type is not one that the function takes
  parse_error,          ///< text (CSV, flag, config file) is not what its format says
  singular,             ///< a system of equations has no unique solution
  io_error,             ///< the operating system refused to read or write
  corrupt,              ///< bytes from a peer or a file are not what their header says
  version_mismatch,     ///< a peer speaks another protocol version
  unreachable,          ///< a peer could not be connected to in the stated time
  timeout,              ///< no answer in the stated time
  lost,                 ///< a peer or its data went away while it was needed
  cancelled,            ///< someone asked for the work to be given up
  out_of_memory,        ///< the work does not fit the memory limit
  task_failed,          ///< a kernel failed or threw
  illegal_transition,   ///< an event does not apply to the state it met
  internal,             ///< a bug of ours: an invariant does not hold
};

/// @returns The code's name as written above, e.g. "not_found".
std::string_view to_string(Errc code);

/// @returns The code of that name, or Errc::internal when there is none.
Errc errc_from_string(std::string_view name);

struct Error {
  Errc code = Errc::internal;
  std::string message;

  bool operator==(const Error&) const = default;
};

/// "not_found: no column 'hours'; did you mean 'hour'?"
std::string to_string(const Error& error);

} // namespace troupe
