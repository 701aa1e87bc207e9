// `troupe wait`.
#pragma once

#include "tools/troupe/command.hpp"

namespace troupe::tool {

Command wait_command();

} // namespace troupe::tool
