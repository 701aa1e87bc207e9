#include "tools/troupe/serve.hpp"

namespace troupe::tool {

ExitCode serve(Node& node, StopSignals& stop) {
  stop.on_stop([&node] { node.stop(); });
  auto ended = node.wait();
  stop.on_stop({});
  or_fail(std::move(ended));
  return ExitCode::ok;
}

} // namespace troupe::tool
