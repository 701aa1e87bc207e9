// `troupe worker`.
#pragma once

#include "tools/troupe/command.hpp"

namespace troupe::tool {

Command worker_command();

} // namespace troupe::tool
