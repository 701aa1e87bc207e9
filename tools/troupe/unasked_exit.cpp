#include "tools/troupe/unasked_exit.hpp"

#include "runtime/base/forked_child.hpp"
#include "tools/troupe/exit_code.hpp"

#include <atomic>
#include <cstdlib>
#include <string_view>

#include <unistd.h>

namespace troupe::tool {
namespace {

std::atomic<bool> serving = false;

/// The last that was registered, and so the first that is called.
void on_exit_of_anybody(int code, void*) {
  if (in_forked_child())
    ::_exit(code);
  if (!serving)
    return;
  constexpr std::string_view words =
      "troupe: something in this worker, a kernel most likely, has called exit(): it ends at once\n";
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, words.data(), words.size());
  ::_exit(static_cast<int>(ExitCode::failed));
}

} // namespace

UnaskedExit::UnaskedExit() {
  serving = true;
  ::on_exit(on_exit_of_anybody, nullptr);
}

UnaskedExit::~UnaskedExit() { serving = false; }

} // namespace troupe::tool
