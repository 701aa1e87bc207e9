#include "runtime/base/host_text.hpp"
#include "runtime/messages/job_messages.hpp"

namespace troupe {

std::string to_string(const Address& address) {
  if (address.host.empty())
    return "(here)";
  return host_before_port(address.host) + ":" + std::to_string(address.port);
}

std::string_view to_string(JobPhase phase) {
  switch (phase) {
  case JobPhase::running:
    return "running";
  case JobPhase::done:
    return "done";
  case JobPhase::failed:
    return "failed";
  case JobPhase::cancelled:
    return "cancelled";
  }
  return "unknown";
}

} // namespace troupe
