// What becomes of a worker whose process somebody else ends: a kernel, or a library that it uses, calls exit(). Running on
// through the destructors of a process whose other threads are at work would crash it or hang it; and it would look like
// an end in order.
// Thread-safe. One object a process at a time.
#pragma once

namespace troupe::tool {

class UnaskedExit {
public:
  /// While it lives exit() ends the process at once, with a failure and a word on stderr. In a process forked off this one
  /// it ends at once with the code that was given.
  UnaskedExit();
  ~UnaskedExit();
  UnaskedExit(const UnaskedExit&) = delete;
  UnaskedExit& operator=(const UnaskedExit&) = delete;
};

} // namespace troupe::tool
