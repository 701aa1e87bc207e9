#include "tools/troupe/certs_command.hpp"

#include "actors/trust/certificates.hpp"
#include "actors/trust/trust.hpp"
#include "tools/troupe/connection.hpp"
#include "tools/troupe/print.hpp"

#include <chrono>

namespace troupe::tool {
namespace {

constexpr std::int64_t most_days = 3650;

ExitCode make_certificates(Invocation& invocation) {
  const auto& operands = invocation.arguments.positional();
  if (operands.empty() || operands.front() != "init" || operands.size() > 2)
    refuse("troupe certs takes 'init' and a FOLDER: troupe certs init certs --node here --node there");
  const auto folder = operands.size() == 2 ? operands[1] : std::string("troupe-certs");
  const auto days = invocation.arguments.whole_number("days", 1, most_days).value_or(365);
  auto names = invocation.arguments.all("node");
  if (names.empty())
    names.emplace_back("node");
  const bool made = or_fail(make_authority(folder));
  print((made ? "made the authority in " : "the authority is that in ") + folder + "\n");
  for (const auto& name : names) {
    or_fail(make_node_certificate(folder, name, std::chrono::hours(24 * days)));
    print("made " + folder + "/" + name + ": for --tls-folder of one node, good for " + std::to_string(days)
          + " days\n");
  }
  return ExitCode::ok;
}

} // namespace

Command certs_command() {
  Command command;
  command.name = "certs";
  command.operands = "init [FOLDER]";
  command.operand_choices = {"init"};
  command.summary = "make a small authority and certificates for nodes";
  command.details = "Makes FOLDER (troupe-certs) with the authority's certificate and key, where there is none yet, "
                    "and in it a folder "
                    "for each node with what that needs: copy it there by a way you trust, and name it with "
                    "--tls-folder. Whoever has "
                    "such a folder is a peer of the cluster; the authority's key (ca-key.pem) stays where it is.\n"
                    "\n"
                    "Example:\n"
                    "  troupe certs init certs --node one --node two\n"
                    "  troupe scheduler --host 0.0.0.0 --tls-folder certs/one";
  Flag node{"node", "NAME", "a node to make a certificate for; may be repeated (default: node)"};
  node.repeated = true;
  command.flags = {node, {"days", "N", "how long its certificate is good for (default: 365)"}};
  command.run = make_certificates;
  return command;
}

} // namespace troupe::tool
