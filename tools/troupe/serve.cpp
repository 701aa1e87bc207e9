#include "tools/troupe/serve.hpp"

#include "runtime/base/escaped.hpp"
#include "tools/troupe/print.hpp"

#include <cstdio>
#include <cstdlib>

namespace troupe::tool {

ExitCode serve(Node& node, StopSignals& stop) {
  const OnStop stopping(stop, [&node] { node.stop(); });
  const auto outcome = node.wait();
  if (!outcome && outcome.error().code == Errc::timeout) { // a kernel does not return: no orderly end will ever come
    std::fprintf(stderr, "troupe: %s\n", escaped(outcome.error().message).c_str());
    std::fflush(nullptr);
    std::_Exit(static_cast<int>(ExitCode::failed));
  }
  or_fail(outcome);
  return ExitCode::ok;
}

} // namespace troupe::tool
