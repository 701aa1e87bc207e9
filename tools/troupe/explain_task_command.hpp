// `troupe explain-task`.
#pragma once

#include "tools/troupe/command.hpp"

namespace troupe::tool {

Command explain_task_command();

} // namespace troupe::tool
