#include "tools/troupe/serve.hpp"

namespace troupe::tool {

ExitCode serve(Node& node, StopSignals& stop) {
  const OnStop stopping(stop, [&node] { node.stop(); });
  or_fail(node.wait());
  return ExitCode::ok;
}

} // namespace troupe::tool
