// Debian's Python with a module, where it is installed: for tests that compare with what NumPy or h5py make.
#pragma once

#include "tests/support/process.hpp"

#include <string>
#include <vector>

namespace troupe::test {

inline bool python_has(const std::string& module) {
  static const std::string python = "/usr/bin/python3";
  try {
    return run({{python, "-c", "import " + module}, {}, {}, {}}, Milliseconds(60'000)).status.ok();
  } catch (const std::exception&) {
    return false;
  }
}

/// Runs a script with arguments. @returns What it printed, or its complaint after "failed: ".
inline std::string python(const std::string& script, std::vector<std::string> arguments) {
  std::vector<std::string> command{"/usr/bin/python3", "-B", "-c", script};
  command.insert(command.end(), arguments.begin(), arguments.end());
  const auto done = run({command, {}, {}, {}}, Milliseconds(120'000));
  if (done.status.signal != 0)
    return "failed: the reference itself crashed, by signal " + std::to_string(done.status.signal) + ": " + done.err;
  return done.status.ok() ? done.out : "failed: " + done.err;
}

} // namespace troupe::test
