// `troupe config`.
#pragma once

#include "tools/troupe/command.hpp"

namespace troupe::tool {

Command config_command();

} // namespace troupe::tool
