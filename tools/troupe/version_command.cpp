#include "tools/troupe/version_command.hpp"

#include "runtime/base/json_writer.hpp"
#include "runtime/base/version.hpp"
#include "runtime/messages/worker_messages.hpp"
#include "tools/troupe/print.hpp"

namespace troupe::tool {
namespace {

ExitCode show_version(Invocation& invocation) {
  no_operands(invocation);
  if (invocation.json())
    print(JsonWriter()
              .begin_object()
              .field("version", product_version)
              .field("protocol", protocol_version)
              .end_object()
              .str()
          + "\n");
  else
    print("troupe " + std::string(product_version) + " (protocol " + std::to_string(protocol_version) + ")\n");
  return ExitCode::ok;
}

} // namespace

Command version_command() {
  Command command;
  command.name = "version";
  command.summary = "print the version, and that of the protocol: processes of one cluster must speak the same";
  command.details = "Example:\n  troupe version --json";
  command.flags = {{"json", "", "print one JSON object"}};
  command.run = show_version;
  return command;
}

} // namespace troupe::tool
