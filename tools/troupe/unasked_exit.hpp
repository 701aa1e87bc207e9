// Handles exit() called by a kernel or a library that it uses. Running the destructors of a process whose other threads
// still work would crash or hang it, and its end would look orderly. Thread-safe. One object for each process at a
// time.
#pragma once

namespace troupe::tool {

class UnaskedExit {
public:
  /// While it lives exit() ends the process at once, with a failure and a word on stderr. In a process forked off this
  /// one it ends at once with the code that was given.
  UnaskedExit();
  ~UnaskedExit();
  UnaskedExit(const UnaskedExit&) = delete;
  UnaskedExit& operator=(const UnaskedExit&) = delete;
};

} // namespace troupe::tool
