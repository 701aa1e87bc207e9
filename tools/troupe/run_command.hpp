// `troupe run`.
#pragma once

#include "tools/troupe/command.hpp"

namespace troupe::tool {

Command run_command();

} // namespace troupe::tool
