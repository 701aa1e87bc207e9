// The table of commands. A new one is one file and one entry here.
#include "tools/troupe/cancel_command.hpp"
#include "tools/troupe/certs_command.hpp"
#include "tools/troupe/completion_command.hpp"
#include "tools/troupe/config_command.hpp"
#include "tools/troupe/explain_command.hpp"
#include "tools/troupe/explain_task_command.hpp"
#include "tools/troupe/help_command.hpp"
#include "tools/troupe/jobs_command.hpp"
#include "tools/troupe/result_command.hpp"
#include "tools/troupe/retire_command.hpp"
#include "tools/troupe/run_command.hpp"
#include "tools/troupe/scheduler_command.hpp"
#include "tools/troupe/simulate_command.hpp"
#include "tools/troupe/status_command.hpp"
#include "tools/troupe/submit_command.hpp"
#include "tools/troupe/version_command.hpp"
#include "tools/troupe/wait_command.hpp"
#include "tools/troupe/worker_command.hpp"

namespace troupe::tool {

const std::vector<Command>& commands() {
  static const std::vector<Command> table{
      run_command(),          scheduler_command(),  worker_command(), status_command(), submit_command(),
      wait_command(),         result_command(),     cancel_command(), retire_command(), explain_command(),
      explain_task_command(), simulate_command(),   jobs_command(),   certs_command(),  config_command(),
      version_command(),      completion_command(), help_command()};
  return table;
}

} // namespace troupe::tool
